"""The plan of a soak test, and its limits."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

RECOVERY_S = 3.0
"""Limit for the 95th percentile of the time from an outage's end to the first judged frame."""

MEMORY_MB = 150.0
"""Limit for the growth of memory between a quarter of the run and its end."""

SILENCE_S = 15.0
"""Longest time without a judged frame for a camera without an outage."""


@dataclass(frozen=True, slots=True)
class SoakPlan:
    """frames: judged by all cameras together; minutes ends it earlier or, without frames, alone.

    outages: of all cameras together, unplugged and stalled in turn. kills, terms: of the child
    process. clips: a folder of videos that some cameras show; None shows the demo only.
    """

    cameras: int = 8
    fps: float = 15.0
    frames: int | None = 100_000
    minutes: float | None = None
    outages: int = 200
    outage_s: tuple[float, float] = (2.0, 3.5)
    pause_s: tuple[float, float] = (2.0, 8.0)
    sink_s: float = 5.0
    faults: int = 6
    kills: int = 20
    terms: int = 5
    clips: Path | None = None
    seed: int = 1


SHORT = SoakPlan(
    fps=8.0, frames=400, minutes=0.4, outages=8, outage_s=(1.5, 2.0), pause_s=(0.5, 1.5),
    sink_s=1.0, faults=1, kills=1, terms=1,
)  # fmt: skip
"""Half a minute, for CI: every kind of fault once."""
