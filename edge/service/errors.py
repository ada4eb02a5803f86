"""Answers to errors, over HTTP and WebSocket: a whole sentence each."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError, WebSocketRequestValidationError
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket

Header = tuple[bytes, bytes]

CLOSE: Header = (b"connection", b"close")


class Problem(BaseModel):
    """The body of every error answer."""

    detail: str = Field(
        description="one sentence: what was wrong and what to do",
        examples=["there is no camera 'door'; there are: camera"],
    )


async def refuse(
    scope: Scope, send: Send, status: int, detail: str, headers: Sequence[Header] = ()
) -> None:
    """Answer a request before it reaches the application, or deny a WebSocket's handshake."""
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


NOWHERE = "there is nothing at this path; GET /openapi.json lists what there is"
NO_STREAM = "there is no stream at this path; events are at /v1/events"
A_STREAM = "this is a WebSocket: connect to it with ws:// or wss://"

Words = Callable[[Mapping[str, Any]], str]

SENTENCES: dict[str, Words] = {
    "missing": lambda _: "is missing",
    "extra_forbidden": lambda _: "is not known here",
    "model_attributes_type": lambda _: "must be a JSON object",
    "string_type": lambda _: "must be a text",
    "float_parsing": lambda _: "must be a number",
    "int_parsing": lambda _: "must be a whole number",
    "greater_than_equal": lambda bounds: f"must be {bounds['ge']:g} or more",
    "less_than_equal": lambda bounds: f"must be {bounds['le']:g} or less",
    "string_too_short": lambda bounds: f"must have {bounds['min_length']} or more characters",
    "string_too_long": lambda bounds: f"must have {bounds['max_length']} characters or fewer",
    "string_pattern_mismatch": lambda bounds: f"must fit the pattern {bounds['pattern']}",
}
"""By pydantic's error types; for others its own message is used."""


def understand(app: FastAPI) -> None:
    """Register the error handlers."""
    app.router.default = _Nowhere(app.router.default)
    app.add_exception_handler(HTTPException, _problem)
    app.add_exception_handler(RequestValidationError, _misunderstood)
    app.add_exception_handler(WebSocketRequestValidationError, _misheard)  # type: ignore[arg-type]


def sentence(errors: Any) -> str:
    """The first error as a sentence, without the client's input."""
    first = errors[0]
    if first["type"] == "json_invalid":
        return "the request's body is not JSON"
    where = ".".join(str(part) for part in first["loc"] if part not in ("body", "query", "path"))
    words = SENTENCES.get(first["type"])
    said = words(first.get("ctx", {})) if words else first["msg"]
    return f"{where or 'the request'}{' ' if words else ': '}{said}"


class _Nowhere:
    """The fallback where no route matches; also answers a WebSocket's handshake with a sentence."""

    def __init__(self, otherwise: Any) -> None:
        self._otherwise = otherwise

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await refuse(scope, send, HTTPStatus.NOT_FOUND, NO_STREAM)
        else:
            await self._otherwise(scope, receive, send)


async def _problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # registered for nothing else
    detail = str(error.detail)
    if detail == HTTPStatus(error.status_code).phrase:  # the library's default text
        if error.status_code == HTTPStatus.NOT_FOUND:
            detail = NOWHERE
        elif error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            allowed = (error.headers or {}).get("Allow", "another method")
            detail = f"this path accepts {allowed}, not {request.method}"
    return JSONResponse({"detail": detail}, error.status_code, error.headers)


async def _misunderstood(_: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # registered for nothing else
    return JSONResponse({"detail": sentence(error.errors())}, HTTPStatus.UNPROCESSABLE_ENTITY)


async def _misheard(socket: WebSocket, error: WebSocketRequestValidationError) -> None:
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    await refuse(socket.scope, socket.send, status, sentence(error.errors()))
