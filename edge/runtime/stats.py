"""The engine's events and its statistics."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from edge.capture.supervisor import SourceState, SourceStatus
from edge.config import Uncalibrated

WINDOW = 300
"""Number of frames for latencies: ten seconds at 30 fps."""

RATE_S = 3.0
"""Seconds for frame rates, at most WINDOW frames."""


class FrameMeter:
    """Counts and times frames. Any thread may read while one writes."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._times: deque[float] = deque(maxlen=WINDOW)
        self._latencies: dict[str, deque[float]] = {}
        self.frames = 0

    def add(self, now: float, timings_ms: Mapping[str, float]) -> None:
        """Add a finished frame. now: monotonic seconds."""
        with self._lock:
            self.frames += 1
            self._times.append(now)
            for stage, ms in timings_ms.items():
                self._latencies.setdefault(stage, deque(maxlen=WINDOW)).append(ms)

    def restart(self) -> None:
        """Reset rates and latencies, as after a pause or a change of source; keep the count."""
        with self._lock:
            self._times.clear()
            self._latencies.clear()

    def fps(self, now: float) -> float:
        """Frames per second of the last RATE_S; decreases towards zero without new frames."""
        with self._lock:
            if len(self._times) < 2:
                return 0.0
            last = self._times[-1]
            recent = [at for at in self._times if at >= last - RATE_S]
            if len(recent) < 2:  # fewer than two frames in RATE_S
                recent = [self._times[-2], last]
        first, steps = recent[0], len(recent) - 1
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


Level = Literal["info", "warning", "error"]


@dataclass(frozen=True, slots=True)
class Event:
    """A message for the user. at: monotonic s. kind: source, model, sink, decision …

    text: English; a `Message` where it can be translated. source: the source's new state, in an
    event about that.
    """

    at: float
    level: Level
    kind: str
    text: str
    source: SourceState | None = None


@dataclass(frozen=True, slots=True)
class EngineStats:
    """The engine's statistics; latency_ms is (median, 95th percentile) by stage.

    alive_at: monotonic s of the worker's last iteration. duration_s: length of a seekable file.
    busy_since: monotonic s at which the current frame began; None between frames. uncalibrated: how
    an uncalibrated camera is treated; None at a calibrated one, or without an anti-spoof model.
    """

    fps: float
    capture_fps: float
    frames: int
    dropped: int
    sink_dropped: int
    latency_ms: dict[str, tuple[float, float]] = field(default_factory=dict)
    models: dict[str, str] = field(default_factory=dict)
    uncalibrated: Uncalibrated | None = None
    source: SourceStatus | None = None
    running: bool = False
    paused: bool = False
    duration_s: float | None = None
    alive_at: float = 0.0
    busy_since: float | None = None
