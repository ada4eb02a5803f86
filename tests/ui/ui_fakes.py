"""A fake engine without threads, and builders of its results, which tests push to the window."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from edge.capture.supervisor import SourceState, SourceStatus
from edge.config import DecisionConfig
from edge.runtime.stats import EngineStats, Event
from edge.types import (
    AttackKind,
    Box,
    Face,
    FaceResult,
    Frame,
    FrameResult,
    Lean,
    Quality,
    Reason,
    Score,
    SourceKind,
    State,
    TaskEvidence,
    Verdict,
)
from models.spec import Calibration

SPOOF, FAKE = "spoof-model", "fake-model"


class FakeEngine:
    """The engine's public face. `calls` records what the window asked of it."""

    def __init__(self, notify: Callable[[], None]) -> None:
        self.notify = notify
        self.calls: list[tuple[object, ...]] = []
        self.watchers: list[object] = []
        self.started = self.stopped = False
        self.paused = False
        self.late: list[str] = []
        self._newest: list[tuple[Frame, FrameResult]] = []
        self._events: list[Event] = []
        self._stats = EngineStats(
            fps=29.7,
            capture_fps=30.0,
            frames=100,
            dropped=3,
            sink_dropped=0,
            latency_ms={
                "detect": (3.1, 5.2),
                "quality": (0.4, 0.6),
                "antispoof": (4.5, 8.8),
                "decide": (0.1, 0.2),
                "total": (8.1, 14.0),
            },
            models={"antispoof": SPOOF, "deepfake": FAKE},
            source=status(SourceState.PLAYING),
            running=True,
        )

    def start(self) -> None:
        self.started = True

    def stop(self, timeout: float = 2.0) -> list[str]:
        self.stopped = True
        return self.late

    def get(self) -> tuple[Frame, FrameResult] | None:
        return self._newest.pop() if self._newest else None

    def events(self) -> list[Event]:
        drained, self._events = self._events, []
        return drained

    def stats(self) -> EngineStats:
        return replace(self._stats, paused=self.paused)

    def pause(self) -> None:
        self.paused = True

    def resume(self) -> None:
        self.paused = False

    def step(self) -> None:
        self.calls.append(("step",))

    def seek(self, seconds: float) -> None:
        self.calls.append(("seek", seconds))

    def set_speed(self, speed: float) -> None:
        self.calls.append(("speed", speed))

    def set_source(self, spec: str | None) -> None:
        self.calls.append(("source", spec))

    def set_decision(self, decision: DecisionConfig) -> None:
        self.calls.append(("decision", decision))

    def set_model(self, task: str, model_id: str | None) -> None:
        self.calls.append(("model", task, model_id))

    # calibrating

    source_kind = SourceKind.CAMERA
    camera = "door camera"
    source_spec = "0"

    def calibrations(self) -> dict[str, Calibration]:
        return {SPOOF: Calibration(slope=2.0, offset=1.0)}

    def watch(self, watcher: object) -> None:
        self.watchers.append(watcher)

    def unwatch(self, watcher: object) -> None:
        self.watchers.remove(watcher)

    def try_calibration(self, entries: object) -> None:
        self.calls.append(("try", entries))

    def recalibrate(self) -> None:
        self.calls.append(("recalibrate",))

    def set_uncalibrated(self, how: str | None) -> None:
        self._stats = replace(self._stats, uncalibrated=how)  # type: ignore[arg-type]

    # what a test makes it say

    def push(self, frame: Frame, result: FrameResult) -> None:
        self._newest = [(frame, result)]
        self.notify()

    def say(self, level: str, kind: str, text: str) -> None:
        self._events.append(Event(time.monotonic(), level, kind, text))  # type: ignore[arg-type]

    def set_status(self, state: SourceState, message: str = "") -> None:
        self._stats = replace(self._stats, source=status(state, message))

    def set_duration(self, seconds: float | None) -> None:
        self._stats = replace(self._stats, duration_s=seconds)

    def set_models(self, models: dict[str, str]) -> None:
        self._stats = replace(self._stats, models=models)


def status(state: SourceState, message: str = "") -> SourceStatus:
    return SourceStatus(state, message, 0, time.monotonic())


def make_frame(index: int = 0, width: int = 640, height: int = 360, value: int = 90) -> Frame:
    return Frame(np.full((height, width, 3), value, np.uint8), index, "fake", index / 30)


def evidence_score(model: str = SPOOF, p: float = 0.9, box: Box | None = None) -> Score:
    """A score with a map: its upper left corner speaks for attack, its lower right for live."""
    box = box or Box(200, 80, 360, 280)
    evidence = np.zeros((8, 8), np.float32)
    evidence[:4, :4], evidence[4:, 4:] = 0.5, -0.5
    to_frame = np.array([[box.width, 0, box.x1], [0, box.height, box.y1]], np.float32)
    return Score(model, p, float(np.log(p / (1 - p))), 3.0, evidence, to_frame)


def plain_score(model: str = SPOOF, p: float = 0.1) -> Score:
    return Score(model, p, float(np.log(p / (1 - p))), 3.0)


BOUND = 4.6
"""Of the sequential test at error rates of 1 %, logits."""


def gathered(
    task: str = "antispoof", total: float = -5.0, lean: Lean = Lean.LIVE, *, counts: bool = True
) -> TaskEvidence:
    return TaskEvidence(task, total, -BOUND, BOUND, lean, 20, counts)


def _usual_evidence(state: State, scores: Sequence[Score]) -> tuple[TaskEvidence, ...]:
    """What a verdict of this state rests on where only the models of the scores spoke."""
    total, lean = {
        State.LIVE: (-5.0, Lean.LIVE),
        State.ATTACK: (5.0, Lean.ATTACK),
    }.get(state, (1.0, Lean.OPEN))
    found = [gathered("antispoof", total, lean)]
    if any(score.model_id == FAKE for score in scores):
        found.append(gathered("deepfake", 0.5, Lean.OPEN))
    return tuple(found)


def make_face(
    track: int = 1,
    state: State = State.LIVE,
    box: Box | None = None,
    scores: Sequence[Score] | None = None,
    p_attack: float = 0.02,
    kind: AttackKind | None = None,
    reasons: Sequence[Reason] = (),
    frames: int = 20,
    evidence: Sequence[TaskEvidence] | None = None,
) -> FaceResult:
    box = box or Box(200, 80, 360, 280)
    cx, cy = box.center
    spots = [(-30, -30), (30, -30), (0, 0), (0, 40), (-60, -20), (60, -20)]
    points = np.array([(cx + dx, cy + dy) for dx, dy in spots], np.float32)
    poor = frozenset(reasons) if state is State.POOR_QUALITY else frozenset()
    opinions = [plain_score()] if scores is None else scores
    if evidence is None:
        evidence = _usual_evidence(state, opinions) if frames else ()
    return FaceResult(
        face=Face(box, 0.9, points, track),
        quality=Quality(120.0, 110.0, box.side, 2.0, 1.0, 0.5, poor),
        verdict=Verdict(
            track, state, p_attack, frames, 0.0, kind, frozenset(reasons), tuple(evidence)
        ),
        scores={score.model_id: score for score in opinions},
    )


def make_result(
    faces: Sequence[FaceResult] = (), frame: Frame | None = None, *, trusted: bool = True
) -> FrameResult:
    frame = frame or make_frame()
    return FrameResult(
        frame.index,
        frame.captured_at,
        frame.source_id,
        frame.size,
        tuple(faces),
        {"detect": 3.0, "total": 8.0},
        trusted,
    )
