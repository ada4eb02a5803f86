"""`facevouch kiosk pin`, typed as a person or a script would."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from edge.cli import main
from edge.security.operator_pin import PinHash, default_pin_file


def typed(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))


def test_a_pin_typed_twice_is_stored_as_a_hash(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    typed(monkeypatch, "402719", "402719")
    path = tmp_path / "door.pin"

    assert main(["kiosk", "pin", "--out", str(path)]) == 0
    assert PinHash.load(path).matches("402719")
    said = capsys.readouterr().out
    assert str(path) in said
    assert "402719" not in said


def test_the_pin_is_written_to_the_kiosks_default_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("FACEVOUCH_STATE", str(tmp_path / "state"))
    typed(monkeypatch, "402719", "402719")

    assert main(["kiosk", "pin"]) == 0
    assert PinHash.load(default_pin_file()).matches("402719")


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        (("402719", "402718"), "differ"),
        (("1234",), "6 to 12 digits"),
        ((), "no PIN was given"),
    ],
)
def test_a_pin_that_will_not_do_is_one_line_and_writes_nothing(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    lines: tuple[str, ...],
    says: str,
) -> None:
    typed(monkeypatch, *lines)
    path = tmp_path / "door.pin"

    assert main(["kiosk", "pin", "--out", str(path)]) == 2
    error = capsys.readouterr().err
    assert says in error
    assert error.count("\n") == 1
    assert not path.exists()


def test_on_a_terminal_nothing_is_echoed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    answers = iter(["402719", "402719"])
    monkeypatch.setattr("sys.stdin", type("Terminal", (), {"isatty": lambda _self: True})())
    monkeypatch.setattr("getpass.getpass", lambda _prompt: next(answers))

    assert main(["kiosk", "pin", "--out", str(tmp_path / "door.pin")]) == 0
