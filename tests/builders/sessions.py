"""Sessions for tests: a clock that is set by hand, and frames with results."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from makers import a_face, a_frame, a_quality, a_score

from edge.config import Config
from edge.events.event import GateEvent
from edge.gate.session_manager import SessionManager
from edge.types import Face, FaceResult, Frame, FrameResult, Quality, Reason, State, Verdict

SIZE = (640, 480)
OVAL_SIDE = 200.0  # px: 0.42 of 480


class Clock:
    """Time that passes when told."""

    def __init__(self, now: float = 1000.0) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


def in_oval(side: float = OVAL_SIDE, dx: float = 0.0, dy: float = 0.0, track: int = 1) -> Face:
    """A face in the middle of the frame, so many px off it."""
    face = a_face((SIZE[0] - side) / 2 + dx, (SIZE[1] - side) / 2 + dy, side)
    return Face(face.box, face.score, face.keypoints, track)


def judged(
    face: Face | None = None,
    state: State = State.LIVE,
    *,
    quality: Quality | None = None,
    reasons: Sequence[Reason] = (Reason.ANTISPOOF,),
    scored: bool = True,
) -> FaceResult:
    face = face or in_oval()
    verdict = Verdict(face.track_id, state, 0.02, 9, 0.0, None, frozenset(reasons))
    scores = {"model": a_score(-4.0)} if scored else {}
    return FaceResult(face, quality or a_quality(), verdict, scores)


def a_result(*faces: FaceResult, at: float = 0.0, trusted: bool = True) -> FrameResult:
    return FrameResult(0, at, "test", SIZE, faces, {}, trusted)


@dataclass
class Recorder:
    """Keeps events, or refuses them."""

    works: bool = True
    events: list[GateEvent] = field(default_factory=list)

    def __call__(self, event: GateEvent) -> bool:
        if self.works:
            self.events.append(event)
        return self.works


class Person:
    """Stands before a sessions: frames come at 10 a second while the clock moves on."""

    def __init__(self, sessions: SessionManager, clock: Clock, frame: Frame | None = None) -> None:
        self.sessions = sessions
        self.clock = clock
        self.frame = frame or a_frame()

    def shows(self, *faces: FaceResult, seconds: float = 0.1, trusted: bool = True) -> None:
        """These faces, for so long."""
        for _ in range(max(1, round(seconds * 10))):
            self.clock.now += 0.1
            self.sessions.on_frame(self.frame, a_result(*faces, at=self.clock.now, trusted=trusted))
            self.sessions.tick()

    def waits(self, seconds: float) -> None:
        """No frames, for so long."""
        for _ in range(max(1, round(seconds * 10))):
            self.clock.now += 0.1
            self.sessions.tick()


@dataclass
class Place:
    """A session manager and all that belongs to it."""

    sessions: SessionManager
    clock: Clock
    record: Recorder
    person: Person


def a_place(
    folder: Path,
    config: Config | None = None,
    *,
    auto: bool = True,
    clock: Clock | None = None,
    models: Callable[[], dict[str, str]] = lambda: {"antispoof": "model"},
    **options: Any,
) -> Place:
    clock, record = clock or Clock(), Recorder()
    sessions = SessionManager(
        config or Config(),
        camera="door",
        auto=auto,
        record=record,
        models=models,
        clock=clock,
        folder=folder,
        **options,
    )
    return Place(sessions, clock, record, Person(sessions, clock))
