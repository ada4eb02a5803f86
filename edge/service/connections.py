"""Limits of connections: time for a request's head and a TLS handshake, and how many at once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import h11
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol


def impatient(header_timeout_s: float, most: int) -> type[H11Protocol]:
    """A protocol class for uvicorn.

    header_timeout_s: a request's head must be whole so long after the connection was made or the
    answer before was begun, however busily single bytes come (slow-loris). most: connections at
    once; another is closed as soon as it is made.
    """

    class Impatient(H11Protocol):
        _giving_up: asyncio.TimerHandle | None = None

        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            super().connection_made(transport)
            if len(self.connections) > most:
                transport.abort()
                return
            self._wait_for_head()

        def data_received(self, data: bytes) -> None:
            super().data_received(data)
            if self.cycle is not None and not self.cycle.response_complete:
                self._stop_waiting()  # from here on the application has its own limits

        def on_response_complete(self) -> None:
            # also while the rest of a body drips in that nobody waits for
            self._wait_for_head()
            super().on_response_complete()

        def connection_lost(self, exc: Exception | None) -> None:
            self._stop_waiting()
            super().connection_lost(exc)

        def handle_websocket_upgrade(self, event: h11.Request) -> None:
            self._stop_waiting()
            super().handle_websocket_upgrade(event)

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

    return Impatient


class ImpatientLoop(asyncio.SelectorEventLoop):
    """Gives up a TLS handshake that does not come; asyncio itself waits a minute, uncounted."""

    def __init__(self, handshake_timeout_s: float) -> None:
        super().__init__()
        self._handshake_timeout_s = handshake_timeout_s

    async def create_server(self, *args: Any, **options: Any) -> asyncio.Server:
        if options.get("ssl") is not None:
            options["ssl_handshake_timeout"] = self._handshake_timeout_s
        return await super().create_server(*args, **options)


class ImpatientConfig(uvicorn.Config):
    """uvicorn's settings, with a loop of ours. handshake_timeout_s: seconds for TLS."""

    handshake_timeout_s = 10.0

    def get_loop_factory(self) -> Callable[[], asyncio.AbstractEventLoop]:
        return lambda: ImpatientLoop(self.handshake_timeout_s)


def options(header_timeout_s: float, most: int) -> dict[str, Any]:
    """What uvicorn is told of connections."""
    return {
        "http": impatient(header_timeout_s, most),
        "ws": "websockets-sansio",
        "ws_max_size": 4096,  # clients have nothing to say here
        "ws_per_message_deflate": False,
        "h11_max_incomplete_event_size": 16 * 1024,
        "timeout_keep_alive": 5,
        "limit_concurrency": most,
        "backlog": 128,
    }
