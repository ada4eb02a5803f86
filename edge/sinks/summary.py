"""What a run came to: each track's verdict, and how it was reached."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from edge.sinks.base import Sink
from edge.types import AttackKind, Frame, FrameResult, State

DECIDED = (State.LIVE, State.ATTACK)


@dataclass(slots=True)
class TrackSummary:
    """One track over a run. Times are the source's, seconds.

    state: the last decision that was reached; the last state where there was none.
    """

    track_id: int
    first: float
    last: float = 0.0
    frames: int = 0
    state: State = State.UNKNOWN
    attack_kind: AttackKind | None = None
    p_attack: float = 0.5
    decided_after: float | None = None
    states: Counter[State] = field(default_factory=Counter)


class Summary(Sink):
    """Collects; costs no I/O."""

    needs_frames = True

    def __init__(self) -> None:
        self.tracks: dict[int, TrackSummary] = {}
        self.frames = 0
        self.last_frame: tuple[Frame, FrameResult] | None = None

    def open(self) -> None:
        self.tracks.clear()
        self.frames = 0

    def write(self, result: FrameResult, frame: Frame | None) -> None:
        self.frames += 1
        if frame is not None and (result.faces or self.last_frame is None):
            self.last_frame = (frame, result)
        for face in result.faces:
            verdict = face.verdict
            track = self.tracks.setdefault(
                verdict.track_id, TrackSummary(verdict.track_id, result.time)
            )
            track.frames += 1
            track.last = result.time
            track.states[verdict.state] += 1
            decided = verdict.state in DECIDED
            if decided and track.decided_after is None:
                track.decided_after = result.time - track.first
            if decided or track.state not in DECIDED:
                track.state = verdict.state
                track.attack_kind = verdict.attack_kind
                track.p_attack = verdict.p_attack

    def close(self) -> None:
        """Nothing to finish."""
