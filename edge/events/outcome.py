"""The outcome of a session."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from edge.types import SourceKind


class Decision(StrEnum):
    """How a session ended. Only ACCEPTED opens the gate."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class SessionOutcome:
    """The outcome of a session, for operators and machines; the person is shown only the decision.

    nonce: given by the client that started the session, so that an old result cannot be replayed.
    reasons: names of what decided, e.g. antispoof, deepfake, challenge_failed, face_changed,
    timed_out, untrusted_source, not_recorded. verdict: the track's last, as in JSON lines.
    source_kind: of the source that was judged; a door should accept a camera only.
    face_sha256: of the PNG of the face that was judged last; with ACCEPTED only.
    """

    session_id: str
    camera: str
    decision: Decision
    started_at: datetime
    ended_at: datetime
    nonce: str | None = None
    reasons: tuple[str, ...] = ()
    verdict: dict[str, Any] = field(default_factory=dict)
    challenge: tuple[dict[str, Any], ...] = ()
    models: dict[str, str] = field(default_factory=dict)
    source_kind: SourceKind = SourceKind.UNKNOWN
    face_sha256: str | None = None

    def body(self) -> dict[str, Any]:
        """JSON values, as in events and signed results."""
        face = {"face_sha256": self.face_sha256} if self.face_sha256 is not None else {}
        return {
            "session": self.session_id,
            "decision": self.decision.value,
            "started_at": self.started_at.isoformat(timespec="milliseconds"),
            "ended_at": self.ended_at.isoformat(timespec="milliseconds"),
            "nonce": self.nonce,
            "reasons": list(self.reasons),
            "verdict": self.verdict,
            "challenge": list(self.challenge),
            "models": self.models,
            "source_kind": self.source_kind.value,
            **face,
        }
