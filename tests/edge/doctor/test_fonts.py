"""The doctor reports a missing Chinese font, and nothing without fontconfig."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from edge.doctor.fonts import chinese


def lists(folder: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """Stand in for fontconfig's own program, which says so."""
    program = folder / "fc-list"
    program.write_text(f"#!/bin/sh\ncat <<'END'\n{text}END\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")


def test_the_font_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lists(tmp_path, monkeypatch, "Noto Sans CJK SC,Noto Sans\nAR PL UMing CN\n")
    (found,) = chinese()
    assert (found.what, found.grade, found.text) == ("Chinese font", "ok", "AR PL UMing CN")


def test_a_machine_without_a_font_gets_a_note_with_the_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lists(tmp_path, monkeypatch, "")
    (found,) = chinese()
    assert found.grade == "note"
    assert "fonts-noto-cjk" in found.advice


def test_a_machine_without_fontconfig_gets_no_finding(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert list(chinese()) == []
