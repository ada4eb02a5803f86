"""Energy is read from what the board has, and not made up where it has nothing."""

from __future__ import annotations

import threading

import pytest

from tools.benchmarks.energy import PowerSensor, Rapl, find_meter


@pytest.fixture
def rapl(tmp_path):
    zone = tmp_path / "powercap" / "intel-rapl:0"
    zone.mkdir(parents=True)
    (zone / "energy_uj").write_text("1000000\n")
    (zone / "max_energy_range_uj").write_text("10000000\n")
    (tmp_path / "powercap" / "intel-rapl:0:0").mkdir()
    return zone


@pytest.mark.parametrize(("after", "joules"), [(3_500_000, 2.5), (500_000, 9.5)])
def test_a_counter_is_read_before_and_after_even_when_it_wraps(tmp_path, rapl, after, joules):
    meter = find_meter(tmp_path)
    assert isinstance(meter, Rapl)
    assert len(meter.zones) == 1  # a sub-zone is part of its package
    assert meter.measure(lambda: (rapl / "energy_uj").write_text(str(after))) == joules


@pytest.mark.parametrize(
    ("files", "watts"),
    [
        ({"power1_input": "4200000"}, 4.2),
        ({"in1_input": "5000", "curr1_input": "800"}, 4.0),
    ],
)
def test_a_sensor_gives_watts_or_volts_and_amperes(tmp_path, files, watts):
    folder = tmp_path / "hwmon" / "hwmon3"
    folder.mkdir(parents=True)
    (folder / "name").write_text("ina3221\n")
    for name, text in files.items():
        (folder / name).write_text(text)
    meter = find_meter(tmp_path)
    assert isinstance(meter, PowerSensor)
    assert meter.watts() == pytest.approx(watts)
    waited = threading.Event()
    joules = meter.measure(lambda: waited.wait(0.01))
    assert joules > watts * 0.009


def test_a_sensor_of_something_else_is_not_taken_for_power(tmp_path):
    folder = tmp_path / "hwmon" / "hwmon0"
    folder.mkdir(parents=True)
    (folder / "name").write_text("coretemp\n")
    (folder / "power1_input").write_text("1")
    assert find_meter(tmp_path) is None


def test_a_machine_without_meters_has_none(tmp_path):
    assert find_meter(tmp_path) is None
