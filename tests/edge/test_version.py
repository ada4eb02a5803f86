"""The version is the same in the package, in the program and in the list of changes."""

from __future__ import annotations

import tomllib
from pathlib import Path

from edge import __version__

ROOT = Path(__file__).resolve().parents[2]


def test_the_program_the_package_and_the_changes_name_one_version() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    newest = next(line for line in changes.splitlines() if line.startswith("## "))
    assert project["version"] == __version__
    assert newest.startswith(f"## {__version__} ")
