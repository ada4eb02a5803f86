"""Two classes never share a name."""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def classes() -> dict[str, list[str]]:
    """Name of each class at the top of a file to the files that define one of that name."""
    found: dict[str, list[str]] = defaultdict(list)
    for package in ("edge", "models", "tools"):
        for path in sorted((ROOT / package).rglob("*.py")):
            for node in ast.parse(path.read_text(encoding="utf-8")).body:
                if isinstance(node, ast.ClassDef):
                    found[node.name].append(path.relative_to(ROOT).as_posix())
    return found


def test_no_two_classes_share_a_name() -> None:
    named = classes()
    assert len(named) > 300
    assert {name: files for name, files in named.items() if len(files) > 1} == {}
