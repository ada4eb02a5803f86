"""The script that installs the programs that tests start, on machines made of fake commands."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import needs
import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "packaging" / "test-packages.sh"
ALL = tuple(needs.PROGRAMS)
PACKAGES = ["mosquitto", "nginx-light", "chromium", "gnupg", "shellcheck", "prometheus"]
PACKAGES += ["gstreamer1.0-tools", "gstreamer1.0-plugins-base"]

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
        shared = "install-packages.sh"
        (folder / shared).write_text((SCRIPT.parent / shared).read_text())
        self.put("uname", "echo Linux")
        self.put("id", "echo 0")
        for tool in ("tail", "mktemp", "rm", "env"):
            real = next(p for d in ("/bin", "/usr/bin") if (p := Path(d, tool)).exists())
            (self.bin / tool).symlink_to(real)

    def put(self, name: str, body: str) -> None:
        path = self.bin / name
        path.write_text(f"#!/bin/sh\n{body}\n")
        path.chmod(0o755)

    def apt(self, lacks: str = "") -> None:
        refuse = f'case "$*" in *{lacks}*) exit 100;; esac' if lacks else ""
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

    def calls(self) -> list[list[str]]:
        """The packages of each call of `apt-get install`."""
        if not self.log.exists():
            return []
        lines = map(str.split, self.log.read_text().splitlines())
        return [[w for w in words[1:] if w[0] != "-"] for words in lines if words[0] == "install"]


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_the_script_is_silent_where_everything_is_installed(machine: Machine) -> None:
    machine.apt()
    for program in ALL:
        machine.put(program, "exit 0")
    done = machine.run()
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert machine.calls() == []
    assert machine.run("--check").returncode == 0


def test_the_script_installs_what_is_missing_and_nothing_else(machine: Machine) -> None:
    machine.apt()
    for program in set(ALL) - {"mosquitto", "mosquitto_passwd", "gpg"}:
        machine.put(program, "exit 0")
    assert machine.run().returncode == 0
    assert machine.calls() == [["mosquitto", "gnupg"]]


def test_a_program_may_go_by_another_of_its_names(machine: Machine) -> None:
    machine.put("chromium-browser", "exit 0")
    assert "chromium" not in machine.run("--check").stdout.split()


def test_check_prints_what_is_missing_and_installs_nothing(machine: Machine) -> None:
    machine.apt()
    done = machine.run("--check")
    assert done.returncode == 1
    assert done.stdout.split() == ["missing:", *PACKAGES]
    assert machine.calls() == []


def test_one_package_that_does_not_exist_keeps_no_other_away(machine: Machine) -> None:
    machine.apt(lacks="nginx-light")
    done = machine.run()
    assert done.returncode == 0
    assert "not installed: nginx-light; its tests" in done.stderr
    assert machine.calls() == [PACKAGES, PACKAGES, *([name] for name in PACKAGES)]


def test_a_user_without_rights_reads_the_command_to_run(machine: Machine) -> None:
    machine.apt()
    machine.put("id", "echo 1000")
    machine.put("sudo", "exit 1")
    done = machine.run()
    assert done.returncode == 0
    assert "sudo apt-get install -y --no-install-recommends mosquitto" in done.stderr
    assert machine.calls() == []


def test_sudo_without_a_password_is_used_and_asks_no_questions(machine: Machine) -> None:
    machine.put("apt-get", f'echo "$@" >>{machine.log}\necho "$DEBIAN_FRONTEND" >>{machine.log}')
    machine.put("id", "echo 1000")
    # as sudo does, it passes no variable of the caller's on
    machine.put("sudo", f'[ "$1" = -n ] && exit 0\nexec env -i PATH={machine.bin} "$@"')
    assert machine.run().returncode == 0
    assert machine.log.read_text().splitlines()[1] == "noninteractive"


def test_on_another_distribution_the_script_prints_the_packages_names(machine: Machine) -> None:
    done = machine.run()
    assert done.returncode == 0
    assert " ".join(PACKAGES) in done.stderr
