"""What the engine measures of itself: rates and latencies over the last few seconds."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Mapping

import numpy as np

WINDOW = 300
"""Frames over which rates and latencies are taken: ten seconds at 30 fps."""


class Meter:
    """Counts and times frames. Any thread may read while one writes."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._times: deque[float] = deque(maxlen=WINDOW)
        self._latencies: dict[str, deque[float]] = {}
        self.frames = 0

    def add(self, now: float, timings_ms: Mapping[str, float]) -> None:
        """One frame is done. now: monotonic seconds."""
        with self._lock:
            self.frames += 1
            self._times.append(now)
            for stage, ms in timings_ms.items():
                self._latencies.setdefault(stage, deque(maxlen=WINDOW)).append(ms)

    def fps(self, now: float) -> float:
        """Frames per second over the window; falls towards zero when nothing comes any more."""
        with self._lock:
            if len(self._times) < 2:
                return 0.0
            first, last, steps = self._times[0], self._times[-1], len(self._times) - 1
        usual = (last - first) / steps
        span = last - first + max(0.0, now - last - usual)
        return steps / span if span > 0 else 0.0

    def latencies(self) -> dict[str, tuple[float, float]]:
        """Median and 95th percentile by stage, ms."""
        with self._lock:
            copies = {stage: list(values) for stage, values in self._latencies.items() if values}
        result = {}
        for stage, values in copies.items():
            p50, p95 = np.percentile(values, (50, 95))
            result[stage] = (float(p50), float(p95))
        return result
