"""The threat model names tests; each of them is there."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
TEXT = (ROOT / "docs" / "threat-model.md").read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", TEXT)))


@pytest.mark.parametrize(("path", "name"), NAMED, ids=[name for _, name in NAMED])
def test_a_test_that_the_threat_model_names_is_there(path: str, name: str) -> None:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    there = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    assert name in there


def test_every_attack_has_a_defence_a_test_and_a_word_on_what_remains() -> None:
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in TEXT.splitlines()
        if line.startswith("| ") and not line.startswith("| attack |")
    ]
    attacks = [row for row in rows if len(row) == 4]
    assert len(attacks) >= 30
    for attack, defence, tests, remains in attacks:
        assert defence, attack
        assert "::" in tests, attack
        assert remains, attack
