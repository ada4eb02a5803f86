"""Whether the gate can score faces at all; where it cannot, the kiosk shows it is out of order."""

from __future__ import annotations

from edge.capture.supervisor import SourceState
from edge.runtime.stats import EngineStats

STUCK_S = 5.0
"""Seconds on one frame after which the engine counts as stuck."""

_BROKEN = frozenset(
    (
        SourceState.STALLED,
        SourceState.FROZEN,
        SourceState.RECONNECTING,
        SourceState.LOST,
        SourceState.ENDED,
    )
)


def trouble(stats: EngineStats, now: float) -> str | None:
    """The fault that puts the gate out of order, for the log and the operator; None without one.

    now: seconds of the monotonic clock.
    """
    source = stats.source
    if source is not None and source.state in _BROKEN:
        return f"the camera is {source.state.value}: {source.message}"
    if not stats.running:
        return "the engine does not run"
    if stats.busy_since is not None and now - stats.busy_since > STUCK_S:
        return f"a frame has been judged for more than {STUCK_S:.0f} s"
    if stats.frames and "antispoof" not in stats.models:
        return "there is no usable anti-spoofing model"
    if stats.uncalibrated == "refuse":
        return "the camera is not calibrated, so nobody is vouched for: facevouch calibrate"
    return None
