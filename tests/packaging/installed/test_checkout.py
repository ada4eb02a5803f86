"""A clone on a bare Debian: `make run`, `make test`, first without the right to install packages.

Downloads the developer's environment, torch among it, and runs all tests: gigabytes, and an hour.
The settings of pip and the certificates of this machine are used in the root too: its network may
need them.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from machine import BARE, Machine, base

ROOT = Path(__file__).resolve().parents[3]
PREREQUISITES = "ca-certificates,make,python3,python3-venv,sudo"
"""What the README asks for, and sudo, which nobody may use at first."""

USER = "developer"
CHECKOUT = f"/home/{USER}/facevouch"
NETWORK = ("etc/resolv.conf", "etc/hosts", "etc/pip.conf", "etc/xdg/pip")
CERTIFICATES = "etc/ssl/certs/ca-certificates.crt"
HOURS = 3600.0 * 2


@pytest.fixture(scope="module")
def debian(work: Path) -> Iterator[Machine]:
    """With a user who has a clone and no rights. On disk: 6 GB would not fit in memory."""
    root = base(work / "roots", "deb12", include=PREREQUISITES, mark=BARE)
    folder = work / "checkout"
    shutil.rmtree(folder, ignore_errors=True)
    with Machine(root, folder) as machine:
        for name in (*NETWORK, CERTIFICATES):
            here, there = Path("/", name), machine.root / name
            if here.is_dir():
                shutil.copytree(here, there, dirs_exist_ok=True)
            elif here.is_file():
                there.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(here, there)
        machine.good("useradd", "--create-home", USER)
        clone = machine.root / CHECKOUT[1:]
        subprocess.run(["git", "clone", "-q", ROOT, clone], check=True)
        machine.good("chown", "-R", f"{USER}:{USER}", CHECKOUT)
        yield machine


def make(machine: Machine, target: str, *words: str) -> subprocess.CompletedProcess[str]:
    """`make TARGET` in the clone, as the user, who keeps a home of their own."""
    certificates = f"/{CERTIFICATES}"
    settings = [f"HOME=/home/{USER}", f"SSL_CERT_FILE={certificates}", f"PIP_CERT={certificates}"]
    return machine.run(
        *("env", *settings, "make", "-C", CHECKOUT, target, *words),
        user=USER,
        timeout=HOURS,
        network=True,
    )


def counts(output: str) -> dict[str, int]:
    """How many tests passed, failed and so on, of the last line in which pytest says so."""
    last = [line for line in output.splitlines() if re.search(r"\d+ passed.* in ", line)][-1]
    return {word: int(number) for number, word in re.findall(r"(\d+) (\w+)", last)}


@pytest.mark.timeout(3 * HOURS)
def test_tests_pass_and_name_what_was_left_out_without_the_right_to_install(
    debian: Machine,
) -> None:
    run = make(debian, "run")
    assert run.returncode == 2
    assert "sudo apt-get install -y --no-install-recommends" in run.stderr
    assert "Traceback" not in run.stderr
    done = make(debian, "test", "ARGS=-q")
    assert done.returncode == 0, done.stdout[-5000:]
    assert counts(done.stdout)["passed"] > 1000
    for script in ("system-packages.sh", "test-packages.sh"):
        assert re.search(rf"left out: needs .*packaging/{script}", done.stdout)


@pytest.mark.timeout(3 * HOURS)
def test_all_tests_run_with_the_right_to_install(debian: Machine) -> None:
    (debian.root / "etc/sudoers.d" / USER).write_text(f"{USER} ALL=(ALL) NOPASSWD: ALL\n")
    run = make(debian, "run")
    assert run.returncode == 0, run.stderr
    made = {path.name for path in (debian.root / CHECKOUT[1:] / "out/run").iterdir()}
    assert {"annotated.mp4", "verdicts.jsonl", "verdicts.png"} <= made
    done = make(debian, "test", "ARGS=-q")
    assert done.returncode == 0, done.stdout[-5000:]
    assert counts(done.stdout)["passed"] > 3000
    assert "packaging/system-packages.sh" not in done.stdout
    assert "packaging/test-packages.sh" not in done.stdout
    again = make(debian, "test", "ARGS=-q --collect-only tests/docs")
    assert again.returncode == 0
    assert "installing" not in again.stdout + again.stderr
