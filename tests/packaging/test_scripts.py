"""Maintainer scripts and the slots they make, with a payload of a few bytes."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from needs import needs

DEB = Path(__file__).resolve().parents[2] / "packaging/deb"
SLOT = DEB / "root/usr/sbin/facevouch-slot"
SCRIPTS = sorted(
    path
    for path in [*(DEB / "scripts").iterdir(), *(DEB / "root/usr").rglob("*")]
    if path.is_file() and path.read_bytes().startswith(b"#!/bin/sh")
)

PYTHON = """\
#!/bin/sh
# stands for the environment's python: compiles by leaving a mark, verifies what it is told
here=$(dirname "$0")/..
case "$*" in
    *compileall*) echo pyc >"$here/lib/code.pyc"; exit $(cat "$here/compiles") ;;
    *verify*) echo "looked at $0"; exit $(cat "$here/works") ;;
esac
"""


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_a_script_is_sound_shell(script: Path) -> None:
    subprocess.run(["sh", "-n", script], check=True)
    assert os.access(script, os.X_OK)


@needs("shellcheck")
@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_shellcheck_has_nothing_to_say(script: Path) -> None:
    done = subprocess.run(
        ["shellcheck", "-s", "sh", script], capture_output=True, text=True, check=False
    )
    assert done.stdout == ""


class Home:
    """/opt/facevouch in a folder, with a payload that can be told to fail."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.deliver("first")

    def deliver(self, content: str, *, works: bool = True, compiles: bool = True) -> None:
        """What dpkg does: new files in the payload's place."""
        payload = self.folder / "payload"
        shutil.rmtree(payload, ignore_errors=True)
        (payload / "bin").mkdir(parents=True)
        (payload / "lib").mkdir()
        (payload / "lib/code.py").write_text(content)
        (payload / "works").write_text("0" if works else "1")
        (payload / "compiles").write_text("0" if compiles else "1")
        (payload / "bin/python3").write_text(PYTHON)
        (payload / "bin/python3").chmod(0o755)

    def slot(self, *words: str) -> subprocess.CompletedProcess[str]:
        environ = {"PATH": os.environ["PATH"], "FACEVOUCH_HOME": str(self.folder)}
        return subprocess.run(
            ["sh", SLOT, *words], capture_output=True, text=True, env=environ, check=False
        )

    def code(self, link: str = "current") -> str:
        return (self.folder / link / "lib/code.py").read_text()

    def slots(self) -> list[str]:
        return sorted(path.name for path in (self.folder / "slots").iterdir())


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path)
    assert made.slot("make", "1").returncode == 0
    return made


def test_a_slot_is_links_to_the_payload_and_costs_no_room(home: Home) -> None:
    slot, payload = (home.folder / name / "lib/code.py" for name in ("slots/1", "payload"))
    assert slot.stat().st_ino == payload.stat().st_ino
    assert not (home.folder / "payload/lib/code.pyc").exists()


def test_the_slot_before_outlives_the_payload_it_was_made_of(home: Home) -> None:
    home.deliver("second")
    assert home.slot("make", "2").returncode == 0
    assert (home.code(), home.code("previous")) == ("second", "first")


def test_rolling_back_and_again_forward(home: Home) -> None:
    home.deliver("second")
    home.slot("make", "2")
    assert home.slot("rollback").returncode == 0
    assert home.code() == "first"
    assert home.slot("rollback").returncode == 0
    assert home.code() == "second"


def test_only_two_are_kept(home: Home) -> None:
    for number in ("2", "3", "4"):
        home.deliver(number)
        home.slot("make", number)
    assert home.slots() == ["3", "4"]


def test_the_same_version_again_gets_a_slot_of_its_own(home: Home) -> None:
    home.deliver("first, rebuilt")
    assert home.slot("make", "1").returncode == 0
    assert home.slots() == ["1", "1.2"]
    assert home.code() == "first, rebuilt"


@pytest.mark.parametrize("fault", ["works", "compiles"])
def test_an_environment_that_does_not_work_is_never_used(home: Home, fault: str) -> None:
    home.deliver("broken", **{fault: False})
    done = home.slot("make", "2")

    assert done.returncode == 1
    assert "1 stays in use" in done.stderr
    assert home.code() == "first"
    assert home.slots() == ["1"]


def test_a_first_installation_that_does_not_work_says_that_nothing_is_in_use(
    tmp_path: Path,
) -> None:
    home = Home(tmp_path)
    home.deliver("broken", works=False)
    done = home.slot("make", "1")
    assert done.returncode == 1
    assert "nothing is in use yet" in done.stderr


def test_remains_of_an_interrupted_upgrade_are_removed(home: Home) -> None:
    left = home.folder / "slots/.unfinished/lib"
    left.mkdir(parents=True)
    (left / "half").write_text("written")
    home.deliver("second")
    assert home.slot("make", "2").returncode == 0
    assert home.code() == "second"
    assert not (home.folder / "slots/2/lib/half").exists()


def test_power_that_fails_between_the_two_links_leaves_one_that_works(home: Home) -> None:
    home.deliver("second")
    home.slot("make", "2")
    # as after the first step: both links name the old one
    (home.folder / "current").unlink()
    (home.folder / "current").symlink_to("slots/1")
    assert home.code() == "first"
    done = home.slot("rollback")
    assert done.returncode == 1
    assert "no previous environment" in done.stderr
    assert home.slot("use", "2").returncode == 0
    assert home.code() == "second"


@pytest.mark.parametrize("name", ["", "3", "../payload", ".unfinished"])
def test_only_a_slot_that_is_there_can_be_used(home: Home, name: str) -> None:
    done = home.slot("use", name)
    assert done.returncode == 1
    assert home.code() == "first"


def test_an_unknown_subcommand_is_answered_with_the_known_ones(home: Home) -> None:
    done = home.slot("remove")
    assert done.returncode == 2
    assert "rollback" in done.stderr
