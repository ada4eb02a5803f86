"""The summary of a run: each track's verdict, and the decisions that led to it."""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass, field

from edge.sinks.base import Sink
from edge.types import AttackKind, Frame, FrameResult, Reason, State, Verdict

DECIDED = (State.LIVE, State.ATTACK)


MOST_DECISIONS = 20
"""Number of a track's newest decisions that are stored."""


@dataclass(frozen=True, slots=True)
class TrackDecision:
    """One decision on a track. after: seconds since the track was first seen."""

    state: State
    attack_kind: AttackKind | None
    after: float


@dataclass(slots=True)
class TrackSummary:
    """One track over a run. Times are the source's, seconds.

    state: the last decision that was reached; the last state where there was none.
    decisions: each that differs from the one before, in order. reasons: of the newest verdict.
    """

    track_id: int
    first: float
    last: float = 0.0
    frames: int = 0
    state: State = State.UNKNOWN
    attack_kind: AttackKind | None = None
    p_attack: float = 0.5
    decisions: deque[TrackDecision] = field(default_factory=lambda: deque(maxlen=MOST_DECISIONS))
    states: Counter[State] = field(default_factory=Counter)
    reasons: frozenset[Reason] = frozenset()

    def decide(self, verdict: Verdict, time: float) -> None:
        """Add a verdict that is a decision and differs from the one before."""
        last = self.decisions[-1] if self.decisions else None
        if last is None or (last.state, last.attack_kind) != (verdict.state, verdict.attack_kind):
            self.decisions.append(
                TrackDecision(verdict.state, verdict.attack_kind, time - self.first)
            )


class Summary(Sink):
    """A sink that collects in memory.

    began: time of the first frame, the source's seconds.
    calibrated: whether the anti-spoof model was calibrated to this source.
    pictures: tracks of the faces of each still picture, by name; empty for one without a face.
    seen_as: for each state the frame whose verdict was the most certain, the first of equals.
    """

    needs_frames = True

    def __init__(self) -> None:
        self.tracks: dict[int, TrackSummary] = {}
        self.frames = 0
        self.began = 0.0
        self.calibrated = False
        self.pictures: dict[str, list[int]] = {}
        self.seen_as: dict[State, tuple[Frame, FrameResult]] = {}
        self._sure: dict[State, float] = {}

    def open(self) -> None:
        self.tracks.clear()
        self.pictures.clear()
        self.seen_as.clear()
        self._sure.clear()
        self.frames = 0

    def write(self, result: FrameResult, frame: Frame | None) -> None:
        if self.frames == 0:
            self.began = result.time
        self.frames += 1
        self.calibrated = result.calibrated
        if result.picture is not None:
            self.pictures[result.picture] = [face.verdict.track_id for face in result.faces]
        for face in result.faces:
            verdict = face.verdict
            track = self.tracks.setdefault(
                verdict.track_id, TrackSummary(verdict.track_id, result.time)
            )
            track.frames += 1
            track.last = result.time
            track.states[verdict.state] += 1
            track.reasons = verdict.reasons
            if frame is not None:
                self._keep(verdict, frame, result)
            decided = verdict.state in DECIDED
            if decided:
                track.decide(verdict, result.time)
            if decided or track.state not in DECIDED:
                track.state = verdict.state
                track.attack_kind = verdict.attack_kind
                track.p_attack = verdict.p_attack

    def _keep(self, verdict: Verdict, frame: Frame, result: FrameResult) -> None:
        sure = abs(verdict.p_attack - 0.5)
        if sure > self._sure.get(verdict.state, -1.0):
            self._sure[verdict.state] = sure
            self.seen_as[verdict.state] = (frame, result)

    def close(self) -> None:
        """Do nothing."""
