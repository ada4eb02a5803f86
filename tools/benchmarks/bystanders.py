"""What others did on the machine while something was measured: a number of its own."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Self

MUCH = 0.25
"""Share of all cores that others may keep busy before it is worth a warning."""
UNEQUAL = 2.0
"""p95 over p50 of calls that do the same work; beyond it something came between."""


@dataclass(frozen=True, slots=True)
class Ticks:
    """Seconds since some moment: of the clock, of all cores at work, of this process's work."""

    clock: float
    busy: float
    own: float


class Bystanders:
    """A context manager around what is measured; then `cores` says what others kept busy."""

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
        """How many cores others kept busy, on average."""
        a, b = self._start, self._end
        passed = b.clock - a.clock
        if passed <= 0:
            return 0.0
        return max(0.0, (b.busy - a.busy) - (b.own - a.own)) / passed

    def warning(self, spread: float) -> str:
        """Why the clock's numbers are not to be trusted; empty where they are.

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
