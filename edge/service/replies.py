"""Plain answers of the layers before the application, and what every error looks like."""

from __future__ import annotations

import json
from collections.abc import Sequence

from pydantic import BaseModel, Field
from starlette.types import Scope, Send

Header = tuple[bytes, bytes]

CLOSE: Header = (b"connection", b"close")


class Problem(BaseModel):
    """What every answer that is an error holds."""

    detail: str = Field(
        description="a whole sentence: what was wrong, and what to do",
        examples=["there is no camera 'door'; there are: camera"],
    )


async def refuse(
    scope: Scope, send: Send, status: int, detail: str, headers: Sequence[Header] = ()
) -> None:
    """Answer a request before it reached the application, or deny a WebSocket's handshake."""
    body = json.dumps({"detail": detail}).encode()
    kind = "http.response" if scope["type"] == "http" else "websocket.http.response"
    head: list[Header] = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
        *headers,
    ]
    await send({"type": f"{kind}.start", "status": status, "headers": head})
    await send({"type": f"{kind}.body", "body": body, "more_body": False})


def header(scope: Scope, name: bytes) -> str | None:
    """The first header of a name (in lower case), or None."""
    for key, value in scope["headers"]:
        if key == name:
            return bytes(value).decode("latin-1")
    return None
