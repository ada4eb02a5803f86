"""ASGI middleware before the endpoints: limits of size and rate, checks of origin, headers."""

from __future__ import annotations

import asyncio
import math
import time
from collections import OrderedDict
from collections.abc import Callable
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from edge.service.connection_limits import address_group
from edge.service.errors import CLOSE, header, refuse

SMALL_BYTES = 64 * 1024
"""Largest body of a request without a file."""

FORM_BYTES = 16 * 1024
"""Allowance for the multipart encoding around a file."""

UPLOADS = frozenset({"/v1/check"})


class BodyLimit:
    """ASGI middleware that limits a body's size and time. A Content-Length above the limit is
    refused at once; a smaller one is not relied on.

    upload_bytes: of the file itself. timeout_s: until the last byte has arrived.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        upload_bytes: int,
        timeout_s: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._app = app
        self._upload_bytes = upload_bytes
        self._timeout_s = timeout_s
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        upload = scope["path"] in UPLOADS
        limit = self._upload_bytes + FORM_BYTES if upload else SMALL_BYTES
        stated = header(scope, b"content-length") or "0"
        if not stated.isdecimal() or int(stated[:20]) > limit:
            await self._too_large(scope, send, limit)
            return
        watch = _Watch(receive, send, limit, self._clock() + self._timeout_s, self._clock)
        try:
            await self._app(scope, watch.receive, watch.send)
        except Exception:
            if watch.fault is None:  # else the error follows from the aborted body
                raise
        if watch.fault == 413:
            await self._too_large(scope, send, limit)
        elif watch.fault == 408:
            text = f"the request's body did not arrive within {self._timeout_s:g} s"
            await refuse(scope, send, 408, text, [CLOSE])

    async def _too_large(self, scope: Scope, send: Send, limit: int) -> None:
        text = f"the request is larger than {limit / 2**20:.3g} MB; send a smaller one"
        await refuse(scope, send, 413, text, [CLOSE])


class _Watch:
    """Wraps a request's receive and send. fault: the status to answer with instead."""

    def __init__(
        self,
        receive: Receive,
        send: Send,
        limit: int,
        deadline: float,
        clock: Callable[[], float],
    ) -> None:
        self._receive = receive
        self._send = send
        self._left = limit
        self._deadline = deadline
        self._clock = clock
        self._whole = False
        self._answered = False
        self.fault: int | None = None

    async def receive(self) -> Message:
        if self._whole:  # only a disconnect can follow, without a time limit
            return await self._receive()
        if self.fault is not None:
            return {"type": "http.disconnect"}
        try:
            async with asyncio.timeout(max(0.0, self._deadline - self._clock())):
                message = await self._receive()
        except TimeoutError:
            return self._cut(408)
        if message["type"] == "http.request":
            self._left -= len(message.get("body", b""))
            self._whole = not message.get("more_body", False)
            if self._left < 0:
                return self._cut(413)
        return message

    async def send(self, message: Message) -> None:
        if self.fault is not None and not self._answered:
            return  # the middleware's own answer is sent instead
        self._answered = True
        await self._send(message)

    def _cut(self, status: int) -> Message:
        if not self._answered:
            self.fault = status
        return {"type": "http.disconnect"}


ADDRESSES = 4096
"""Addresses that are stored at most; the least recently used one is dropped first."""

BURST_SHARE = 0.25
"""Share of a minute's requests that may arrive at once."""

SMALLEST_BURST = 10.0

EXEMPT = frozenset({"/healthz"})
"""Never limited: without an answer to the liveness check the process would be restarted."""


class Buckets:
    """Token buckets, one for each address."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate = per_minute / 60
        self._depth = max(SMALLEST_BURST, per_minute * BURST_SHARE)
        self._clock = clock
        self._levels: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self.refused = 0

    def wait(self, address: str) -> float:
        """Take one token. 0 when there was one, else seconds until there is."""
        key, now = address_group(address), self._clock()
        level, at = self._levels.pop(key, (self._depth, now))
        level = min(self._depth, level + (now - at) * self._rate)
        enough = level >= 1
        self._levels[key] = (level - 1 if enough else level, now)
        while len(self._levels) > ADDRESSES:
            self._levels.popitem(last=False)
        if enough:
            return 0.0
        self.refused += 1
        return (1 - level) / self._rate


class RateLimit:
    """ASGI middleware that answers 429 to an address with too many requests."""

    def __init__(self, app: ASGIApp, buckets: Buckets) -> None:
        self._app = app
        self._buckets = buckets

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "lifespan" and scope["path"] not in EXEMPT:
            client = scope.get("client")
            wait = self._buckets.wait(client[0] if client else "")
            if wait:
                seconds = math.ceil(wait)
                text = f"too many requests from this address; try again in {seconds} s"
                after = (b"retry-after", str(seconds).encode())
                await refuse(scope, send, 429, text, [after])
                return
        await self._app(scope, receive, send)


STRICT = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
"""Content policy of every answer but the page: nothing may be run, loaded or framed."""

HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
    "cache-control": "no-store",
}


class SecurityHeaders:
    """ASGI middleware. on_status: called with every answer's status, for the metrics."""

    def __init__(self, app: ASGIApp, on_status: Callable[[int], None]) -> None:
        self._app = app
        self._on_status = on_status

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def guarded(message: Message) -> None:
            if message["type"] in ("http.response.start", "websocket.http.response.start"):
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                headers.setdefault("content-security-policy", STRICT)
                self._on_status(int(message["status"]))
            await send(message)

        await self._app(scope, receive, guarded if scope["type"] != "lifespan" else send)


LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class OwnPages:
    """ASGI middleware against cross-site request forgery and DNS rebinding.

    A browser lets any page send requests to 127.0.0.1 (detected by Origin and Sec-Fetch-Site), and
    an attacker's host name may point there (detected by Host, which no page can set). Other
    programs send neither Origin nor Sec-Fetch-Site and are not affected.

    names: host names the service answers to; None for all, which needs a token.
    """

    def __init__(self, app: ASGIApp, names: frozenset[str] | None) -> None:
        self._app = app
        self._names = names

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "lifespan":
            host = header(scope, b"host") or ""
            if self._names is not None and _name(host) not in self._names:
                text = "the Host header is not an address of this service; use its own address"
                await refuse(scope, send, 421, text)
                return
            if self._foreign(scope, host):
                text = "pages of other sites may not use this service"
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
        # a link on another site to the status page
        return not (scope["path"] == "/" and header(scope, b"sec-fetch-mode") == "navigate")


def _host_of(origin: str) -> str:
    """Host and port of an origin, in lower case; empty for others, such as `null`."""
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return ""


def _name(host: str) -> str:
    """A Host header without its port, in lower case."""
    if host.startswith("["):
        return host[1:].partition("]")[0].lower()
    return host.partition(":")[0].lower()
