"""The map of the house names every room there is, and none that is gone."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_map_names_every_room_of_the_runtime_and_none_that_is_gone() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    drawn = page.split("```")[1].split("models/    manifest")[0]
    named = set(re.findall(r"\b([a-z_]+)/", drawn)) - {"edge"}
    there = {init.parent.name for init in (ROOT / "edge").glob("*/__init__.py")}
    assert named == there
