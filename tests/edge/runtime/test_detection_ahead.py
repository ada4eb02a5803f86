"""Detection one frame ahead: a hanging detector is visible from outside."""

from __future__ import annotations

import threading

from makers import a_frame

from edge.runtime.detection_ahead import DetectionAhead
from edge.runtime.pipeline import Detections
from edge.types import Frame

PATIENCE = 30.0


class OneFrame:
    """A feed of one frame."""

    turn = 0
    ended = True

    def __init__(self) -> None:
        self._left = [a_frame(size=(64, 48))]

    def get(self, timeout: float) -> tuple[int, Frame | None]:
        return self.turn, self._left.pop() if self._left else None


def test_a_detection_that_hangs_shows_since_when() -> None:
    looking, go_on = threading.Event(), threading.Event()

    def look(frame: Frame) -> Detections:
        looking.set()
        go_on.wait(PATIENCE)
        return Detections([], 1.0)

    ahead = DetectionAhead(OneFrame(), look)  # type: ignore[arg-type]
    assert ahead.busy_since is None
    ahead.thread.start()
    assert looking.wait(PATIENCE)
    assert ahead.busy_since is not None
    go_on.set()
    ready = ahead.get(PATIENCE)
    assert ready is not None
    assert ready.frame is not None
    assert ahead.busy_since is None
    assert ahead.thread.stop(PATIENCE) == []


def test_a_detection_that_fails_does_not_count_as_hanging() -> None:
    def look(frame: Frame) -> Detections:
        raise RuntimeError("the detector broke")

    ahead = DetectionAhead(OneFrame(), look)  # type: ignore[arg-type]
    ahead.thread.start()
    ready = ahead.get(PATIENCE)
    assert ready is not None
    assert ready.error == "the detector broke"
    assert ahead.busy_since is None
    assert ahead.thread.stop(PATIENCE) == []
