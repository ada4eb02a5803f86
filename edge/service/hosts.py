"""Who may ask: not a page of another site in a browser that happens to run on this machine."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.types import ASGIApp, Receive, Scope, Send

from edge.service.replies import header, refuse

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class OwnPages:
    """An ASGI layer against DNS rebinding and requests forged by other sites.

    A browser lets any page send requests to 127.0.0.1, and a name of the attacker's may point
    there. The Host header, which no page can set, tells the second; Origin and Sec-Fetch-Site tell
    the first. Programs that are no browsers send neither and are not concerned.

    names: hosts the service answers to; None for all, which only a service with a token may do.
    """

    def __init__(self, app: ASGIApp, names: frozenset[str] | None) -> None:
        self._app = app
        self._names = names

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "lifespan":
            host = header(scope, b"host") or ""
            if self._names is not None and _name(host) not in self._names:
                text = "the Host header names another machine; ask this one by its own address"
                await refuse(scope, send, 421, text)
                return
            if self._foreign(scope, host):
                text = "pages of other sites may not ask this service"
                await refuse(scope, send, 403, text)
                return
        await self._app(scope, receive, send)

    @staticmethod
    def _foreign(scope: Scope, host: str) -> bool:
        origin = header(scope, b"origin")
        if origin is not None:
            return _host_of(origin) != host.lower()
        site = header(scope, b"sec-fetch-site")
        if site in (None, "same-origin", "none"):
            return False
        # somebody followed a link to the status page
        return not (scope["path"] == "/" and header(scope, b"sec-fetch-mode") == "navigate")


def _host_of(origin: str) -> str:
    """Host and port of an origin, in lower case; empty for what is none, such as `null`."""
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return ""


def _name(host: str) -> str:
    """A Host header without its port, in lower case."""
    if host.startswith("["):
        return host[1:].partition("]")[0].lower()
    return host.partition(":")[0].lower()
