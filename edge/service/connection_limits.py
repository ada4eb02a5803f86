"""Limits of connections: their number, in all and by address, and the time a request's head
takes."""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import time
from collections import Counter, OrderedDict
from collections.abc import Callable
from typing import Any

import h11
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from edge.service.bounded_log import BoundedLog
from edge.service.websocket_protocol import WebSocketProtocol

log = logging.getLogger(__name__)
log.addFilter(BoundedLog())

HEAD_BYTES = 16 * 1024
"""Largest size of a request's head."""

RESERVED_SHARE = 0.25
"""Share of all places that is reserved for addresses with a recent authorized request."""

AUTHORIZED_S = 600.0
"""How long an authorized request counts as recent; at most ADDRESSES are stored."""

ADDRESSES = 256


def address_group(address: str) -> str:
    """The unit that counts as one client: an IPv4 address, or an IPv6 address's /64."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if parsed.version == 6 and not parsed.is_loopback:
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return address


class Place:
    """One connection's place. idle: no request in progress. abort: closes the connection."""

    def __init__(self, address: str, abort: Callable[[], None]) -> None:
        self.address = address
        self.abort = abort
        self.idle = True
        self.authorized = False


class Places:
    """The limited number of connections. Used in the event loop only.

    Where all places are in use, the connection that has been idle longest is closed for a new one:
    first one of the same address, last an authorized one. So idle connections cannot block a client
    that sends requests. Where no connection is idle, the new one is refused.
    """

    def __init__(
        self, most: int, per_address: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._most = most
        self._per_address = min(per_address, most)
        self._strangers = most - max(1, int(most * RESERVED_SHARE))
        self._clock = clock
        self._places: OrderedDict[Place, None] = OrderedDict()  # the longest untouched first
        self._by_address: Counter[str] = Counter()
        self._authorized: OrderedDict[str, float] = OrderedDict()  # until, monotonic s
        self.closed = 0

    def __len__(self) -> int:
        return len(self._places)

    def enter(self, address: str, abort: Callable[[], None]) -> Place | None:
        """Get a place for a new connection; None where it is refused."""
        group = address_group(address)
        if not self._has_room(group):
            self.closed += 1
            log.warning(
                "a connection from %s was refused: the limit of connections is reached", address
            )
            return None
        place = Place(group, abort)
        self._places[place] = None
        self._by_address[group] += 1
        return place

    def leave(self, place: Place) -> None:
        """The connection has ended. Safe to call twice."""
        if place in self._places:
            del self._places[place]
            self._by_address[place.address] -= 1
            if not self._by_address[place.address]:
                del self._by_address[place.address]

    def busy(self, place: Place) -> None:
        """Mark that a request is in progress."""
        place.idle = False

    def answered(self, place: Place, *, authorized: bool) -> None:
        """Mark that a request was answered. authorized: it had the token, or none is needed."""
        place.idle = True
        if place in self._places:
            self._places.move_to_end(place)
        if not authorized:
            return
        place.authorized = True
        self._authorized[place.address] = self._clock() + AUTHORIZED_S
        self._authorized.move_to_end(place.address)
        while len(self._authorized) > ADDRESSES:
            self._authorized.popitem(last=False)

    def _has_room(self, group: str) -> bool:
        """Whether there is a place for this address, if need be after closing an idle
        connection."""
        if self._by_address[group] >= self._per_address and not self._evict(group):
            return False
        if not self._is_authorized(group):
            known = sum(self._by_address[each] for each in self._authorized)
            if len(self) - known >= self._strangers and not self._evict():
                return False
        return len(self) < self._most or self._evict()

    def _is_authorized(self, group: str) -> bool:
        now = self._clock()
        while self._authorized and next(iter(self._authorized.values())) < now:
            self._authorized.popitem(last=False)
        return group in self._authorized

    def _evict(self, group: str | None = None) -> bool:
        """Close the connection that has been idle longest, of one address or of all."""
        idle = [p for p in self._places if p.idle and group in (None, p.address)]
        chosen = next((p for p in idle if not p.authorized), None)
        if chosen is None and group is not None:
            chosen = next(iter(idle), None)
        if chosen is None:
            return False
        self.leave(chosen)
        chosen.abort()
        self.closed += 1
        log.warning("an idle connection from %s was closed to make room", chosen.address)
        return True


class _LimitedHead(h11.Connection):
    """Limits the size of every head; h11 itself limits only one that arrives in several pieces."""

    def next_event(self) -> Any:
        event = super().next_event()
        if isinstance(event, h11.Request):
            fields = sum(len(name) + len(value) + 4 for name, value in event.headers.raw_items())
            if len(event.target) + fields > HEAD_BYTES:
                raise h11.RemoteProtocolError(
                    "the request's headers are too long", error_status_hint=431
                )
        return event


def protocol(header_timeout_s: float, places: Places) -> type[H11Protocol]:
    """A protocol class for uvicorn.

    header_timeout_s: time limit for a complete head, from the connection's begin or from the
    previous answer, regardless of single bytes that arrive meanwhile (slow-loris).
    """

    class LimitedProtocol(H11Protocol):
        _giving_up: asyncio.TimerHandle | None = None
        _place: Place | None = None

        def __init__(self, *args: Any, **named: Any) -> None:
            super().__init__(*args, **named)
            self.conn = _LimitedHead(h11.SERVER, HEAD_BYTES)

        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            super().connection_made(transport)
            self._place = places.enter(self.client[0] if self.client else "", transport.abort)
            if self._place is None:
                transport.abort()
                return
            self._wait_for_head()

        def data_received(self, data: bytes) -> None:
            super().data_received(data)
            if self.cycle is not None and not self.cycle.response_complete:
                self._stop_waiting()  # the application has limits of its own
                if self._place is not None:
                    places.busy(self._place)

        def on_response_complete(self) -> None:
            if self._place is not None:
                known = bool(self.scope.get("state", {}).get("known"))
                places.answered(self._place, authorized=known)
            # also while the rest of an unread body arrives
            self._wait_for_head()
            super().on_response_complete()

        def connection_lost(self, exc: Exception | None) -> None:
            self._leave()
            super().connection_lost(exc)

        def handle_websocket_upgrade(self, event: h11.Request) -> None:
            self._leave()  # listeners have a limit of their own
            super().handle_websocket_upgrade(event)

        def _leave(self) -> None:
            self._stop_waiting()
            if self._place is not None:
                places.leave(self._place)

        def _wait_for_head(self) -> None:
            self._stop_waiting()
            self._giving_up = self.loop.call_later(header_timeout_s, self._give_up)

        def _stop_waiting(self) -> None:
            if self._giving_up is not None:
                self._giving_up.cancel()
                self._giving_up = None

        def _give_up(self) -> None:
            self._giving_up = None
            if not self.transport.is_closing():
                self.transport.abort()

    return LimitedProtocol


class LimitedLoop(asyncio.SelectorEventLoop):
    """A loop with a time limit for TLS handshakes; asyncio's own is a minute."""

    def __init__(self, handshake_timeout_s: float) -> None:
        super().__init__()
        self._handshake_timeout_s = handshake_timeout_s

    async def create_server(self, *args: Any, **options: Any) -> asyncio.Server:
        if options.get("ssl") is not None:
            options["ssl_handshake_timeout"] = self._handshake_timeout_s
        return await super().create_server(*args, **options)


class LimitedConfig(uvicorn.Config):
    """uvicorn's settings with LimitedLoop. handshake_timeout_s: seconds for TLS."""

    handshake_timeout_s = 10.0

    def get_loop_factory(self) -> Callable[[], asyncio.AbstractEventLoop]:
        return lambda: LimitedLoop(self.handshake_timeout_s)


def options(header_timeout_s: float, places: Places) -> dict[str, Any]:
    """uvicorn's options for connections."""
    return {
        "http": protocol(header_timeout_s, places),
        "ws": WebSocketProtocol,
        "ws_max_size": 4096,  # clients have nothing to send here
        "ws_per_message_deflate": False,
        "timeout_keep_alive": 5,
        "backlog": 128,
    }
