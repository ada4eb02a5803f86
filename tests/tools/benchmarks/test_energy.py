"""Energy is read from the board's meters, and not estimated where there are none.

The trees are laid out as Linux lays out /sys/class on the machines they are named after.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from tools.benchmarks import energy
from tools.benchmarks.energy import Rapl, Sampled, find_meter, joules_a_face

RANGE = 262_143_328_850  # µJ, as on a server: the counter starts again after it

PMIC = """\
   3V7_WL_SW_A current(0)=0.10000000A
    VDD_CORE_A current(7)=2.00000000A
        HDMI_A current(22)=0.02000000A
   3V7_WL_SW_V volt(8)=3.70000000V
    VDD_CORE_V volt(15)=0.75000000V
        HDMI_V volt(23)=5.00000000V
       EXT5V_V volt(24)=5.15178600V
        BATT_V volt(25)=0.00634920V
"""


def no_command(command: list[str]) -> str:
    raise FileNotFoundError(command[0])


def write(folder: Path, **files: object) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(f"{text}\n")
    return folder


def zone(sys: Path, number: str, name: str, microjoules: int = 1_000_000) -> Path:
    return write(
        sys / "powercap" / f"intel-rapl:{number}",
        name=name,
        energy_uj=microjoules,
        max_energy_range_uj=RANGE,
        enabled=1,
    )


@pytest.fixture
def two_packages(tmp_path) -> list[Path]:
    """A server with two processors, their cores and memory as sub-zones, and the platform."""
    write(tmp_path / "powercap" / "intel-rapl", enabled=1)
    packages = [zone(tmp_path, "0", "package-0"), zone(tmp_path, "1", "package-1", 5_000_000)]
    zone(tmp_path, "0:0", "core")
    zone(tmp_path, "0:1", "dram")
    zone(tmp_path, "2", "psys")
    write(tmp_path / "powercap" / "intel-rapl-mmio:0", name="package-0", energy_uj=7)
    return packages


def ina(sys: Path, number: int, *rails: tuple[str, int, int], name: str = "ina3221") -> Path:
    """rails: (label, mV, mA), channel by channel; behind them the chip's shunt voltages."""
    files: dict[str, object] = {"name": name}
    for i, (label, volts, amperes) in enumerate(rails, start=1):
        files |= {f"in{i}_label": label, f"in{i}_input": volts, f"curr{i}_input": amperes}
        files[f"in{i + len(rails)}_input"] = 40
    return write(sys / "hwmon" / f"hwmon{number}", **files)


def forbid(monkeypatch: pytest.MonkeyPatch, *paths: Path) -> None:
    """As for a user who is not root; the tests may run as root, whom no mode keeps out."""
    whole: Callable[[Path], str] = Path.read_text

    def read_text(path: Path, *args: object, **kwargs: object) -> str:
        if path in paths:
            raise PermissionError(13, "Permission denied", str(path))
        return whole(path, *args, **kwargs)

    monkeypatch.setattr(Path, "read_text", read_text)


def test_all_packages_count_and_neither_their_parts_nor_the_platform_count_twice(
    tmp_path, two_packages
):
    meter, said = find_meter(tmp_path, no_command)
    assert isinstance(meter, Rapl)
    assert meter.zones == tuple(two_packages)
    assert said == "RAPL, processor packages"

    def work() -> None:
        write(two_packages[0], energy_uj=3_500_000)
        write(two_packages[1], energy_uj=5_250_000)

    assert meter.measure(work) == pytest.approx(2.5 + 0.25)


def test_each_counter_that_starts_again_is_taken_on_from_its_own_range(tmp_path, two_packages):
    first, second = two_packages
    write(first, energy_uj=RANGE - 400_000)
    write(second, max_energy_range_uj=65_532_610_987, energy_uj=65_532_610_987 - 1_000_000)
    meter, _ = find_meter(tmp_path, no_command)

    def work() -> None:
        write(first, energy_uj=600_000)
        write(second, energy_uj=500_000)

    assert meter is not None
    assert meter.measure(work) == pytest.approx(1.0 + 1.5)


def test_counters_only_root_may_read_are_named_with_what_to_type(
    tmp_path, two_packages, monkeypatch
):
    forbid(monkeypatch, *(package / "energy_uj" for package in two_packages))
    meter, said = find_meter(tmp_path, no_command)
    assert meter is None
    assert f"{two_packages[0] / 'energy_uj'} is there" in said
    assert f"sudo chmod a+r {tmp_path}/powercap/intel-rapl:*/energy_uj" in said


def test_a_processor_package_that_cannot_be_read_is_reported_as_missing(
    tmp_path, two_packages, monkeypatch
):
    forbid(monkeypatch, two_packages[1] / "energy_uj")
    meter, said = find_meter(tmp_path, no_command)
    assert isinstance(meter, Rapl)
    assert said.startswith("RAPL, 1 of 2 processor packages")
    assert "too low" in said


def test_a_counter_that_goes_away_or_breaks_meanwhile_gives_no_number(tmp_path, two_packages):
    meter, _ = find_meter(tmp_path, no_command)
    assert meter is not None
    assert meter.measure(lambda: write(two_packages[1], energy_uj="")) is None
    write(two_packages[1], energy_uj=5_000_000)
    assert meter.measure(lambda: (two_packages[1] / "energy_uj").unlink()) is None


def test_a_counter_that_wraps_without_its_range_gives_no_number(tmp_path, two_packages):
    (two_packages[0] / "max_energy_range_uj").unlink()
    meter, _ = find_meter(tmp_path, no_command)
    assert meter is not None
    assert meter.measure(lambda: write(two_packages[0], energy_uj=1)) is None


def test_a_counter_that_never_moves_is_no_energy_of_zero(tmp_path, two_packages):
    meter, _ = find_meter(tmp_path, no_command)
    assert meter is not None
    assert meter.measure(lambda: None) is None


@pytest.mark.parametrize(
    ("chips", "watts", "says"),
    [
        # Orin NX and Nano: one chip, and a rail that carries the others
        ([[("VDD_IN", 5000, 1200), ("VDD_CPU_GPU_CV", 5000, 400), ("VDD_SOC", 5000, 300)]],
         6.0, "VDD_IN"),
        # AGX Orin: two chips; the memory's rail hangs on VIN_SYS_5V0
        ([[("VDD_GPU_SOC", 19000, 300), ("VDD_CPU_CV", 19000, 200), ("VIN_SYS_5V0", 5000, 900)],
          [("NC", 0, 0), ("VDDQ_VDD2_1V8AO", 19000, 50), ("NC", 0, 0)]],
         5.7 + 3.8 + 4.5, "VDD_GPU_SOC + VDD_CPU_CV + VIN_SYS_5V0"),
    ],
    ids=["Orin Nano", "AGX Orin"],
)  # fmt: skip
def test_a_jetson_gives_the_power_of_the_whole_module(tmp_path, chips, watts, says):
    write(tmp_path / "hwmon" / "hwmon0", name="cpu_thermal", temp1_input=40000)
    for number, rails in enumerate(chips, start=1):
        ina(tmp_path, number, *rails)
    meter, said = find_meter(tmp_path, no_command)
    assert isinstance(meter, Sampled)
    assert said == f"INA power sensor, {says}"
    assert meter.watts() == pytest.approx(watts)


def test_a_chip_that_knows_watts_gives_them(tmp_path):
    write(tmp_path / "hwmon" / "hwmon3", name="ina238", power1_input=4_200_000, in1_input=5000)
    meter, _ = find_meter(tmp_path, no_command)
    assert isinstance(meter, Sampled)
    assert meter.watts() == pytest.approx(4.2)


def test_a_pi_5_gives_the_sum_of_the_rails_that_have_volts_and_amperes(tmp_path):
    meter, said = find_meter(tmp_path, lambda command: PMIC if command[0] == "vcgencmd" else "")
    assert isinstance(meter, Sampled)
    assert "Raspberry Pi PMIC" in said
    assert meter.watts() == pytest.approx(3.7 * 0.1 + 0.75 * 2 + 5 * 0.02)


@pytest.mark.parametrize("says", ["", "VCHI initialization failed", "error=1 'unknown command'"])
def test_an_older_pi_without_that_chip_reports_nothing(tmp_path, says):
    assert find_meter(tmp_path, lambda _: says) == (None, "not reported by this machine")


def test_sampled_watts_become_joules_over_the_time_that_passed():
    waited = threading.Event()
    joules = Sampled(lambda: 4.0, "a test").measure(lambda: waited.wait(0.01))
    assert joules is not None
    assert joules > 4.0 * 0.009


def test_a_sensor_that_fails_meanwhile_gives_no_number_and_stops_being_asked():
    asked = threading.Semaphore(0)
    answers = iter([4.0])

    def watts() -> float:
        asked.release()
        for answer in answers:
            return answer
        raise OSError(5, "Input/output error")

    def work() -> None:
        assert asked.acquire(timeout=60)
        assert asked.acquire(timeout=60)

    assert Sampled(watts, "a test", interval=0.001).measure(work) is None


def test_a_sensor_of_something_else_is_not_taken_for_power(tmp_path):
    write(tmp_path / "hwmon" / "hwmon0", name="coretemp", power1_input=1)
    assert find_meter(tmp_path, no_command)[0] is None


def test_a_machine_without_meters_says_so(tmp_path):
    assert find_meter(tmp_path, no_command) == (None, "not reported by this machine")


class FakeMeter:
    what = "a test"

    def __init__(self, joules: float | None) -> None:
        self._joules = joules

    def measure(self, work):
        work()
        return self._joules


@pytest.mark.parametrize(
    ("takes", "calls"), [(0.25, energy.LEAST_CALLS), (1 / 128, 128)], ids=["slow", "fast"]
)
def test_energy_is_per_face_of_as_many_calls_as_fill_a_second(takes, calls):
    now = [0.0]

    def call() -> None:
        now[0] += takes

    joules = joules_a_face(FakeMeter(8.0), call, batch=2, clock=lambda: now[0])
    assert joules == pytest.approx(8.0 / (2 * calls))


def test_no_number_is_made_of_a_meter_that_gave_none():
    assert joules_a_face(FakeMeter(None), lambda: None, 1, clock=iter(range(999)).__next__) is None
