"""Timing of candidates in alternation, with a description of the machine and its other load."""

from __future__ import annotations

import gc
import os
import platform
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

from edge.infer.threads import usable_cores


def machine() -> dict[str, str | int | float | list[str]]:
    """Processor, cores this process may use, load, system, versions."""
    return {
        "cpu": cpu_name(),
        "cores": usable_cores(),
        "logical_cpus": os.cpu_count() or 1,
        "load_1min": round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else -1.0,
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "onnxruntime": ort.__version__,
        "providers": list(ort.get_available_providers()),
    }


def in_words() -> str:
    """The same in one line."""
    m = machine()
    return (
        f"{m['cpu']}, {m['cores']} of {m['logical_cpus']} cores, load {m['load_1min']}, "
        f"{m['system']}, onnxruntime {m['onnxruntime']}"
    )


def cpu_name(
    cpuinfo: Path = Path("/proc/cpuinfo"), board: Path = Path("/proc/device-tree/model")
) -> str:
    """The board's name where it has one (Pi, Jetson), else the processor's."""
    try:
        return board.read_text(errors="replace").strip("\x00\n ")
    except OSError:
        pass
    try:
        for line in cpuinfo.read_text(errors="replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()


MUCH = 0.25
"""Share of all cores in use by other processes from which a warning is given."""
UNEQUAL = 2.0
"""p95 / p50 of equal calls from which they count as disturbed."""


@dataclass(frozen=True, slots=True)
class Ticks:
    """Seconds since an arbitrary moment: of the clock, of all busy cores, of this process."""

    clock: float
    busy: float
    own: float


class Bystanders:
    """A context manager that measures the load by other processes."""

    def __init__(self, read: Callable[[], Ticks] | None = None, of: int | None = None) -> None:
        self._read = read or _ticks
        self._of = of or os.cpu_count() or 1
        self._start = self._end = Ticks(0, 0, 0)

    def __enter__(self) -> Self:
        self._start = self._read()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._end = self._read()

    @property
    def cores(self) -> float:
        """Mean number of cores in use by other processes."""
        a, b = self._start, self._end
        passed = b.clock - a.clock
        if passed <= 0:
            return 0.0
        return max(0.0, (b.busy - a.busy) - (b.own - a.own)) / passed

    def warning(self, spread: float) -> str:
        """A sentence on why the measured times are unreliable; empty where they are reliable.

        spread: the largest p95 over p50 of what was measured.
        """
        said = []
        if self.cores > MUCH * self._of:
            said.append(f"others kept {self.cores:.1f} of {self._of} cores busy meanwhile")
        if spread > UNEQUAL:
            said.append(f"calls of the same work took up to {spread:.1f} × as long (p95 over p50)")
        if not said:
            return ""
        return (
            f"a busy machine: {' and '.join(said)}; read processor time and its ratio (cpu ms, "
            "× cpu), not what the clock says, or measure again when it is quiet"
        )


def _ticks() -> Ticks:
    import psutil

    times = psutil.cpu_times()
    idle = times.idle + getattr(times, "iowait", 0.0)
    # guests are part of user and nice already
    guests = getattr(times, "guest", 0.0) + getattr(times, "guest_nice", 0.0)
    own = psutil.Process().cpu_times()
    mine = own.user + own.system + getattr(own, "children_user", 0.0)
    return Ticks(
        time.perf_counter(),
        sum(times) - idle - guests,
        mine + getattr(own, "children_system", 0.0),
    )


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
