"""Energy, where the board reports it: RAPL counters of a PC, INA sensors of a Jetson."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


class Meter(Protocol):
    """what: names the sensor. watts_or_joules is internal; `measure` is what one calls."""

    what: str

    def measure(self, work: Callable[[], object]) -> float:
        """Joules used while `work` ran, the whole board's or package's."""
        ...


@dataclass(frozen=True, slots=True)
class Rapl:
    """Counters of microjoules that wrap round; one per package."""

    zones: tuple[Path, ...]
    what: str = "RAPL, processor package"

    def measure(self, work: Callable[[], object]) -> float:
        before = [_number(zone / "energy_uj") for zone in self.zones]
        work()
        joules = 0.0
        for zone, start in zip(self.zones, before, strict=True):
            used = _number(zone / "energy_uj") - start
            joules += (used if used >= 0 else used + _number(zone / "max_energy_range_uj")) / 1e6
        return joules


@dataclass(frozen=True, slots=True)
class PowerSensor:
    """A hwmon power sensor, sampled while the work runs; volts × amperes where it has no watts."""

    folder: Path
    interval: float = 0.02
    what: str = "hwmon power sensor, board"

    def watts(self) -> float:
        power = self.folder / "power1_input"
        if power.is_file():
            return _number(power) / 1e6
        return _number(self.folder / "in1_input") * _number(self.folder / "curr1_input") / 1e6

    def measure(self, work: Callable[[], object]) -> float:
        samples: list[float] = []
        done = threading.Event()

        def sample() -> None:
            while not done.wait(self.interval):
                samples.append(self.watts())

        thread = threading.Thread(target=sample, name="facevouch-energy", daemon=True)
        samples.append(self.watts())
        started = time.perf_counter()
        thread.start()
        try:
            work()
        finally:
            seconds = time.perf_counter() - started
            done.set()
            thread.join()
        return sum(samples) / len(samples) * seconds


def find_meter(sys: Path = Path("/sys/class")) -> Meter | None:
    """The first meter this process may read, RAPL before a sensor; None where there is none."""
    zones = tuple(
        zone
        for zone in sorted((sys / "powercap").glob("intel-rapl:*"))
        if zone.name.count(":") == 1 and _readable(zone / "energy_uj")
    )
    if zones:
        return Rapl(zones)
    for folder in sorted((sys / "hwmon").glob("hwmon*")):
        named = (folder / "name").read_text().strip() if _readable(folder / "name") else ""
        if named.startswith("ina") and (
            _readable(folder / "power1_input")
            or (_readable(folder / "in1_input") and _readable(folder / "curr1_input"))
        ):
            return PowerSensor(folder)
    return None


def _number(path: Path) -> float:
    return float(path.read_text())


def _readable(path: Path) -> bool:
    try:
        path.read_text()
    except OSError:
        return False
    return True
