"""Energy meters: RAPL counters of a PC, INA sensors of a Jetson, the PMIC of a Raspberry Pi 5.

All of them measure the processor package or the board, including the idle power and other
processes.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

_TOTALS = ("VDD_IN", "POM_5V_IN")  # Orin NX and Nano, first Nano: the whole module
_CONTAINED = ("VDDQ_VDD2_1V8AO",)  # AGX Orin: fed from VIN_SYS_5V0, which is measured as well
_RAIL = re.compile(r"^\s*(\S+)_([AV])\s+(?:current|volt)\(\d+\)=([0-9.]+)[AV]\s*$")


@dataclass(frozen=True, slots=True)
class Sampled:
    """watts: raises OSError or ValueError where the sensor cannot be read. interval: s."""

    watts: Callable[[], float]
    what: str
    interval: float = 0.02

    def measure(self, work: Callable[[], object]) -> float | None:
        """Mean of the samples × time; None where one of them failed."""
        samples: list[float] = []
        failed = threading.Event()
        done = threading.Event()

        def take() -> None:
            try:
                samples.append(self.watts())
            except (OSError, ValueError):
                failed.set()

        def sample() -> None:
            while not failed.is_set() and not done.wait(self.interval):
                take()

        take()
        thread = threading.Thread(target=sample, name="facevouch-energy", daemon=True)
        started = time.perf_counter()
        thread.start()
        try:
            work()
        finally:
            seconds = time.perf_counter() - started
            done.set()
            thread.join(timeout=10)
        return None if failed.is_set() else sum(samples) / len(samples) * seconds


@dataclass(frozen=True, slots=True)
class _Channel:
    """One rail of an INA chip. label: the board's name for it. files: of µW, or of mV and mA."""

    label: str
    files: tuple[Path, ...]

    def watts(self) -> float:
        numbers = [float(path.read_text()) for path in self.files]
        return numbers[0] / 1e6 if len(numbers) == 1 else numbers[0] * numbers[1] / 1e6


def find_ina(hwmon: Path) -> Sampled | None:
    """The board's power by its INA chips: the total rail, else the sum of the rails.

    https://docs.kernel.org/hwmon/ina3221.html; rails of the Jetsons: NVIDIA's Jetson Linux
    developer guide, "Software-Based Power Consumption Modeling".
    """
    channels = [channel for folder in sorted(hwmon.glob("hwmon*")) for channel in _channels(folder)]
    total = next((c for name in _TOTALS for c in channels if c.label == name), None)
    taken = [total] if total else [c for c in channels if c.label not in _CONTAINED]
    if not taken:
        return None
    rails = " + ".join(c.label for c in taken)
    return Sampled(lambda: sum(c.watts() for c in taken), f"INA power sensor, {rails}")


def _channels(folder: Path) -> list[_Channel]:
    """A chip's readable channels, without unconnected ones."""
    if not _text(folder / "name").startswith("ina"):
        return []
    found = []
    power = _Channel(folder.name, (folder / "power1_input",))
    pairs = [power] if _works(power) else []
    if not pairs:
        for volts in sorted(folder.glob("in[0-9]*_input")):
            n = volts.name.removeprefix("in").removesuffix("_input")
            label = _text(folder / f"in{n}_label") or f"{folder.name} channel {n}"
            pairs.append(_Channel(label, (volts, folder / f"curr{n}_input")))
    for channel in pairs:
        if channel.label != "NC" and _works(channel):
            found.append(channel)
    return found


def find_pmic(run: Callable[[list[str]], str]) -> Sampled | None:
    """The Raspberry Pi 5's power management chip: the sum of the rails it feeds.

    Conversion losses and USB devices are not included. run: returns a command's output; raises
    OSError.
    """

    def watts() -> float:
        volts: dict[str, float] = {}
        amperes: dict[str, float] = {}
        for line in run(["vcgencmd", "pmic_read_adc"]).splitlines():
            if read := _RAIL.match(line):
                (amperes if read[2] == "A" else volts)[read[1]] = float(read[3])
        rails = volts.keys() & amperes.keys()
        if not rails:
            raise ValueError("no rail with both volts and amperes")
        return sum(volts[name] * amperes[name] for name in rails)

    try:
        watts()
    except (OSError, ValueError):
        return None
    return Sampled(watts, "Raspberry Pi PMIC, rails without losses and USB", interval=0.1)


def _works(channel: _Channel) -> bool:
    try:
        channel.watts()
    except (OSError, ValueError):
        return False
    return True


def _text(path: Path) -> str:
    try:
        return path.read_text().strip()
    except OSError:
        return ""


LEAST_SECONDS = 1.0
"""Shortest measurement: sensors average, and counters have steps of a millisecond."""
LEAST_CALLS = 20


class EnergyMeter(Protocol):
    """what: names the sensor."""

    @property
    def what(self) -> str: ...

    def measure(self, work: Callable[[], object]) -> float | None:
        """Joules used while `work` ran; None where the sensor failed or did not change."""
        ...


@dataclass(frozen=True, slots=True)
class Rapl:
    """Counters of microjoules that wrap around; one per processor package.

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
        return joules or None  # a virtual machine's counter may never change


def find_meter(
    sys: Path = Path("/sys/class"), run: Callable[[list[str]], str] | None = None
) -> tuple[EnergyMeter | None, str]:
    """(the first meter that this process can read, its name or why there is none).

    run: returns a command's output; raises OSError where it fails.
    """
    packages = [
        zone for zone in sorted((sys / "powercap").glob("intel-rapl:*"))
        if zone.name.count(":") == 1 and _is_package(zone)
    ]  # fmt: skip
    zones = tuple(zone for zone in packages if _readable(zone))
    found: EnergyMeter | None = None
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
    meter: EnergyMeter,
    call: Callable[[], object],
    batch: int,
    clock: Callable[[], float] = time.perf_counter,
) -> float | None:
    """Joules per face, of calls repeated for LEAST_SECONDS with nothing else running."""
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
    """Whether a zone is a processor package, as opposed to psys, the whole platform."""
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
