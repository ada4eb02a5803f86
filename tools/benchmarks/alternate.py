"""Fair timing: the candidates take turns, so heat, other load and frequency hit them alike."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

F64 = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Taken:
    """Seconds of each call. wall: by the clock; cpu: of all threads of this process.

    Other load on the machine lengthens wall and hardly touches cpu.
    """

    wall: F64
    cpu: F64


@dataclass(frozen=True, slots=True)
class Timing:
    """Milliseconds of one call over `calls` calls: by the clock, and of processor time."""

    best: float
    p50: float
    p95: float
    p99: float
    mean: float
    cpu: float
    calls: int

    @classmethod
    def of(cls, taken: Taken) -> Timing:
        """Summarise single calls; cpu is the median."""
        levels = np.percentile(taken.wall, [0, 50, 95, 99]) * 1000
        best, p50, p95, p99 = (float(v) for v in levels)
        mean, cpu = float(np.mean(taken.wall)) * 1000, float(np.median(taken.cpu)) * 1000
        return cls(best, p50, p95, p99, mean, cpu, len(taken.wall))

    def as_dict(self) -> dict[str, float | int]:
        """For JSON, microsecond resolution."""
        return {k: round(v, 3) if isinstance(v, float) else v for k, v in asdict(self).items()}


def alternate(
    candidates: Mapping[str, Callable[[], object]],
    rounds: int = 100,
    warmup: int = 5,
    clock: Callable[[], float] = time.perf_counter,
    cpu_clock: Callable[[], float] = time.process_time,
) -> dict[str, Taken]:
    """Seconds of each call of each candidate; in every round each runs once, in changing order."""
    for call in candidates.values():
        for _ in range(warmup):
            call()
    wall: dict[str, list[float]] = {name: [] for name in candidates}
    cpu: dict[str, list[float]] = {name: [] for name in candidates}
    order = list(candidates)
    collecting = gc.isenabled()
    gc.disable()  # a collection that falls on one candidate is not its own cost
    try:
        for _ in range(rounds):
            for name in order:
                started, worked = clock(), cpu_clock()
                candidates[name]()
                cpu[name].append(cpu_clock() - worked)
                wall[name].append(clock() - started)
            order.append(order.pop(0))
    finally:
        if collecting:
            gc.enable()
    return {name: Taken(np.asarray(wall[name]), np.asarray(cpu[name])) for name in candidates}


def ratio(candidate: F64, baseline: F64) -> tuple[float, float, float]:
    """(median, 2.5 %, 97.5 %) of candidate over baseline, round by round; below 1 is faster."""
    low, middle, high = np.percentile(candidate / baseline, [2.5, 50, 97.5])
    return float(middle), float(low), float(high)
