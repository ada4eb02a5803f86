"""Every link of a page leads somewhere, and every path it names is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted(
    page
    for folder in (".", "docs", "docs/adr", "models", "models/cards", "packaging", "ui")
    for page in (ROOT / folder).glob("**/*.md" if folder in ("packaging", "ui") else "*.md")
)
NAMES = [str(page.relative_to(ROOT)) for page in PAGES]
LINK = re.compile(r"\]\(([^)\s]+)\)")
PATH = re.compile(r"`((?:docs|edge|models|packaging|tests|tools|ui)/[\w./-]*[\w/])`")
HEADING = re.compile(r"^#+ +(.+)$", re.MULTILINE)
FENCED = re.compile(r"^( *)```.*?^\1```", re.DOTALL | re.MULTILINE)


def prose(page: Path) -> str:
    return FENCED.sub("", page.read_text(encoding="utf-8"))


def anchors(page: Path) -> set[str]:
    """What a forge makes of a page's headings: lower case, no signs, hyphens for spaces."""
    plain = (re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", text) for text in HEADING.findall(prose(page)))
    return {re.sub(r"[^\w\- ]", "", text.strip().lower()).replace(" ", "-") for text in plain}


def dead(page: Path) -> list[str]:
    """The links of a page that lead nowhere, and the paths of ours that are not there."""
    found = []
    for link in LINK.findall(prose(page)):
        if re.match(r"[a-z]+:", link):
            continue
        name, _, anchor = link.partition("#")
        target = page.parent / name if name else page
        lost = anchor and target.suffix == ".md" and anchor not in anchors(target)
        if not target.exists() or lost:
            found.append(link)
    return found + [path for path in PATH.findall(prose(page)) if not (ROOT / path).exists()]


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_every_link_and_every_path_of_a_page_is_there(page: Path) -> None:
    assert dead(page) == []


def test_a_dead_link_a_lost_heading_and_a_path_that_moved_are_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "# One `thing` & another\n[a](none.md) [b](#one-thing--another) [c](page.md#two)\n"
        "`edge/types.py` `edge/gone.py`\n```\n[d](fenced.md)\n```\n"
    )
    assert dead(page) == ["none.md", "page.md#two", "edge/gone.py"]


def test_every_page_of_the_docs_can_be_reached_from_the_readme() -> None:
    seen: set[Path] = set()
    todo = [ROOT / "README.md"]
    while todo:
        page = todo.pop().resolve()
        if page in seen or page.suffix != ".md":
            continue
        seen.add(page)
        for link in LINK.findall(prose(page)):
            target = page.parent / link.partition("#")[0]
            todo += sorted(target.glob("*.md")) if target.is_dir() else [target]
    assert [page for page in sorted((ROOT / "docs").glob("*.md")) if page not in seen] == []
