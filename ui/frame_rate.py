"""The frames judged per second, as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edge.capture.supervisor import SourceState
from ui import language

if TYPE_CHECKING:
    from edge.runtime.stats import EngineStats


def frame_rate(stats: EngineStats) -> str:
    """One decimal, or a dash while no frames are expected: paused, ended, or without a picture."""
    state = None if stats.source is None else stats.source.state
    if stats.paused or state not in (None, SourceState.OPENING, SourceState.PLAYING):
        return "–"
    return language.number(stats.fps)
