"""Dialogs, and messages before there is a window."""

from __future__ import annotations

from pathlib import Path

import pytest
from PyQt6.QtWidgets import QApplication, QMessageBox

from edge.cli import main


@pytest.mark.parametrize(("options", "boxes"), [(["--message-box"], 1), ([], 0)])
def test_an_error_before_the_window_is_shown_in_a_box_when_the_icon_asks_for_it(
    qapp: QApplication,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    options: list[str],
    boxes: int,
) -> None:
    shown: list[str] = []
    monkeypatch.setattr(QMessageBox, "exec", lambda box: shown.append(box.informativeText()))
    broken = tmp_path / "broken.toml"
    broken.write_text("[decision]\nbpcer = 7\n")

    assert main(["app", "--config", str(broken), *options]) == 2
    assert len(shown) == boxes
    assert "bpcer" in capsys.readouterr().err
    assert all("bpcer" in text for text in shown)
