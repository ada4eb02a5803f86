"""Every command that a page shows is one the program takes, and every `make` target is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from command_line import complaint

from models.registry import Registry

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted(
    [
        *ROOT.glob("*.md"),
        *ROOT.glob("docs/**/*.md"),
        *ROOT.glob("models/**/*.md"),
        *ROOT.glob("packaging/**/*.md"),
    ]
)
NAMES = [str(page.relative_to(ROOT)) for page in PAGES]
BLOCK = re.compile(r"^```(?:sh|bash|console)?\n(.*?)^```", re.DOTALL | re.MULTILINE)
SPOKEN = re.compile(r"`(facevouch [^`]+)`")
MAKE = re.compile(r"^(?:sudo )?make ((?:[a-z-]+ ?)+)", re.MULTILINE)
TARGET = re.compile(r"^([a-z-]+):", re.MULTILINE)
MODEL = re.compile(
    r"(?<!--architecture) ((?:antispoof|deepfake|seed|blaze_face|face_mesh)_\w+)(?= |$)"
)
IMPORTED = re.compile(r"models import .*--id (\w+)")
BEFORE = re.compile(r"^(?:sudo (?:-u \w+ )?)?(?:[A-Z_]+=\S+ )*(?:\S*/)?(?=facevouch )")
"""What may stand before the program: another account, a variable, a folder."""


def shown(page: Path) -> list[str]:
    """The lines of a page's blocks, those that go on below put together."""
    blocks = BLOCK.findall(page.read_text(encoding="utf-8"))
    return "".join(blocks).replace("\\\n", " ").splitlines()


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_every_command_in_the_documentation_parses(page: Path) -> None:
    lines = [BEFORE.sub("", line.strip()) for line in shown(page)]
    found = {line: complaint(line) for line in lines if line.startswith("facevouch ")}
    # in a sentence only what matters is written out
    said = {line: complaint(f"{line} …") for line in SPOKEN.findall(page.read_text("utf-8"))}
    assert {line: wrong for line, wrong in (found | said).items() if wrong} == {}


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_every_model_of_a_command_ships_or_is_imported_before(page: Path) -> None:
    known = {spec.id for spec in Registry.open().specs()}
    for line in shown(page):
        known.update(IMPORTED.findall(line))
        named = set(MODEL.findall(line))
        assert named - known == set(), line


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_every_target_of_make_is_there(page: Path) -> None:
    there = set(TARGET.findall((ROOT / "Makefile").read_text(encoding="utf-8")))
    asked = {word for words in MAKE.findall("\n".join(shown(page))) for word in words.split()}
    assert asked - there == set()


def test_commands_are_found_in_the_pages() -> None:
    assert sum(line.startswith("facevouch ") for page in PAGES for line in shown(page)) > 60
