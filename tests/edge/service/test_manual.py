"""The documentation as pages: every link leads somewhere, nothing is markup but Markdown's."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from fake_gate import TOKEN, FakeGate
from starlette.testclient import TestClient

from edge.service.manual import address, anchor, paths, rendered, sources, title

Serve = Callable[..., tuple[TestClient, FakeGate]]

DOCS = Path(__file__).resolve().parents[3] / "docs"
PAGES = rendered(sources())


def test_every_page_of_the_docs_is_served_and_the_services_own_comes_first() -> None:
    assert set(PAGES) == {page.stem for page in DOCS.glob("*.md")}
    assert next(iter(PAGES)) == "service"
    assert address("service") == "/docs"
    assert address("kiosk") == "/docs/kiosk"


@pytest.mark.parametrize("name", sorted(PAGES))
def test_a_page_links_only_to_pages_and_headings_that_are_served(name: str) -> None:
    anchors = {address(n): set(re.findall(r' id="([^"]+)"', p)) for n, p in PAGES.items()}
    for href in re.findall(r'<a href="([^"]*)"', PAGES[name]):
        if href == "/" or href.startswith(("https://", "http://")):
            continue
        page, _, heading = href.partition("#")
        assert (page or address(name)) in paths()
        assert not heading or heading in anchors[page or address(name)], href


@pytest.mark.parametrize("name", sorted(PAGES))
def test_a_page_needs_no_network_no_script_and_no_picture(name: str) -> None:
    page = PAGES[name]
    assert not re.search(r"<(script|img|iframe|object|embed)\b| style=| on\w+=", page)
    assert not re.search(r"<link[^>]+href=\"(?!data:)", page)


def test_html_in_a_page_is_text() -> None:
    page = rendered({"service": "# One <b>\n\n<img src=x onerror=y> [a](javascript:b)\n"})[
        "service"
    ]
    assert "<img" not in page
    assert "&lt;img src=x onerror=y&gt;" in page
    assert "<title>One &lt;b&gt;" in page
    assert 'href="javascript' not in page


def test_a_picture_is_shown_as_its_description_and_a_file_that_is_not_served_as_text() -> None:
    links = "![two faces](images/a.webp) [card](../models/cards/a.md) [the window](window.md#x)"
    text = f"# A\n\n{links}\n"
    page = rendered({"service": text, "window": "# X\n"})["service"]
    assert '<em class="picture">two faces</em> card <a href="/docs/window#x">' in page


def test_a_heading_gets_the_anchor_that_links_to_it_use() -> None:
    assert anchor("Under `systemd`, & more") == "under-systemd--more"
    assert title("text\n\n# The `kiosk`\n") == "The kiosk"


def test_the_pages_are_open_where_all_else_needs_the_token(serve: Serve) -> None:
    client, _ = serve(token=TOKEN)
    assert client.get("/v1/keys").status_code == 401
    for path in paths():
        answer = client.get(path)
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/html")
        assert "unsafe" not in answer.headers["content-security-policy"]
    assert client.get("/docs/none").status_code == 401
    assert client.get("/docs/images/kiosk.webp").status_code == 401
