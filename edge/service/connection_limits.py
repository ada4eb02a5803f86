"""Connections: how many at once and from whom, and how long each may keep the service waiting."""

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

log = logging.getLogger(__name__)
log.addFilter(BoundedLog())

HEAD_BYTES = 16 * 1024
"""Of a request's head, however it arrives."""

RESERVED_SHARE = 0.25
"""Of all places are kept for addresses that lately sent an authorized request."""

AUTHORIZED_S = 600.0
"""How long an address counts as such; ADDRESSES of them are remembered."""

ADDRESSES = 256


def address_group(address: str) -> str:
    """What is counted as one client: an IPv4 address, or the /64 that an IPv6 client owns."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if parsed.version == 6 and not parsed.is_loopback:
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return address


class Place:
    """One connection's place. idle: no request is under way on it. abort: ends the connection."""

    def __init__(self, address: str, abort: Callable[[], None]) -> None:
        self.address = address
        self.abort = abort
        self.idle = True
        self.authorized = False


class Places:
    """Who may connect. Used in the event loop only.

    Where places run out, the connection that has been idle longest makes room, first of all one of
    the same address, and an authorized one last: a client that opens connections and sends nothing
    loses them to one that sends a request. A place is refused where nothing is idle.
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
        """A place for a new connection; None where there is none."""
        group = address_group(address)
        if not self._has_room(group):
            self.closed += 1
            log.warning("a connection of %s was refused: all places are in use", address)
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
        """A request is under way."""
        place.idle = False

    def answered(self, place: Place, *, authorized: bool) -> None:
        """A request was answered; authorized: it showed the token, or none is asked for."""
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
        """Whether one more of this address has a place, after another made room if need be."""
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
        """Close the connection idle longest, of an address where one is named."""
        idle = [p for p in self._places if p.idle and group in (None, p.address)]
        chosen = next((p for p in idle if not p.authorized), None)
        if chosen is None and group is not None:
            chosen = next(iter(idle), None)
        if chosen is None:
            return False
        self.leave(chosen)
        chosen.abort()
        self.closed += 1
        log.warning("an idle connection of %s was closed to make room", chosen.address)
        return True


class _LimitedHead(h11.Connection):
    """h11 bounds a head that is incomplete; this bounds one that came in a single piece too."""

    def next_event(self) -> Any:
        event = super().next_event()
        if isinstance(event, h11.Request):
            fields = sum(len(name) + len(value) + 4 for name, value in event.headers.raw_items())
            if len(event.target) + fields > HEAD_BYTES:
                raise h11.RemoteProtocolError("the head is too long", error_status_hint=431)
        return event


def protocol(header_timeout_s: float, places: Places) -> type[H11Protocol]:
    """A protocol class for uvicorn.

    header_timeout_s: a request's head must be whole so long after the connection was made or the
    answer before was begun, however busily single bytes come (slow-loris).
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
                self._stop_waiting()  # from here on the application has its own limits
                if self._place is not None:
                    places.busy(self._place)

        def on_response_complete(self) -> None:
            if self._place is not None:
                known = bool(self.scope.get("state", {}).get("known"))
                places.answered(self._place, authorized=known)
            # also while the rest of a body drips in that nobody waits for
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
    """Gives up a TLS handshake that does not come; asyncio itself waits a minute, uncounted."""

    def __init__(self, handshake_timeout_s: float) -> None:
        super().__init__()
        self._handshake_timeout_s = handshake_timeout_s

    async def create_server(self, *args: Any, **options: Any) -> asyncio.Server:
        if options.get("ssl") is not None:
            options["ssl_handshake_timeout"] = self._handshake_timeout_s
        return await super().create_server(*args, **options)


class LimitedConfig(uvicorn.Config):
    """uvicorn's settings, with a loop of ours. handshake_timeout_s: seconds for TLS."""

    handshake_timeout_s = 10.0

    def get_loop_factory(self) -> Callable[[], asyncio.AbstractEventLoop]:
        return lambda: LimitedLoop(self.handshake_timeout_s)


def options(header_timeout_s: float, places: Places) -> dict[str, Any]:
    """uvicorn's options about connections."""
    return {
        "http": protocol(header_timeout_s, places),
        "ws": "websockets-sansio",
        "ws_max_size": 4096,  # clients have nothing to send here
        "ws_per_message_deflate": False,
        "timeout_keep_alive": 5,
        "backlog": 128,
    }
