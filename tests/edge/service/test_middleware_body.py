"""Limits on a body's size and time, counted while it arrives."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator

import pytest
from fake_gate import FakeGate
from media_files import an_image
from starlette.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send

from edge.service.middleware import FORM_BYTES, SMALL_BYTES, BodyLimit

Serve = Callable[..., tuple[TestClient, FakeGate]]


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    """Reads all there is, as the application does, and answers how much it was."""
    size, more = 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise RuntimeError("the client went away")
        size += len(message.get("body", b""))
        more = message.get("more_body", False)
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": str(size).encode()})


def ask(
    chunks: Iterator[bytes], *, path: str = "/v1/sessions", upload: int = 1000, stated: str = ""
) -> list[Message]:
    """What comes back of a request whose body comes in these pieces, and then hangs."""
    sent: list[Message] = []
    headers = [(b"content-length", stated.encode())] if stated else []
    scope = {"type": "http", "path": path, "headers": headers}

    async def receive() -> Message:
        for chunk in chunks:
            return {"type": "http.request", "body": chunk, "more_body": True}
        await asyncio.Event().wait()
        raise AssertionError

    async def send(message: Message) -> None:
        sent.append(message)

    layer = BodyLimit(echo, upload_bytes=upload, timeout_s=0.05)
    asyncio.run(layer(scope, receive, send))
    return sent


def pieces(size: int, count: int) -> Iterator[bytes]:
    return iter([b"x" * size] * count)


def test_a_body_that_grows_without_end_is_cut_off_though_it_states_no_size() -> None:
    answer = ask(iter(lambda: b"x" * 1024, None))
    assert answer[0]["status"] == 413
    assert (b"connection", b"close") in answer[0]["headers"]


def test_a_body_that_is_larger_than_it_states_is_cut_off() -> None:
    assert ask(pieces(SMALL_BYTES, 3), stated="10")[0]["status"] == 413


@pytest.mark.parametrize("stated", [str(SMALL_BYTES + 1), "9" * 400, "-1", "ten"])
def test_a_body_that_states_too_much_or_nonsense_is_refused_unread(stated: str) -> None:
    def unread() -> Iterator[bytes]:
        raise AssertionError("it was read")
        yield b""

    assert ask(unread(), stated=stated)[0]["status"] == 413


def test_a_body_that_does_not_come_is_given_up() -> None:
    answer = ask(pieces(10, 3))
    assert answer[0]["status"] == 408
    assert b"did not arrive" in answer[1]["body"]


def test_only_where_files_are_taken_may_a_request_be_large() -> None:
    size = SMALL_BYTES * 2
    assert ask(pieces(size, 1), upload=size)[0]["status"] == 413
    upload = ask(pieces(size, 1), path="/v1/check", upload=size)
    assert upload[0]["status"] == 408  # taken in full, and waited for more
    beyond = ask(pieces(size + FORM_BYTES + 1, 1), path="/v1/check", upload=size)
    assert beyond[0]["status"] == 413


def test_a_file_larger_than_allowed_is_refused_by_its_own_size(serve: Serve) -> None:
    client, _ = serve(max_upload_mb=0.01)
    image = an_image(200, 200)
    assert len(image) > 10_486
    answer = client.post("/v1/check", files={"file": image})
    assert answer.status_code == 413
    slightly = client.post("/v1/check", files={"file": image[:12_000]})
    assert slightly.status_code == 413
    assert "0.01 MB" in slightly.json()["detail"]


def test_a_small_request_passes_with_all_it_holds(serve: Serve) -> None:
    client, _ = serve()
    assert client.post("/v1/sessions", json={"nonce": "n" * 128}).status_code == 201
    assert client.post("/v1/sessions", content=b" " * (SMALL_BYTES + 1)).status_code == 413
