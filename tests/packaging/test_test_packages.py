"""The script that sees to what the tests run against, on machines made of a few fake commands."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "packaging" / "test-packages.sh"
ALL = ("mosquitto", "nginx", "chromium")

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="for Linux only")


class Machine:
    """A PATH of fake commands; apt-get writes down how it was called."""

    def __init__(self, folder: Path) -> None:
        self.bin = folder / "bin"
        self.bin.mkdir()
        self.log = folder / "apt.log"
        # the script looks into /usr/sbin too, where this machine may have the real ones
        self.script = folder / "script.sh"
        self.script.write_text(
            SCRIPT.read_text()
            .replace(":/usr/sbin:/sbin", "")
            .replace("/run/systemd", "/nonexistent")
        )
        self.put("uname", "echo Linux")
        self.put("id", "echo 0")
        for tool in ("tail", "mktemp", "rm"):
            real = next(p for d in ("/bin", "/usr/bin") if (p := Path(d, tool)).exists())
            (self.bin / tool).symlink_to(real)

    def put(self, name: str, body: str) -> None:
        path = self.bin / name
        path.write_text(f"#!/bin/sh\n{body}\n")
        path.chmod(0o755)

    def apt(self, lacks: str = "") -> None:
        refuse = f'case "$*" in *{lacks}) exit 100;; esac' if lacks else ""
        self.put("apt-get", f'echo "$@" >>{self.log}\n{refuse}\nexit 0')

    def run(self, *options: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["/bin/sh", str(self.script), *options],
            capture_output=True,
            text=True,
            env={"PATH": str(self.bin)},
            stdin=subprocess.DEVNULL,
            check=False,
            timeout=60,
        )

    def installed(self) -> list[str]:
        if not self.log.exists():
            return []
        lines = self.log.read_text().splitlines()
        return [line.split()[-1] for line in lines if line.startswith("install")]


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_where_all_is_there_nothing_is_said_or_done(machine: Machine) -> None:
    machine.apt()
    for program in ALL:
        machine.put(program, "exit 0")
    done = machine.run()
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert machine.installed() == []
    assert machine.run("--check").returncode == 0


def test_only_what_is_missing_is_installed(machine: Machine) -> None:
    machine.apt()
    machine.put("nginx", "exit 0")
    assert machine.run().returncode == 0
    assert machine.installed() == ["mosquitto", "chromium"]


def test_checking_says_what_is_missing_and_installs_nothing(machine: Machine) -> None:
    machine.apt()
    done = machine.run("--check")
    assert done.returncode == 1
    assert done.stdout.strip() == "missing: mosquitto nginx-light chromium"
    assert machine.installed() == []


def test_one_package_that_cannot_be_had_keeps_no_other_away(machine: Machine) -> None:
    machine.apt(lacks="nginx-light")
    done = machine.run()
    assert done.returncode == 0
    assert "nginx-light could not be installed" in done.stderr
    assert machine.installed() == ["mosquitto", "nginx-light", "nginx-light", "chromium"]


def test_who_may_not_install_is_told_the_command(machine: Machine) -> None:
    machine.apt()
    machine.put("id", "echo 1000")
    machine.put("sudo", "exit 1")
    done = machine.run()
    assert done.returncode == 0
    assert "sudo apt-get install -y --no-install-recommends mosquitto" in done.stderr
    assert machine.installed() == []


def test_another_distribution_is_told_the_names(machine: Machine) -> None:
    done = machine.run()
    assert done.returncode == 0
    assert "mosquitto nginx-light chromium" in done.stderr
