"""The Python of the questions' page runs as it stands there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

PAGE = Path(__file__).resolve().parents[2] / "docs" / "faq.md"
BLOCK = re.compile(r"^```python\n(.*?)^```", re.DOTALL | re.MULTILINE)


def test_the_example_judges_the_demos_person(capsys: pytest.CaptureFixture[str]) -> None:
    (code,) = BLOCK.findall(PAGE.read_text(encoding="utf-8"))
    exec(compile(code, str(PAGE), "exec"), {"__name__": "example"})
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) >= 55  # of 60 frames
    assert lines[-1].split()[:2] == ["59", "LIVE"]
