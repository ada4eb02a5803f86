"""How a command ends when a part of the installation is missing: one line that fits the system."""

from __future__ import annotations

import sys

import pytest

from edge.cli.exit import USAGE, guarded


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


def test_a_hole_in_facevouch_itself_is_no_users_fault() -> None:
    with pytest.raises(ModuleNotFoundError):
        guarded(lambda: lacking("edge.gone"))
