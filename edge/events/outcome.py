"""How a session ended."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from edge.types import SourceKind


class Decision(StrEnum):
    """Only ACCEPTED opens anything."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class SessionOutcome:
    """The end of a session, for operators and machines; a person is shown only the decision.

    nonce: what the session's starter gave, so that an old result cannot be played again.
    reasons: names of what decided, e.g. antispoof, deepfake, challenge_failed, face_changed,
    timed_out, untrusted_source, not_recorded. verdict: the track's last, as in JSON lines.
    source_kind: what was watched; a door should believe no other than a camera.
    face_sha256: of the PNG of the face that was judged last; where somebody was accepted.
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
