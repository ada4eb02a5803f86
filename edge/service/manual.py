"""The project's documentation as pages of the service, for a gate without a network.

The pages of docs/ ship with the package (`edge/service/docs` is a link to them) and are rendered
once, at the start: Markdown without raw HTML, so that nothing in a page becomes markup but what
Markdown itself makes. Pictures are not served: their descriptions stand in their place.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping
from importlib import resources
from typing import Any

from fastapi import APIRouter
from markdown_it import MarkdownIt
from markdown_it.token import Token
from starlette.responses import HTMLResponse, Response

from edge.service.context import Service
from edge.service.page import content_policy

FIRST = "service"
"""The page that /docs itself shows."""

COMMENT = re.compile(r"^<!--.*?-->\n", re.MULTILINE | re.DOTALL)


def sources() -> dict[str, str]:
    """Markdown of each page by its name, the service's own first; empty where none shipped."""
    folder = resources.files("edge.service").joinpath("docs")
    if not folder.is_dir():
        return {}
    found = {
        entry.name.removesuffix(".md"): entry.read_text("utf-8")
        for entry in folder.iterdir()
        if entry.name.endswith(".md")
    }
    return dict(sorted(found.items(), key=lambda page: (page[0] != FIRST, page[0])))


def address(name: str) -> str:
    """The path of a page."""
    return "/docs" if name == FIRST else f"/docs/{name}"


def paths() -> frozenset[str]:
    """The paths of all pages. They are public, as the project's documentation is."""
    return frozenset(address(name) for name in sources())


def title(markdown: str) -> str:
    """A page's first heading, without marks for code."""
    found = re.search(r"^# +(.+)$", markdown, re.MULTILINE)
    return found[1].replace("`", "") if found else ""


def anchor(heading: str) -> str:
    """The id that links to a heading use: lower case, no signs, hyphens for spaces."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def rendered(pages: Mapping[str, str]) -> dict[str, str]:
    """The HTML of each page by its name. pages: Markdown by name."""
    template = resources.files("edge.service").joinpath("manual.html").read_text("utf-8")
    parts: Mapping[str, Callable[[str], str]] = {
        "title": lambda name: html.escape(title(pages[name])),
        "pages": lambda name: _menu(pages, name),
        "text": lambda name: _text(pages[name], pages),
    }

    def filled(name: str) -> str:
        return re.sub(r"/\*(title|pages|text)\*/", lambda found: parts[found[1]](name), template)

    return {name: filled(name) for name in pages}


def _menu(pages: Mapping[str, str], here: str) -> str:
    links = ['<a href="/">facevouch</a>']
    for name, markdown in pages.items():
        text = html.escape(title(markdown))
        links.append(f"<b>{text}</b>" if name == here else f'<a href="{address(name)}">{text}</a>')
    return " ".join(links)


def _text(markdown: str, pages: Mapping[str, str]) -> str:
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = parser.parse(COMMENT.sub("", markdown))
    for before, token in zip([None, *tokens], tokens, strict=False):
        if token.type in ("th_open", "td_open") and token.attrGet("style"):
            token.attrs = {"class": str(token.attrGet("style")).rpartition(":")[2]}  # not inline
        if token.type == "inline":
            token.children = _links(token.children or [], pages)
            if before is not None and before.type == "heading_open":
                before.attrSet("id", anchor(_plain(token.children)))
    text = str(parser.renderer.render(tokens, parser.options, {}))
    # a wide table scrolls by itself
    return text.replace("<table>", '<div class="wide"><table>').replace(
        "</table>", "</table></div>"
    )


def _plain(tokens: list[Token]) -> str:
    return "".join(token.content for token in tokens if token.type in ("text", "code_inline"))


def _links(tokens: list[Token], pages: Mapping[str, str]) -> list[Token]:
    """The tokens of a paragraph with links to pages here, to the network, and to nothing else.

    A link to a file that is not served is left as its text, a picture as its description.
    """
    kept: list[Token] = []
    open_links: list[bool] = []
    for token in tokens:
        if token.type == "link_open":
            target = _target(str(token.attrGet("href") or ""), pages)
            open_links.append(bool(target))
            if not target:
                continue
            token.attrSet("href", target)
            if not target.startswith(("/", "#")):
                token.attrSet("rel", "noreferrer")
        elif token.type == "link_close" and not open_links.pop():
            continue
        elif token.type == "image":
            kept += [
                Token("em_open", "em", 1, attrs={"class": "picture"}),
                *(token.children or []),
                Token("em_close", "em", -1),
            ]
            continue
        kept.append(token)
    return kept


def _target(href: str, pages: Mapping[str, str]) -> str:
    """Where a link leads from a page of the service; empty for what is not served."""
    if href.startswith(("https://", "http://", "#")):
        return href
    name, _, heading = href.partition("#")
    page = name.removesuffix(".md")
    if page == name or page not in pages:
        return ""
    return address(page) + (f"#{heading}" if heading else "")


def router(service: Service) -> APIRouter:  # noqa: ARG001 — the pages are the same at any gate
    """GET /docs and /docs/{page}."""
    routes = APIRouter()
    made = rendered(sources())

    def answer(text: str) -> Callable[[], Any]:
        policy = {"content-security-policy": content_policy(text)}

        async def page() -> Response:
            return HTMLResponse(text, headers=policy)

        return page

    for name, text in made.items():
        routes.add_api_route(address(name), answer(text), include_in_schema=False)
    return routes
