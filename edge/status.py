"""What the engine says of itself: events as they happen, figures when asked."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from edge.capture.supervisor import SourceState, SourceStatus

Level = Literal["info", "warning", "error"]


@dataclass(frozen=True, slots=True)
class Event:
    """Something a person should know. at: monotonic s. kind: source, model, sink, decision …

    text: English; a `Said` where a window can say it in another language.
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

    alive_at: monotonic s of the worker's last turn. busy_since: monotonic s at which the frame
    under way was begun; None between frames.
    """

    fps: float
    capture_fps: float
    frames: int
    dropped: int
    sink_dropped: int
    latency_ms: dict[str, tuple[float, float]] = field(default_factory=dict)
    models: dict[str, str] = field(default_factory=dict)
    source: SourceStatus | None = None
    running: bool = False
    alive_at: float = 0.0
    busy_since: float | None = None
