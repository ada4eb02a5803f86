"""How often an address may ask: a token bucket each, in bounded memory."""

from __future__ import annotations

import ipaddress
import math
import time
from collections import OrderedDict
from collections.abc import Callable

from starlette.types import ASGIApp, Receive, Scope, Send

from edge.service.replies import refuse

ADDRESSES = 4096
"""Remembered at once; the one heard of longest ago is forgotten first."""

BURST_SHARE = 0.25
"""Of a minute's requests may come at once."""

SMALLEST_BURST = 10.0

EXEMPT = frozenset({"/healthz"})
"""Whoever asks whether the process lives must get an answer, or it is restarted for nothing."""


class Buckets:
    """A bucket for each address fills with time and is emptied by requests."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate = per_minute / 60
        self._depth = max(SMALLEST_BURST, per_minute * BURST_SHARE)
        self._clock = clock
        self._levels: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self.refused = 0

    def wait(self, address: str) -> float:
        """Take one request's worth. 0 when there was one, else seconds until there is."""
        key, now = _group(address), self._clock()
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
    """An ASGI layer that answers 429 to an address that asks too often."""

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


def _group(address: str) -> str:
    """An IPv6 client owns a whole /64, so that is what is counted."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if parsed.version == 6 and not parsed.is_loopback:
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return address
