"""How large a request may be and how long it may take to arrive, counted as it comes."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from edge.service.replies import CLOSE, header, refuse

SMALL_BYTES = 64 * 1024
"""For every request that carries no file."""

FORM_BYTES = 16 * 1024
"""What multipart adds around a file."""

UPLOADS = frozenset({"/v1/check"})


class BodyLimit:
    """An ASGI layer. What a client states of its body is believed only where it refuses itself.

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
            if watch.fault is None:  # else the application only stumbled over what we cut off
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
    """Stands between a request and the application. fault: the status to answer instead."""

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
        if self._whole:  # a disconnect is waited for as long as it takes
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
            return  # ours is the answer
        self._answered = True
        await self._send(message)

    def _cut(self, status: int) -> Message:
        if not self._answered:
            self.fault = status
        return {"type": "http.disconnect"}
