"""Tests for properties of a real sensor: noise in every frame, and the frames' timing."""

from __future__ import annotations

import time
from collections import deque

import numpy as np

from edge.capture.opencv_capture import cv2
from edge.message import Message
from edge.types import U8

UNCHANGED = 0.95
"""Share of pixels that stay exactly the same from one frame to the next. Of ten real clips, all of
them compressed (which takes noise away), the stillest second reaches 0.82."""

NOISE_FRAMES = 90
"""Number of successive frames whose median is tested."""

BLACK, WHITE = 4, 251
"""Grey levels outside which a sensor is saturated and shows no noise."""

JUDGED = 0.2
"""Least share of pixels between them for a frame to be tested."""


class NoiseFloor:
    """Given the samples (`edge.trust.motion.sampled`) of one source in order."""

    def __init__(self) -> None:
        self._before: U8 | None = None
        self._shares: deque[float] = deque(maxlen=NOISE_FRAMES)

    def update(self, sample: U8) -> float | None:
        """Add a frame. Returns the median share of unchanged pixels when it is no sensor's."""
        before, self._before = self._before, sample
        if before is None or before.shape != sample.shape:
            self._shares.clear()
            return None
        inside = cv2.inRange(sample, BLACK, WHITE)
        judged = cv2.countNonZero(inside)
        if judged < JUDGED * sample.size:
            return None
        changed = cv2.countNonZero(cv2.bitwise_and(cv2.absdiff(sample, before), inside))
        if changed:  # the supervisor detects identical frames
            self._shares.append(1 - changed / judged)
        if len(self._shares) < NOISE_FRAMES:
            return None
        median = float(np.median(self._shares))
        return median if median > UNCHANGED else None


TIMED_FRAMES = 150
"""Number of intervals that are tested together."""

FASTEST = 250.0
"""Frames per second; above the largest value of camera.fps."""

JITTER_S = 2e-6
"""Standard deviation of the intervals below which they were computed, not measured: reading a frame
passes through a scheduler, which alone is coarser."""

FINE_CLOCK = time.get_clock_info("monotonic").resolution < 1e-4
"""Whether this system's clock can show a jitter at all; Windows' old one ticks every 16 ms."""


class FramePacing:
    """Given the times of one source's frames in order."""

    def __init__(self) -> None:
        self._before: float | None = None
        self._intervals: deque[float] = deque(maxlen=TIMED_FRAMES)

    def update(self, at: float, gap: int) -> str | None:
        """Add a frame's time, monotonic s. Returns a finding as a clause, or None.

        gap: frames since the one before, 1 where none was dropped.
        """
        before, self._before = self._before, at
        if before is None:
            return None
        if gap == 1:
            self._intervals.append(at - before)
        if at < before:
            return Message("its frames go back in time")
        if len(self._intervals) < TIMED_FRAMES:
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
