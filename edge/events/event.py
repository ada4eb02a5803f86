"""An event of a gate, and its JSON form."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

GONE = "GONE"
"""The state of a face that has left the picture."""


class EventKind(StrEnum):
    """Values appear in topics, payloads and the audit log.

    VERDICT: a track's verdict changed. SESSION: a session ended. FAULT: a part failed, or works
    again (`body["ok"]`). SYSTEM: started, stopped, changed.
    """

    VERDICT = "verdict"
    SESSION = "session"
    FAULT = "fault"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class GateEvent:
    """One event. Its id never changes, however often it is sent.

    camera: the camera's name in the configuration, `camera` where there is only one.
    body: JSON values only; never a picture, never a credential.
    at: UTC, for people. It does not define the order, because a wall clock may step: the order is
        that of publishing.
    """

    kind: EventKind
    camera: str
    body: Mapping[str, Any]
    at: datetime = field(default_factory=lambda: datetime.now(UTC))
    id: str = field(default_factory=lambda: uuid.uuid4().hex)

    def to_json(self) -> str:
        """One line of JSON, keys sorted, the same bytes every time."""
        payload = {
            "id": self.id,
            "kind": self.kind.value,
            "camera": self.camera,
            "at": self.at.astimezone(UTC).isoformat(timespec="milliseconds"),
            "body": dict(self.body),
        }
        return json.dumps(payload, sort_keys=True, separators=(",", ":"), ensure_ascii=False)

    @classmethod
    def from_json(cls, line: str) -> GateEvent:
        """Parse a line of `to_json`. Raises ValueError and KeyError."""
        try:
            data = json.loads(line)
        except RecursionError:
            raise ValueError("an event must not be nested so deeply") from None
        if not isinstance(data, dict):
            raise ValueError("an event must be a JSON object")  # noqa: TRY004 — all of it is the line's
        texts = [data[key] for key in ("kind", "camera", "at", "id")]
        if not all(isinstance(text, str) for text in texts) or not isinstance(data["body"], dict):
            raise ValueError("an event must have four text fields and a body")
        return cls(
            kind=EventKind(data["kind"]),
            camera=data["camera"],
            body=data["body"],
            at=datetime.fromisoformat(data["at"]),
            id=data["id"],
        )


def payload(event: GateEvent, gate: str) -> str:
    """The event's JSON with the gate's name added; the same bytes every time.

    Several gates may share a broker or an endpoint, and camera names are unique per gate only.
    """
    data = {**json.loads(event.to_json()), "gate": gate}
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
