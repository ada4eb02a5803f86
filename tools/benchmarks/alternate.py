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
class Timing:
    """Wall-clock milliseconds of one call over `calls` calls."""

    p50: float
    p95: float
    p99: float
    mean: float
    calls: int

    @classmethod
    def of(cls, seconds: F64) -> Timing:
        """Summarise the seconds of single calls."""
        p50, p95, p99 = (float(v) * 1000 for v in np.percentile(seconds, [50, 95, 99]))
        return cls(p50, p95, p99, float(np.mean(seconds)) * 1000, len(seconds))

    def as_dict(self) -> dict[str, float | int]:
        """For JSON, microsecond resolution."""
        return {k: round(v, 3) if isinstance(v, float) else v for k, v in asdict(self).items()}


def alternate(
    candidates: Mapping[str, Callable[[], object]],
    rounds: int = 100,
    warmup: int = 5,
    clock: Callable[[], float] = time.perf_counter,
) -> dict[str, F64]:
    """Seconds of each call of each candidate; in every round each runs once, in changing order."""
    for call in candidates.values():
        for _ in range(warmup):
            call()
    taken: dict[str, list[float]] = {name: [] for name in candidates}
    order = list(candidates)
    collecting = gc.isenabled()
    gc.disable()  # a collection that falls on one candidate is not its own cost
    try:
        for _ in range(rounds):
            for name in order:
                started = clock()
                candidates[name]()
                taken[name].append(clock() - started)
            order.append(order.pop(0))
    finally:
        if collecting:
            gc.enable()
    return {name: np.asarray(times) for name, times in taken.items()}


def ratio(candidate: F64, baseline: F64) -> tuple[float, float, float]:
    """(median, 2.5 %, 97.5 %) of candidate over baseline, round by round; below 1 is faster."""
    low, middle, high = np.percentile(candidate / baseline, [2.5, 50, 97.5])
    return float(middle), float(low), float(high)
