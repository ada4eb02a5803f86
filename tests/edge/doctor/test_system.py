"""Boards, processors and power, laid out in a folder."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from edge.doctor.finding import Finding
from edge.doctor.system import board, clock, heat, kernel, power

THROTTLED = "sys/devices/platform/soc/soc:firmware/get_throttled"

Put = Callable[[str, str], None]


@pytest.fixture
def put(tmp_path: Path) -> Put:
    def write(name: str, text: str) -> None:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    return write


def by_name(findings: object) -> dict[str, Finding]:
    return {finding.what: finding for finding in findings}  # type: ignore[attr-defined]


def test_a_pc_has_no_finding_about_its_board(tmp_path: Path) -> None:
    assert list(board(tmp_path)) == []
    assert list(power(tmp_path)) == []


@pytest.mark.parametrize(
    ("features", "noted"),
    [("fp asimd evtstrm crc32 cpuid", True), ("fp asimd asimddp cpuid", False)],
)
def test_a_processor_without_the_8_bit_dot_product_is_named(
    tmp_path: Path, put: Put, features: str, noted: bool
) -> None:
    put("proc/device-tree/model", "Raspberry Pi 4 Model B\0")
    put("proc/cpuinfo", f"processor\t: 0\nFeatures\t: {features}\n")
    found = by_name(board(tmp_path))

    assert found["board"].text == "Raspberry Pi 4 Model B"
    assert ("processor" in found) is noted


def test_a_jetson_whose_onnxruntime_uses_no_graphics_processor_is_reported(
    tmp_path: Path, put: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    put("etc/nv_tegra_release", "# R36 (release), REVISION: 4.3, GCID: 1, BOARD: generic")
    monkeypatch.setattr("onnxruntime.get_available_providers", lambda: ["CPUExecutionProvider"])
    found = by_name(board(tmp_path))

    assert found["Jetson Linux"].text == "36.4.3"
    assert found["graphics processor"].grade == "note"

    monkeypatch.setattr(
        "onnxruntime.get_available_providers", lambda: ["TensorrtExecutionProvider"]
    )
    assert "graphics processor" not in by_name(board(tmp_path))


@pytest.mark.parametrize(
    ("word", "grade", "says"),
    [
        ("0\n", "ok", "sufficient"),
        ("50005\n", "wrong", "voltage is too low, the processor is throttled"),
        ("50000\n", "note", "at times since the start"),
        ("4\n", "wrong", "throttled"),
    ],
)
def test_a_weak_supply_is_reported_now_and_afterwards(
    tmp_path: Path, put: Put, word: str, grade: str, says: str
) -> None:
    put(THROTTLED, word)
    finding = by_name(power(tmp_path))["power"]
    assert finding.grade == grade
    assert says in finding.text


def test_a_container_without_sys_gets_the_advice_to_mount_it(tmp_path: Path, put: Put) -> None:
    assert "mount" in by_name(kernel(tmp_path))["/sys"].advice
    put("sys/devices/system/cpu/present", "0-3")
    assert list(kernel(tmp_path)) == []


def test_a_clock_that_cannot_be_right_is_wrong() -> None:
    assert next(clock(datetime(1970, 1, 2, tzinfo=UTC))).grade == "wrong"
    assert next(clock(datetime(2026, 11, 22, tzinfo=UTC))).grade == "ok"


def test_a_raspberry_pi_5_has_its_throttling_state_in_another_folder(
    tmp_path: Path, put: Put
) -> None:
    folder = "sys/devices/platform/soc@107c000000/soc@107c000000:firmware"
    put(f"{folder}/get_throttled", "50005\n")
    assert by_name(power(tmp_path))["power"].grade == "wrong"


def test_a_malformed_throttling_state_is_ignored(tmp_path: Path, put: Put) -> None:
    put(THROTTLED, "unsupported\n")
    assert list(power(tmp_path)) == []


@pytest.mark.parametrize(
    ("counts", "grade", "says"),
    [(("0", "0"), "ok", "not throttled"), (("3", "1"), "note", "4 times")],
)
def test_a_jetson_that_lacked_current_is_reported(
    tmp_path: Path, put: Put, counts: tuple[str, str], grade: str, says: str
) -> None:
    for number, count in enumerate(counts, 1):
        put(f"sys/class/hwmon/hwmon1/oc{number}_event_cnt", f"{count}\n")
    found = by_name(power(tmp_path))["power"]
    assert found.grade == grade
    assert says in found.text


def test_a_jetsons_power_mode_is_named_with_the_others_also_in_a_container(
    tmp_path: Path, put: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("onnxruntime.get_available_providers", lambda: ["CPUExecutionProvider"])
    put("proc/device-tree/model", "NVIDIA Jetson Orin Nano Developer Kit\0")
    put("var/lib/nvpmodel/status", "pmode:0001 fmode:quiet")
    put("etc/nvpmodel.conf", "< POWER_MODEL ID=0 NAME=15W >\n< POWER_MODEL ID=1 NAME=7W >\n")
    found = by_name(board(tmp_path))
    assert found["power mode"].text == "1 7W (others: 0 15W)"
    assert "nvpmodel -m 0" in found["power mode"].advice
    assert found["graphics processor"].grade == "note"


@pytest.mark.parametrize(("milli", "grade"), [("61500", "ok"), ("92000", "wrong")])
def test_a_board_that_is_too_hot_is_reported(
    tmp_path: Path, put: Put, milli: str, grade: str
) -> None:
    put("sys/class/thermal/thermal_zone0/temp", "40000\n")
    put("sys/class/thermal/thermal_zone1/temp", f"{milli}\n")
    put("sys/class/thermal/thermal_zone1/type", "cpu-thermal\n")
    put("sys/class/thermal/thermal_zone2/temp", "\n")
    found = by_name(heat(tmp_path))["temperature"]
    assert found.grade == grade
    assert "cpu-thermal" in found.text
    assert list(heat(tmp_path / "nowhere")) == []
