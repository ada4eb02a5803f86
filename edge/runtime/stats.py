"""What the engine says of itself: events as they happen, figures when asked."""

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
"""Frames over which latencies are taken: ten seconds at 30 fps."""

RATE_S = 3.0
"""Seconds over which a rate is taken, at most WINDOW frames."""


class FrameMeter:
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

    def restart(self) -> None:
        """Measure anew, as after a pause or a change of source; the count of frames goes on."""
        with self._lock:
            self._times.clear()
            self._latencies.clear()

    def fps(self, now: float) -> float:
        """Frames per second of the last RATE_S; falls towards zero when nothing comes any more."""
        with self._lock:
            if len(self._times) < 2:
                return 0.0
            last = self._times[-1]
            recent = [at for at in self._times if at >= last - RATE_S]
            if len(recent) < 2:  # a source slower than that
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
    """Something a person should know. at: monotonic s. kind: source, model, sink, decision …

    text: English; a `Message` where a window can say it in another language.
    source: what the source does now, where the event is about that.
    """

    at: float
    level: Level
    kind: str
    text: str
    source: SourceState | None = None


@dataclass(frozen=True, slots=True)
class EngineStats:
    """What the engine measures of itself; latency_ms is (median, 95th percentile) by stage.

    alive_at: monotonic s of the worker's last turn. duration_s: length of a file that can be played
    from any place. busy_since: monotonic s at which the frame under way was begun; None between
    frames. uncalibrated: how a camera is treated that the anti-spoof model was not calibrated to;
    None where it was, or where there is no such model.
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
