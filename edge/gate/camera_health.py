"""The health of one camera, and why it accepts nobody."""

from __future__ import annotations

from typing import Any

from edge.capture.supervisor import SourceState
from edge.config import Uncalibrated
from edge.events.health import Fault
from edge.message import Message
from edge.runtime.engine import Engine


def camera_health(engine: Engine, faults: dict[str, Fault]) -> dict[str, Any]:
    """The health as JSON values. faults: the present ones, by part."""
    stats = engine.stats()
    source = stats.source
    playing = source is not None and source.state is SourceState.PLAYING
    blocking = sorted(part for part, fault in faults.items() if fault.blocks_gate)
    return {
        "ok": playing and "antispoof" in stats.models and not blocking,
        "source": source.state.value if source is not None else None,
        "source_kind": engine.source_kind.value,
        "restarts": source.restarts if source is not None else 0,
        "fps": round(stats.fps, 1),
        "capture_fps": round(stats.capture_fps, 1),
        "frames": stats.frames,
        "dropped": stats.dropped,
        "latency_ms": {k: [round(v, 1) for v in pair] for k, pair in stats.latency_ms.items()},
        "models": stats.models,
        "calibrated": "antispoof" in stats.models and stats.uncalibrated is None,
        "faults": {part: fault.text for part, fault in faults.items()},
        "blocking": blocking,
    }


def why_shut(engine: Engine) -> str | None:
    """Why nobody can be accepted at a camera that plays, or None."""
    if engine.trying:
        return Message("a calibration that is not stored is being tried")
    uncalibrated = engine.stats().uncalibrated
    return calibration_fault(uncalibrated) if uncalibrated == "refuse" else None


def calibration_fault(uncalibrated: Uncalibrated | None) -> str | None:
    """What to do at an uncalibrated camera, None at a calibrated one."""
    if uncalibrated is None:
        return None
    if uncalibrated == "refuse":
        return Message(
            "not calibrated, nobody is vouched for; calibrate it with: facevouch calibrate "
            "(decision.uncalibrated is {0})",
            uncalibrated,
        )
    return Message(
        "not calibrated, its error rates are not known; calibrate it with: facevouch calibrate "
        "(decision.uncalibrated is {0})",
        uncalibrated,
    )
