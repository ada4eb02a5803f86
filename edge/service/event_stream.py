"""Endpoint of the live stream of events, a WebSocket."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from contextlib import suppress
from typing import Annotated

from anyio import create_task_group
from fastapi import APIRouter, HTTPException, Query, WebSocket, WebSocketDisconnect

from edge.service.context import Service
from edge.service.errors import A_STREAM
from edge.service.hub import RECENT, Listener

SEND_S = 10.0
"""A client that receives no line for this long is disconnected."""

GOING_AWAY, FULL, LAGGING = 1001, 1013, 1008


def router(service: Service) -> APIRouter:
    """GET /v1/events, a WebSocket: one event a text message, as JSON."""
    routes = APIRouter()

    @routes.websocket("/v1/events")
    async def events(socket: WebSocket, last: Annotated[int, Query(ge=0, le=RECENT)] = 0) -> None:
        await socket.accept()
        listener = service.hub.join(last)
        if listener is None:
            await socket.close(FULL, "too many clients of the event stream; try again later")
            return
        try:
            await _serve(service, socket, listener)
        finally:
            service.hub.leave(listener)

    @routes.get("/v1/events", include_in_schema=False)
    async def no_handshake() -> None:
        raise HTTPException(426, A_STREAM, {"Upgrade": "websocket", "Connection": "Upgrade"})

    return routes


async def _serve(service: Service, socket: WebSocket, listener: Listener) -> None:
    """Send until the client disconnects or lags, or the service stops."""
    async with create_task_group() as group:

        async def until(over: Awaitable[object]) -> None:
            await over
            group.cancel_scope.cancel()

        group.start_soon(until, _send(socket, listener))
        group.start_soon(until, _until_gone(socket))
        group.start_soon(until, service.stopping.wait())
    with suppress(RuntimeError, WebSocketDisconnect, TimeoutError):  # it may have gone already
        async with asyncio.timeout(SEND_S):
            if service.stopping.is_set():
                await socket.close(GOING_AWAY, "the service stops")
            else:
                await socket.close(LAGGING, "this client did not keep up; connect again")


async def _send(socket: WebSocket, listener: Listener) -> None:
    with suppress(TimeoutError, RuntimeError, WebSocketDisconnect):  # disconnected or hangs
        while (line := await listener.next()) is not None:
            async with asyncio.timeout(SEND_S):
                await socket.send_text(line)


async def _until_gone(socket: WebSocket) -> None:
    """Read and ignore a client's messages until it disconnects."""
    while (await socket.receive())["type"] != "websocket.disconnect":
        pass
