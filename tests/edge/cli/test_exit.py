"""How a command ends when a part of the installation is missing: one line that fits the system."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from needs import needs_opencv

from edge.cli.exit import INTERRUPTED, USAGE, guarded


def lacking(name: str) -> int:
    raise ModuleNotFoundError(f"No module named {name!r}", name=name)


@pytest.mark.parametrize(
    ("name", "frozen", "said"),
    [
        ("sklearn", False, "needs sklearn, which is not installed; install it with: pip install"),
        ("sklearn", True, "not part of this folder; use an installation with Python"),
        ("fcntl", False, "needs Linux or macOS"),
        ("fcntl", True, "needs Linux or macOS"),
    ],
)
def test_a_missing_part_is_named_with_what_helps_on_this_system(
    name: str,
    frozen: bool,
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(sys, "frozen", frozen, raising=False)
    assert guarded(lambda: lacking(name)) == USAGE
    err = capsys.readouterr().err
    assert said in err
    assert len(err.splitlines()) == 1


def test_a_missing_part_of_facevouch_itself_is_no_user_error() -> None:
    with pytest.raises(ModuleNotFoundError):
        guarded(lambda: lacking("edge.gone"))


def test_an_interruption_that_a_library_took_for_its_own_fault_is_still_one() -> None:
    def interrupted() -> int:
        raise ImportError("Importing the C-extensions failed") from KeyboardInterrupt()

    assert guarded(interrupted) == INTERRUPTED


WINDOWS = """
import builtins, sys
real = builtins.__import__
gone = {"fcntl", "resource", "pwd", "grp"}
for name in gone:
    sys.modules.pop(name, None)

def without(name, globals=None, *rest):
    asked_by = str((globals or {}).get("__name__", "")).split(".")[0]
    if name in gone and asked_by in ("edge", "models", "ui", "tools"):
        raise ModuleNotFoundError(f"No module named {name!r}", name=name)
    return real(name, globals, *rest)

builtins.__import__ = without
from edge.cli import main
sys.exit(main(sys.argv[1:]))
"""


@needs_opencv()
@pytest.mark.parametrize(
    ("words", "status"),
    [
        (["run", "--source", "demo", "--max-frames", "5", "--quiet"], 0),
        (["serve", "--source", "demo"], USAGE),
        (["audit", "head"], USAGE),
    ],
)
def test_a_system_without_posix_functions_judges_frames_and_refuses_a_gate(
    tmp_path: Path, words: list[str], status: int
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", WINDOWS, *words],
        env=os.environ | {"FACEVOUCH_STATE": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == status, done.stderr
    assert ("needs Linux or macOS" in done.stderr) is (status == USAGE)
    assert "Traceback" not in done.stderr


def test_the_advice_in_the_debian_package_does_not_mention_pip(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "prefix", "/opt/facevouch/slots/0.1.0-1+deb12")
    assert guarded(lambda: lacking("matplotlib")) == USAGE
    assert "the Debian package does not contain" in capsys.readouterr().err
