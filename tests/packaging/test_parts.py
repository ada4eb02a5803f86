"""The parts of a package, before anything is built."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from pack.bundle import PRUNE, matches
from pack.control import BASE, control, known
from pack.errors import PackError
from pack.parts import PARTS, needed_glibc, normal, parts
from pack.source import EPOCH_VARIABLE, ROOT, epoch
from pack.targets import DISTRIBUTIONS, MACHINES, target

TARGETS = [(d, m) for d in DISTRIBUTIONS for m in MACHINES]


@pytest.mark.parametrize(("distribution", "machine"), TARGETS)
def test_every_part_has_one_version(distribution: str, machine: str) -> None:
    chosen = parts(target(distribution, machine))
    assert len({normal(name) for name in chosen.pins}) == len(chosen.pins)
    assert ("PyQt6" in chosen.pins) == (machine == "amd64")


def test_all_that_facevouch_asks_for_is_a_part_or_left_out_for_a_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]
    asked = [*project["dependencies"], *extras["app"], *extras["serve"], *extras["gpio"]]
    names = {normal(line.split(">")[0].split("[")[0].strip()) for line in asked}
    chosen = parts(target("deb12", "amd64"))
    known_names = {normal(name) for name in [*chosen.pins, *chosen.left_out]}
    assert names - known_names == set()


@pytest.mark.parametrize("heavy", ["torch", "jax", "matplotlib", "opencv-contrib-python", "scipy"])
def test_large_development_packages_are_not_listed_as_parts(heavy: str) -> None:
    for distribution, machine in TARGETS:
        assert heavy not in {normal(n) for n in parts(target(distribution, machine)).pins}


def test_a_raspberry_pi_on_bookworm_gets_the_numpy_its_camera_was_built_for() -> None:
    assert parts(target("deb12", "arm64")).pins["numpy"].startswith("1.26")
    assert parts(target("deb13", "arm64")).pins["numpy"].startswith("2")


@pytest.mark.parametrize("wrong", [("deb99", "amd64"), ("deb12", "riscv64")])
def test_a_target_that_there_is_not_is_answered_with_those_there_are(
    wrong: tuple[str, str],
) -> None:
    with pytest.raises(PackError, match="there are"):
        target(*wrong)


def test_a_wheel_is_asked_for_as_new_as_the_system_can_run_and_no_newer() -> None:
    tags = target("deb12", "arm64").platforms()
    assert tags[0] == "manylinux_2_36_aarch64"
    assert "manylinux_2_37_aarch64" not in tags
    assert "manylinux2014_aarch64" in tags


@pytest.mark.parametrize(
    ("names", "minor"),
    [
        (["a-1-py3-none-any.whl"], 0),
        (["a-1-cp311-cp311-manylinux_2_28_x86_64.whl", "b-1-py3-none-any.whl"], 28),
        (["a-1-cp311-cp311-manylinux_2_27_x86_64.manylinux_2_28_x86_64.whl"], 27),
        (["a-1-cp37-abi3-manylinux2014_x86_64.manylinux_2_17_x86_64.whl"], 17),
        (["a-1-cp310-abi3-manylinux_2_34_x86_64.whl", "b-1-cp311-abi3-manylinux1_x86_64.whl"], 34),
    ],
)
def test_the_c_library_asked_for_is_that_of_the_most_demanding_wheel(
    names: list[str], minor: int
) -> None:
    assert needed_glibc([Path(name) for name in names]) == minor


@pytest.mark.parametrize(
    ("name", "pattern", "fits"),
    [
        ("numpy/_core/tests/test_x.py", "**/tests/**", True),
        ("tests/test_x.py", "**/tests/**", True),
        ("numpy/contests/x.py", "**/tests/**", False),
        ("cv2/__init__.pyi", "**/*.pyi", True),
        ("numpy/f2py/cfuncs.py", "numpy/f2py/**", True),
        ("other/numpy/f2py/cfuncs.py", "numpy/f2py/**", False),
    ],
)
def test_a_rule_drops_the_files_that_match_its_pattern(name: str, pattern: str, fits: bool) -> None:
    assert matches(name, [pattern]) is fits


def test_no_rule_drops_a_model_or_our_own_code() -> None:
    rules = tomllib.loads(PRUNE.read_text())["rule"]
    ours = [
        path.relative_to(ROOT).as_posix()
        for room in ("edge", "models", "ui")
        for path in (ROOT / room).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    ]
    dropped = [n for n in ours for rule in rules if matches(n, rule["drop"])]
    assert [name for name in dropped if not name.endswith(".pyi")] == []


def test_every_reason_for_leaving_out_is_a_sentence_of_its_own() -> None:
    said = tomllib.loads(PARTS.read_text())["left_out"]
    assert all(len(reason) > 20 for reason in said.values())


def test_libraries_of_the_window_are_those_the_set_up_script_installs() -> None:
    assert known()["libxcb-cursor.so.0"] == "libxcb-cursor0"
    assert known() | BASE == known()


def test_the_control_file_binds_the_package_to_its_python_and_c_library() -> None:
    text = control(
        target("deb12", "amd64"), "1-1+deb12", 34, 1000, {"libc6", "libegl1"}, {"libgl1"}
    )
    fields = dict(line.split(": ", 1) for line in text.splitlines() if not line.startswith(" "))

    assert fields["Pre-Depends"] == "libc6 (>= 2.34)"
    assert "python3 (>= 3.11), python3 (<< 3.12)" in fields["Depends"]
    assert "libegl1" in fields["Depends"]
    assert "libgl1" in fields["Recommends"]


def test_the_time_in_archives_is_the_one_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(EPOCH_VARIABLE, "1234567890")
    assert epoch() == 1234567890
    monkeypatch.setenv(EPOCH_VARIABLE, "yesterday")
    with pytest.raises(PackError, match="whole seconds"):
        epoch()
