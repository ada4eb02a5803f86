"""Sources that make their own frames: as many as asked for, or for ever at a camera's pace."""

from __future__ import annotations

import threading
import time
from abc import abstractmethod

from edge.capture.base import Source
from edge.types import U8, Frame


class MadeSource(Source):
    """Renders frame after frame, always the same for the same index.

    count: None plays for ever as a live source at `rate` frames per second; a number gives exactly
    so many, unpaced, as a file does.
    """

    rate = 30.0

    def __init__(self, name: str, count: int | None) -> None:
        self.id = name
        self.live = count is None
        self._count = count
        self._index = 0
        self._started = 0.0
        self._closed = threading.Event()

    @abstractmethod
    def render(self, index: int) -> U8:
        """The picture of one frame: uint8 (H, W, 3) BGR, new each time."""

    def open(self) -> None:
        self._index = 0
        self._started = time.monotonic()
        self._closed.clear()

    def read(self) -> Frame | None:
        if self._closed.is_set() or self._index == self._count:
            return None
        at = self._index / self.rate
        if self.live:
            at += self._started
            if self._closed.wait(max(0.0, at - time.monotonic())):
                return None
        frame = Frame(self.render(self._index), self._index, self.id, at)
        self._index += 1
        return frame

    def close(self) -> None:
        self._closed.set()

    @property
    def fps(self) -> float | None:
        return self.rate

    @property
    def frame_count(self) -> int | None:
        return self._count
