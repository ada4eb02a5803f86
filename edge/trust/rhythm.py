"""Whether frames come in a camera's time: neither faster than any camera nor without any jitter."""

from __future__ import annotations

import time
from collections import deque

import numpy as np

from edge.message import Message

FRAMES = 150
"""Intervals that are judged together."""

FASTEST = 250.0
"""Frames a second; above the most that can be asked of a camera (camera.fps)."""

JITTER_S = 2e-6
"""Standard deviation of the intervals below which they were computed, not measured: reading a frame
passes through a scheduler, which alone is coarser."""

FINE_CLOCK = time.get_clock_info("monotonic").resolution < 1e-4
"""Whether this system's clock can show a jitter at all; Windows' old one ticks every 16 ms."""


class Rhythm:
    """Takes the times of one source's frames in order."""

    def __init__(self) -> None:
        self._before: float | None = None
        self._intervals: deque[float] = deque(maxlen=FRAMES)

    def update(self, at: float, gap: int) -> str | None:
        """Add a frame's time, monotonic s. Returns what no camera does, as half a sentence."""
        before, self._before = self._before, at
        if before is None:
            return None
        if gap == 1:
            self._intervals.append(at - before)
        if at < before:
            return Message("its frames go back in time")
        if len(self._intervals) < FRAMES:
            return None
        intervals = np.asarray(self._intervals)
        mean = float(intervals.mean())
        if mean * FASTEST < 1:
            return (
                f"its frames come {1 / max(mean, 1e-9):.0f} times a second, faster than a camera's"
            )
        if FINE_CLOCK and float(intervals.std()) < JITTER_S:
            return Message("its frames come without any jitter, as from a program's clock")
        return None
