"""Endpoint of the status page: one HTML answer, with a policy that allows only its own script."""

from __future__ import annotations

import base64
import hashlib
import re
from importlib import resources

from fastapi import APIRouter
from starlette.responses import HTMLResponse

from edge.service.context import Service

SCRIPTS = (
    "page_words.js",
    "page_sentences.js",
    "page_recognise.js",
    "page_timeline.js",
    "page.js",
)
PLACE = "/*script*/"


def page_html() -> str:
    """The whole page."""
    folder = resources.files("edge.service")
    html = folder.joinpath("page.html").read_text("utf-8")
    return html.replace(PLACE, "".join(folder.joinpath(n).read_text("utf-8") for n in SCRIPTS))


def router(service: Service) -> APIRouter:  # noqa: ARG001 — the page asks for all it shows
    """GET /."""
    routes = APIRouter()
    html = page_html()
    policy = {"content-security-policy": content_policy(html)}

    @routes.get("/", include_in_schema=False)
    async def page() -> HTMLResponse:
        return HTMLResponse(html, headers=policy)

    return routes


def content_policy(html: str) -> str:
    """The page's content policy: its own script and style, by hash, and requests to this
    service."""
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {_hashes(html, 'script')}",
            f"style-src {_hashes(html, 'style')}",
            "connect-src 'self'",
            "img-src 'self' data:",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
        )
    )


def _hashes(html: str, tag: str) -> str:
    contents = re.findall(rf"<{tag}>(.*?)</{tag}>", html, re.DOTALL)
    return " ".join(
        f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
        for text in contents
    )
