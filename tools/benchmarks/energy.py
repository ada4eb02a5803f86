"""Energy, where the board reports it: counters of a PC, sensors of a Jetson, the PMIC of a Pi 5.

All of them show the package or the board, not this process: what the machine uses anyway, and what
others run on it meanwhile, is in the number.
"""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from tools.benchmarks.sensors import find_ina, find_pmic

LEAST_SECONDS = 1.0
"""Of work for one number: sensors average, and counters move in steps of a millisecond."""
LEAST_CALLS = 20


class Meter(Protocol):
    """what: names the sensor."""

    @property
    def what(self) -> str: ...

    def measure(self, work: Callable[[], object]) -> float | None:
        """Joules used while `work` ran; None where the sensor failed or stood still meanwhile."""
        ...


@dataclass(frozen=True, slots=True)
class Rapl:
    """Counters of microjoules that start again at zero; one per processor package.

    https://docs.kernel.org/power/powercap/powercap.html
    """

    zones: tuple[Path, ...]
    packages: int

    @property
    def what(self) -> str:
        if len(self.zones) < self.packages:
            return (
                f"RAPL, {len(self.zones)} of {self.packages} processor packages: the others may "
                "not be read, so the numbers are too low"
            )
        return f"RAPL, processor package{'s' if self.packages > 1 else ''}"

    def measure(self, work: Callable[[], object]) -> float | None:
        try:
            before = [_number(zone / "energy_uj") for zone in self.zones]
            work()
            joules = 0.0
            for zone, start in zip(self.zones, before, strict=True):
                used = _number(zone / "energy_uj") - start
                if used < 0:
                    used += _number(zone / "max_energy_range_uj")
                joules += used / 1e6
        except _Unreadable:
            return None
        return joules or None  # a virtual machine may show a counter that never moves


def find_meter(
    sys: Path = Path("/sys/class"), run: Callable[[list[str]], str] | None = None
) -> tuple[Meter | None, str]:
    """(the first meter this process may read, what it is or why there is none).

    run: gives what a command prints, raises OSError where it fails.
    """
    packages = [
        zone for zone in sorted((sys / "powercap").glob("intel-rapl:*"))
        if zone.name.count(":") == 1 and _is_package(zone)
    ]  # fmt: skip
    zones = tuple(zone for zone in packages if _readable(zone))
    found: Meter | None = None
    if zones:
        found = Rapl(zones, len(packages))
    else:
        found = find_ina(sys / "hwmon") or find_pmic(run or _said_by)
    if found is not None:
        return found, found.what
    if packages:
        return None, (
            f"{packages[0] / 'energy_uj'} is there, but this user may not read it: run as root, or "
            f"once: sudo chmod a+r {packages[0].parent}/intel-rapl:*/energy_uj"
        )
    return None, "not reported by this machine"


def joules_a_face(
    meter: Meter,
    call: Callable[[], object],
    batch: int,
    clock: Callable[[], float] = time.perf_counter,
) -> float | None:
    """Of calls repeated for LEAST_SECONDS, alone: a meter cannot tell who used what."""
    calls = 0

    def work() -> None:
        nonlocal calls
        end = clock() + LEAST_SECONDS
        while calls < LEAST_CALLS or clock() < end:
            call()
            calls += 1

    used = meter.measure(work)
    return None if used is None else used / (calls * batch)


class _Unreadable(Exception):  # noqa: N818  never leaves this file
    """A counter cannot be read, or holds no number."""


def _number(path: Path) -> float:
    try:
        return float(path.read_text())
    except (OSError, ValueError) as error:
        raise _Unreadable from error


def _readable(zone: Path) -> bool:
    try:
        _number(zone / "energy_uj")
    except _Unreadable:
        return False
    return True


def _is_package(zone: Path) -> bool:
    """psys, the whole platform, stands beside the packages it contains."""
    try:
        return (zone / "name").read_text().strip() != "psys"
    except OSError:
        return True


def _said_by(command: list[str]) -> str:
    """Raises OSError where there is no such program, or it fails or takes longer than 5 s."""
    program = shutil.which(command[0])
    if program is None:
        raise FileNotFoundError(command[0])
    try:
        done = subprocess.run(
            [program, *command[1:]], capture_output=True, text=True, timeout=5, check=True
        )
    except subprocess.SubprocessError as error:
        raise OSError(str(error)) from error
    return done.stdout
