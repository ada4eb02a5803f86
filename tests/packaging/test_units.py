"""The systemd units: understood by systemd, and as closed as they say."""

from __future__ import annotations

import configparser
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from edge.cli import COMMANDS
from ui.app import OPERATOR_LEFT

FILES = Path(__file__).resolve().parents[2] / "packaging/deb/root"
UNITS = FILES / "usr/lib/systemd/system"

needs_systemd = pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="systemd-analyze is not on this machine"
)


def directives(unit: str) -> dict[str, list[str]]:
    """Every key of a unit with its values; keys may come more than once."""
    found: dict[str, list[str]] = {}
    for line in (UNITS / unit).read_text().splitlines():
        if "=" in line and not line.startswith(("#", "[")):
            key, _, value = line.partition("=")
            found.setdefault(key, []).append(value)
    return found


@needs_systemd
@pytest.mark.parametrize("unit", ["facevouch.service", "facevouch-kiosk.service"])
def test_systemd_finds_nothing_wrong_with_it(unit: str, tmp_path: Path) -> None:
    # the programs are not installed here, so that one line is about another
    text = re.sub(r"^ExecStart=\S+", "ExecStart=/bin/true", (UNITS / unit).read_text(), flags=re.M)
    (tmp_path / unit).write_text(text)
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", "--recursive-errors=no", tmp_path / unit],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@needs_systemd
@pytest.mark.parametrize(
    ("unit", "exposure"), [("facevouch.service", 20), ("facevouch-kiosk.service", 40)]
)
def test_its_exposure_is_low_by_systemds_own_measure(unit: str, exposure: int) -> None:
    done = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", f"--threshold={exposure}", UNITS / unit],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-300:]


@pytest.mark.parametrize("unit", ["facevouch.service", "facevouch-kiosk.service"])
@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("User", "facevouch"),
        ("NoNewPrivileges", "yes"),
        ("ProtectSystem", "strict"),
        ("ProtectHome", "yes"),
        ("CapabilityBoundingSet", ""),
        ("DevicePolicy", "closed"),
        ("LimitCORE", "0"),
        ("StartLimitBurst", "6"),
        ("Restart", "always"),
    ],
)
def test_a_unit_has_its_documented_directives(unit: str, key: str, value: str) -> None:
    assert directives(unit)[key] == [value]


def test_the_service_is_watched_and_may_open_cameras_and_pins_alone() -> None:
    service = directives("facevouch.service")
    assert service["Type"] == ["notify"]
    assert int(service["WatchdogSec"][0]) > 0
    assert {value.split()[0] for value in service["DeviceAllow"]} == {
        "char-video4linux",
        "char-media",
        "char-dma_heap",
        "char-gpiochip",
    }


def test_the_kiosk_is_watched_and_stays_off_when_its_operator_quit() -> None:
    kiosk = directives("facevouch-kiosk.service")
    assert (kiosk["Type"], kiosk["NotifyAccess"]) == (["notify"], ["main"])
    assert int(kiosk["WatchdogSec"][0]) > 0
    status = str(OPERATOR_LEFT)
    assert (kiosk["RestartPreventExitStatus"], kiosk["SuccessExitStatus"]) == ([status], [status])
    assert status not in directives("facevouch.service").get("RestartPreventExitStatus", [])


def test_the_two_never_run_at_once() -> None:
    assert "facevouch-kiosk.service" in directives("facevouch.service")["Conflicts"][0]
    assert "facevouch.service" in directives("facevouch-kiosk.service")["Conflicts"][0]


def test_the_programs_and_commands_they_name_are_there() -> None:
    words = directives("facevouch.service")["ExecStart"][0].split()
    assert (FILES / words[0].lstrip("/")).exists()
    assert words[1] in COMMANDS
    assert (FILES / directives("facevouch-kiosk.service")["ExecStart"][0].lstrip("/")).exists()


def test_the_desktop_entry_names_what_is_installed() -> None:
    entry = configparser.ConfigParser(interpolation=None)
    entry.optionxform = str  # type: ignore[assignment, method-assign]
    entry.read(FILES / "usr/share/applications/facevouch.desktop", encoding="utf-8")
    said = entry["Desktop Entry"]

    assert (FILES / "usr/bin" / said["Exec"].split()[0]).exists()
    icons = FILES / "usr/share/icons/hicolor/scalable/apps"
    assert (icons / f"{said['Icon']}.svg").exists()
