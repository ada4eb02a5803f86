"""The installed package and its units, as a technician meets them."""

from __future__ import annotations

from pathlib import Path

import pytest

from edge.doctor.service import ask, settings, slots, units


@pytest.fixture
def home(tmp_path: Path) -> Path:
    for name in ("1", "2"):
        (tmp_path / "slots" / name).mkdir(parents=True)
    (tmp_path / "current").symlink_to("slots/2")
    (tmp_path / "previous").symlink_to("slots/1")
    return tmp_path


def test_no_finding_is_given_without_the_package(tmp_path: Path) -> None:
    assert list(slots(tmp_path / "none")) == []


def test_both_environments_are_named(home: Path) -> None:
    (finding,) = slots(home)
    assert finding.text == "2; facevouch-rollback goes back to 1"
    assert finding.grade == "ok"


def test_an_interrupted_upgrade_is_reported_with_the_command_that_finishes_it(home: Path) -> None:
    (home / "slots/.unfinished").mkdir()
    (finding,) = slots(home)
    assert (finding.grade, finding.advice) == ("wrong", "sudo dpkg --configure -a")


def test_a_package_without_an_environment_in_use_is_wrong(home: Path) -> None:
    (home / "current").unlink()
    (finding,) = slots(home)
    assert finding.grade == "wrong"


@pytest.mark.parametrize(
    ("text", "grade"), [("[camera]\nfps = 15\n", "ok"), ("[camera]\nfpz = 15\n", "wrong")]
)
def test_settings_are_read_before_the_service_fails_on_them(
    tmp_path: Path, text: str, grade: str
) -> None:
    path = tmp_path / "facevouch.toml"
    path.write_text(text)
    (finding,) = settings(path)
    assert finding.grade == grade


@pytest.mark.parametrize(
    ("said", "grades"),
    [
        ("", []),
        ("LoadState=not-found\nActiveState=inactive\n", []),
        ("LoadState=loaded\nActiveState=inactive\n", []),
        ("LoadState=loaded\nActiveState=active\nNRestarts=0\n", ["ok", "ok"]),
        ("LoadState=loaded\nActiveState=active\nNRestarts=3\n", ["note", "note"]),
        (
            "LoadState=loaded\nActiveState=failed\nResult=start-limit-hit\nNRestarts=6\n"
            "ExecMainStatus=70\n",
            ["wrong", "wrong"],
        ),
    ],
)
def test_units_that_run_or_ended(said: str, grades: list[str]) -> None:
    found = list(units(lambda _: said))
    assert [finding.grade for finding in found] == grades
    for finding in found:
        if finding.grade == "wrong":
            assert "start-limit-hit, status 70, 6 restarts" in finding.text
            assert "systemctl reset-failed" in finding.advice


def test_a_missing_command_gives_no_output() -> None:
    assert ask(["facevouch-no-such-command"]) == ""
