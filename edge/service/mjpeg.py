"""MJPEG over HTTP: an endless answer of JPEGs, which browsers show as video."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

BOUNDARY = "facevouch-picture"
FIRST, NEXT = f"--{BOUNDARY}\r\n".encode(), f"\r\n--{BOUNDARY}\r\n".encode()
RESEND_S = 2.0
"""Interval at which an unchanged picture is sent again: this detects a closed connection, and some
browsers show a part only when the next one arrives."""

SEND_S = 10.0
"""A client that receives no picture for this long is disconnected."""

Picture = Callable[[], Awaitable[tuple[int, bytes]]]


class Mjpeg(Response):
    """Sends pictures until the client disconnects or `stopping` is set.

    picture: returns a number and a JPEG, which is sent when the number has changed, and every
    RESEND_S. done: called once when the answer ends.
    """

    media_type = f"multipart/x-mixed-replace; boundary={BOUNDARY}"

    def __init__(
        self, picture: Picture, fps: float, stopping: asyncio.Event, done: Callable[[], None]
    ) -> None:
        super().__init__(status_code=200, media_type=self.media_type)
        del self.headers["content-length"]
        self._picture = picture
        self._pause = 1 / fps
        self._stopping = stopping
        self._done = done

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002
        head = {"type": "http.response.start", "status": 200, "headers": self.raw_headers}
        gone = asyncio.create_task(_disconnect(receive))
        try:
            await send(head)
            await send({"type": "http.response.body", "body": FIRST, "more_body": True})
            await self._play(send, gone)
            if not gone.done():
                async with asyncio.timeout(SEND_S):
                    await send({"type": "http.response.body", "body": b"", "more_body": False})
        except TimeoutError:
            pass  # the client does not receive; returning closes the connection
        finally:
            gone.cancel()
            self._done()

    async def _play(self, send: Send, gone: asyncio.Task[None]) -> None:
        shown, again = None, 0.0
        while not gone.done() and not self._stopping.is_set():
            number, jpeg = await self._picture()
            now = asyncio.get_running_loop().time()
            if number != shown or now >= again:
                shown, again = number, now + RESEND_S
                async with asyncio.timeout(SEND_S):
                    await send(
                        {"type": "http.response.body", "body": _part(jpeg), "more_body": True}
                    )
            await asyncio.wait([gone], timeout=self._pause)


async def _disconnect(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _part(jpeg: bytes) -> bytes:
    """One picture, with the boundary after it, because a browser shows only complete parts."""
    head = f"Content-Type: image/jpeg\r\nContent-Length: {len(jpeg)}\r\n\r\n"
    return head.encode() + jpeg + NEXT
