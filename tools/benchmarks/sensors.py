"""Sensors that show watts, sampled while something runs."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

_TOTALS = ("VDD_IN", "POM_5V_IN")  # Orin NX and Nano, the first Nano: all of the module
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
    """The board's power by its INA chips: the rail that carries all, else the sum of the rails.

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
    """Those of a chip that can be read, unconnected ones left out."""
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

    What is lost in conversion and what hangs on USB is not in it. run: gives what a command
    prints, raises OSError.
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
