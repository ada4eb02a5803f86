"""Sources that make their own frames: as many as asked for, or for ever at a camera's pace."""

from __future__ import annotations

import threading
import time
from abc import abstractmethod

from edge.capture.base import Source, SourceKind
from edge.errors import SourceError
from edge.types import U8, Frame

LATE_S = 1.0
"""Further behind the clock than this (a machine that slept), frames are left out, not hurried."""


class MadeSource(Source):
    """Renders frame after frame, always the same for the same index.

    count: None plays for ever as a live source at `rate` frames per second; a number gives exactly
    so many, unpaced, as a file does.
    """

    rate = 30.0
    synthetic = True
    kind = SourceKind.MADE

    def __init__(self, name: str, count: int | None) -> None:
        self.id = name
        self.live = count is None
        self._count = count
        self._index = 0
        self._started: float | None = None
        self._closed = threading.Event()

    @abstractmethod
    def render(self, index: int) -> U8:
        """The picture of one frame: uint8 (H, W, 3) BGR, new each time."""

    def open(self) -> None:
        self._index = 0
        self._started = time.monotonic()
        self._closed.clear()

    def read(self) -> Frame | None:
        if self._started is None:
            raise SourceError(f"{self.id} is not open")
        if self._closed.is_set() or self._index == self._count:
            return None
        if self.live and not self._wait_for_its_time(self._started):
            return None
        at = self._index / self.rate
        if self.live:
            at += self._started
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

    def _wait_for_its_time(self, started: float) -> bool:
        """Wait until the next frame is due. False when the source was closed meanwhile."""
        ahead = started + self._index / self.rate - time.monotonic()
        if ahead < -LATE_S:
            self._index += int(-ahead * self.rate)
        return not self._closed.wait(max(0.0, ahead))
