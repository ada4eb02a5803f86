"""One thing that happened at a gate and that others must learn of, in the form that leaves it."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

GONE = "GONE"
"""The state of a face that is no longer there."""


class EventKind(StrEnum):
    """Values appear in topics, payloads and the audit log.

    VERDICT: a track's verdict changed. SESSION: a person's way through the gate ended.
    FAULT: something broke, or works again (`body["ok"]`). SYSTEM: started, stopped, changed.
    """

    VERDICT = "verdict"
    SESSION = "session"
    FAULT = "fault"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class GateEvent:
    """Made once; sent as often as it takes, always under the same id.

    camera: the name of the camera in the configuration, `camera` where there is but one.
    body: JSON values only; never a picture, never a credential.
    at: UTC, for people. Order is the order of publishing: a wall clock may step.
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
        """The event a line holds. Raises ValueError and KeyError on what is none."""
        try:
            data = json.loads(line)
        except RecursionError:
            raise ValueError("an event is not nested so deeply") from None
        if not isinstance(data, dict):
            raise ValueError("an event is a JSON object")  # noqa: TRY004 — all of it is the line's
        texts = [data[key] for key in ("kind", "camera", "at", "id")]
        if not all(isinstance(text, str) for text in texts) or not isinstance(data["body"], dict):
            raise ValueError("an event has four texts and a body")
        return cls(
            kind=EventKind(data["kind"]),
            camera=data["camera"],
            body=data["body"],
            at=datetime.fromisoformat(data["at"]),
            id=data["id"],
        )


def payload(event: GateEvent, gate: str) -> str:
    """The event's JSON and the gate it happened at; the same bytes every time.

    Many gates share a broker or an endpoint, and a camera's name is known at its gate only.
    """
    data = {**json.loads(event.to_json()), "gate": gate}
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
