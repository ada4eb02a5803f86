"""A source and a pipeline for tests of the engine's threads."""

from __future__ import annotations

import threading
from typing import Any

from makers import a_frame
from patience import PATIENCE

from edge.capture.base import Source
from edge.config import DecisionConfig
from edge.errors import SourceError
from edge.runtime.pipeline import Detections
from edge.types import Frame, FrameResult


class FakeSource(Source):
    """Delivers a number of frames; then blocks where block_after is given."""

    def __init__(self, frames: int, *, live: bool, block_after: int | None = None) -> None:
        self.id = "fake"
        self.live = live
        self._left = frames
        self._block_after = block_after
        self._index = 0
        self.blocking = threading.Event()
        self.released = threading.Event()

    def open(self) -> None:
        pass

    def read(self) -> Frame | None:
        if self._index == self._block_after:
            self.blocking.set()
            self.released.wait(PATIENCE)
            raise SourceError("fake was unplugged")
        if self._index == self._left:
            return None
        frame = a_frame(self._index, size=(64, 48))
        self._index += 1
        return frame

    def close(self) -> None:
        """Does not unblock read, as the worst drivers do not."""


class FakePipeline:
    """In place of the real pipeline; waits for `gate` before each frame."""

    def __init__(self) -> None:
        self.gate = threading.Event()
        self.gate.set()
        self.seen: list[int] = []
        self.closed = False
        self.resets = 0
        self.renumbered = 0
        self.decisions: list[DecisionConfig] = []
        self.scorers: list[Any] = []
        self.trusts: list[object] = []
        self.break_on: int | None = None

    def uncalibrated(self) -> None:
        """None: calibrated."""

    def detect(self, frame: Frame) -> Detections:
        return Detections([], 0.5)

    def judge(self, frame: Frame, detections: Detections) -> FrameResult:
        self.gate.wait(PATIENCE)
        if frame.index == self.break_on:
            raise RuntimeError("a stage broke")
        self.seen.append(frame.index)
        return FrameResult(
            frame.index, frame.captured_at, frame.source_id, frame.size, (), {"total": 1.0}
        )

    def set_decision(self, decision: DecisionConfig) -> None:
        self.decisions.append(decision)

    def scorer(self, task: str) -> None:
        """None: no model of the task is in use."""

    def set_scorer(self, task: str, scorer: object) -> None:
        self.scorers.append(scorer)

    def set_camera(self, live: bool) -> None:
        self.live = live

    def set_trust(self, trust: object) -> None:
        self.trusts.append(trust)

    def models(self) -> dict[str, str]:
        return {"antispoof": "fake"}

    def reset(self, *, renumber: bool = False) -> None:
        self.resets += 1
        self.renumbered += renumber

    def close(self) -> None:
        self.closed = True
