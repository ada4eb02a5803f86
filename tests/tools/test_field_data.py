"""Defaults are found from the project, wherever a command is run."""

from __future__ import annotations

from pathlib import Path

from tools.field_data import PROJECT, field_data


def test_the_data_lie_beside_the_project_and_not_beside_the_working_directory(
    tmp_path, monkeypatch
):
    monkeypatch.delenv("FACEVOUCH_SHARED", raising=False)
    monkeypatch.chdir(tmp_path)
    assert field_data("data", "pad") == PROJECT.parent / "shared" / "data" / "pad"
    assert (PROJECT / "pyproject.toml").is_file()


def test_a_variable_says_where_else_they_lie(monkeypatch):
    monkeypatch.setenv("FACEVOUCH_SHARED", "/elsewhere")
    assert field_data("peers") == Path("/elsewhere/peers")
