"""A capture is released exactly when no call into it is running, in whichever thread."""

from __future__ import annotations

import threading
from collections.abc import Callable

import cv2
import numpy as np
import pytest

from edge.capture.opencv_capture import GuardedCapture

PATIENCE = 10.0


class SlowCapture:
    """As cv2.VideoCapture: each call waits for `gate`, and knows of a release under it."""

    def __init__(self) -> None:
        self.gate = threading.Event()
        self.inside = threading.Event()
        self.released = 0
        self.released_under_a_call = False

    def read(self) -> tuple[bool, np.ndarray]:
        self._wait()
        return True, np.zeros((2, 2, 3), np.uint8)

    def get(self, what: int) -> float:
        self._wait()
        return 25.0

    def release(self) -> None:
        self.released += 1
        self.released_under_a_call |= self.inside.is_set()

    def _wait(self) -> None:
        self.inside.set()
        assert self.gate.wait(PATIENCE)
        self.inside.clear()


@pytest.mark.parametrize(
    "call",
    [lambda guarded: guarded.read(), lambda guarded: guarded.get(cv2.CAP_PROP_FPS)],
    ids=["read", "get"],
)
def test_a_close_during_a_call_waits_for_its_end(call: Callable[[GuardedCapture], object]) -> None:
    capture = SlowCapture()
    guarded = GuardedCapture(capture)  # type: ignore[arg-type]
    caller = threading.Thread(target=call, args=(guarded,))
    caller.start()
    assert capture.inside.wait(PATIENCE)
    guarded.close()
    assert capture.released == 0
    capture.gate.set()
    caller.join(PATIENCE)
    assert capture.released == 1
    assert not capture.released_under_a_call


def test_a_frame_that_arrives_after_the_close_is_not_handed_on() -> None:
    capture = SlowCapture()
    guarded = GuardedCapture(capture)  # type: ignore[arg-type]
    results: list[tuple[bool, object]] = []
    reader = threading.Thread(target=lambda: results.append(guarded.read()))
    reader.start()
    assert capture.inside.wait(PATIENCE)
    guarded.close()
    capture.gate.set()
    reader.join(PATIENCE)
    assert results == [(False, None)]


def test_once_closed_nothing_reaches_the_device() -> None:
    capture = SlowCapture()
    guarded = GuardedCapture(capture)  # type: ignore[arg-type]
    guarded.close()
    assert guarded.read() == (False, None)
    assert guarded.get(cv2.CAP_PROP_FPS) == 0
    assert not capture.inside.is_set()
    assert guarded.closed
