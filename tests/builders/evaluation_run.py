"""Running `evaluate run` as a user does, and reading what it predicted."""

from __future__ import annotations

import csv
from pathlib import Path

from tools.evaluate import main


def run(*arguments: object) -> int:
    """The exit status."""
    return main(["run", "--quiet", *map(str, arguments)])


def predictions(out: Path, name: str) -> list[dict[str, str]]:
    """The rows of one predictions file."""
    with (out / "evaluation" / "predictions" / f"{name}.csv").open() as file:
        return list(csv.DictReader(file))
