"""The WebSocket protocol of the server: nothing is sent to a client whose connection is closing."""

from __future__ import annotations

from typing import Any

from uvicorn.protocols.utils import ClientDisconnected
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol


class WebSocketProtocol(WebSocketsSansIOProtocol):
    """uvicorn's own, which hears that a client has gone only when the event loop is next idle.

    Until then it would go on sending what waits, and asyncio would log a warning for each message.
    """

    async def send(self, message: Any) -> None:
        """Send an ASGI message. Raises ClientDisconnected once the connection is closing."""
        await self.writable.wait()
        if self.transport.is_closing():
            raise ClientDisconnected
        await super().send(message)
