"""The script that sees to the system's libraries, on machines made of a few fake commands."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "packaging" / "system-packages.sh"

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="for Linux only")

ALL = [
    line.split(":")[0] for line in SCRIPT.read_text().split("LIBRARIES='")[1].split("'")[0].split()
]


class Machine:
    """A PATH of fake commands; apt-get writes down how it was called."""

    def __init__(self, folder: Path) -> None:
        self.bin = folder / "bin"
        self.bin.mkdir()
        self.log = folder / "apt.log"
        (folder / ".fonts").mkdir()  # in HOME: looked into on every machine, whatever it has
        self.put("uname", "echo Linux")
        self.put("find", "echo some.ttf")
        self.put("apt-cache", "echo '  Candidate: (none)'")
        self.put("sudo", "exit 1")  # asks for a password
        for tool in ("sh", "awk", "grep", "head", "tail", "mktemp", "rm", "cat", "env"):
            real = next(p for d in ("/bin", "/usr/bin") if (p := Path(d, tool)).exists())
            (self.bin / tool).symlink_to(real)

    def put(self, name: str, body: str) -> None:
        path = self.bin / name
        path.unlink(missing_ok=True)
        path.write_text(f"#!/bin/sh\n{body}\n")
        path.chmod(0o755)

    def has(self, libraries: list[str]) -> None:
        lines = "".join(f"\t{name} (libc6,x86-64) => /lib/{name}\n" for name in libraries)
        self.put("ldconfig", f"cat <<'EOF'\n{lines}EOF")

    def user(self, number: int) -> None:
        self.put("id", f"echo {number}")

    def apt(self, status: int = 0) -> None:
        self.put("apt-get", f'echo "$@" >>{self.log}; exit {status}')

    def run(self, *options: str) -> subprocess.CompletedProcess[str]:
        environ = {"PATH": str(self.bin), "HOME": str(self.bin.parent)}
        return subprocess.run(
            [str(self.bin / "sh"), str(SCRIPT), *options],
            capture_output=True,
            text=True,
            env=environ,
            stdin=subprocess.DEVNULL,
            check=False,
            timeout=60,
        )

    @property
    def installed(self) -> str:
        return self.log.read_text() if self.log.exists() else ""


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    made = Machine(tmp_path)
    made.has(ALL)
    made.user(1000)
    made.apt()
    return made


def test_the_script_does_nothing_where_everything_is_installed(machine: Machine):
    run = machine.run()

    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")
    assert machine.installed == ""


def test_the_script_installs_exactly_the_missing_packages_as_root(machine: Machine):
    machine.has([name for name in ALL if name not in ("libxcb-cursor.so.0", "libEGL.so.1")])
    machine.user(0)
    run = machine.run()

    assert run.returncode == 0
    assert machine.installed.split("--no-install-recommends ")[1].split() == [
        "libegl1",
        "libxcb-cursor0",
    ]


def test_the_script_prints_the_one_command_without_root(machine: Machine):
    machine.has(ALL[1:])
    run = machine.run()

    assert run.returncode == 0
    assert "sudo apt-get install -y --no-install-recommends libegl1" in run.stderr
    assert machine.installed == ""


def test_sudo_that_asks_no_password_is_used(machine: Machine):
    machine.has(ALL[1:])
    machine.put("sudo", '[ "$1" = -n ] && shift; exec "$@"')
    machine.put("true", "exit 0")
    machine.run()

    assert "libegl1" in machine.installed


def test_a_package_renamed_by_the_time_transition_is_taken_by_its_new_name(machine: Machine):
    machine.has([name for name in ALL if not name.startswith(("libglib", "libgthread"))])
    machine.user(0)
    machine.put("apt-cache", "[ $2 = libglib2.0-0t64 ] && echo '  Candidate: 2.84' || true")
    machine.run()

    assert machine.installed.split()[-1] == "libglib2.0-0t64"
    assert machine.installed.count("libglib2.0-0") == 1


def test_old_package_lists_are_updated_once_and_a_failure_is_reported_without_stopping(
    machine: Machine,
):
    machine.has(ALL[1:])
    machine.user(0)
    machine.apt(status=100)
    run = machine.run()

    assert run.returncode == 0
    assert [line.split()[0] for line in machine.installed.splitlines()] == [
        "install",
        "update",
        "install",
    ]
    assert "By hand" in run.stderr


def test_another_distribution_gets_the_packages_names(machine: Machine):
    machine.has(ALL[1:])
    (machine.bin / "apt-get").unlink()
    run = machine.run()

    assert run.returncode == 0
    assert "libegl1" in run.stderr


def test_a_machine_without_fonts_gets_some(machine: Machine):
    machine.put("find", "true")
    machine.user(0)
    machine.run()

    assert "fonts-dejavu-core" in machine.installed


def test_check_only_says_what_is_missing(machine: Machine):
    machine.has(ALL[1:])
    machine.user(0)
    run = machine.run("--check")

    assert run.returncode == 1
    assert run.stdout == "missing: libegl1\n"
    assert machine.installed == ""


def test_on_a_mac_there_is_nothing_to_do(machine: Machine):
    machine.put("uname", "echo Darwin")
    machine.has([])

    assert machine.run().returncode == 0


def test_the_script_runs_in_any_posix_shell():
    subprocess.run(["/bin/sh", "-n", SCRIPT], check=True, env=dict(os.environ))
