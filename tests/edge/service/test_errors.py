"""Invalid requests are answered with a whole sentence, over HTTP and WebSocket."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from fake_gate import FakeGate
from live_server import LiveServer
from starlette.testclient import TestClient
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from edge.service.errors import A_STREAM, NO_STREAM, NOWHERE, sentence

Serve = Callable[..., tuple[TestClient, FakeGate]]


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "says"),
    [
        ("GET", "/nowhere", None, 404, NOWHERE),
        ("GET", "/healthz/", None, 404, NOWHERE),
        ("PUT", "/v1/sessions", None, 405, "this path accepts POST, not PUT"),
        ("GET", "/v1/check", None, 405, "this path accepts POST, not GET"),
        ("GET", "/v1/events", None, 426, A_STREAM),
        ("GET", "/v1/sessions/abc?wait=abc", None, 422, "wait must be a number"),
        ("GET", "/v1/sessions/abc?wait=-1", None, 422, "wait must be 0 or more"),
        ("GET", "/v1/sessions/abc?wait=1e9", None, 422, "wait must be 600 or less"),
        ("GET", "/v1/sessions/a.b", None, 422, "id must fit the pattern"),
        ("POST", "/v1/sessions", b"{", 422, "the request's body is not JSON"),
        ("POST", "/v1/sessions", b"[1]", 422, "the request must be a JSON object"),
        ("POST", "/v1/sessions", b'{"nonce": 5}', 422, "nonce must be a text"),
        ("POST", "/v1/sessions", b'{"nonce": ""}', 422, "nonce must have 1 or more characters"),
        ("POST", "/v1/sessions", b'{"noce": "5"}', 422, "noce is not known here"),
        ("POST", "/v1/sessions", b'{"camera": "%s"}' % (b"x" * 41), 422, "40 characters or fewer"),
    ],
)
def test_an_invalid_request_is_answered_with_the_reason(
    serve: Serve, method: str, path: str, body: bytes | None, status: int, says: str
) -> None:
    client, _ = serve()
    head = {"content-type": "application/json"}
    answer = client.request(method, path, content=body, headers=head)
    assert answer.status_code == status
    assert says in answer.json()["detail"]


def test_an_error_without_an_own_sentence_keeps_the_librarys() -> None:
    told: list[dict[str, Any]] = [{"type": "odd", "loc": ("query", "x"), "msg": "is odd"}]
    assert sentence(told) == "x: is odd"


@pytest.mark.parametrize(
    ("path", "status", "says"),
    [
        ("/v1/events?last=abc", 422, "last must be a whole number"),
        ("/v1/events?last=-1", 422, "last must be 0 or more"),
        ("/v1/events?last=101", 422, "last must be 100 or less"),
        ("/v1/eventz", 404, NO_STREAM),
        ("/v1/cameras", 404, NO_STREAM),
    ],
)
def test_a_malformed_handshake_is_answered_with_the_reason(
    path: str, status: int, says: str
) -> None:
    with (
        LiveServer() as server,
        pytest.raises(InvalidStatus) as refused,
        connect(f"ws://127.0.0.1:{server.port}{path}"),
    ):
        pass
    answer = refused.value.response
    assert (answer.status_code, says in (answer.body or b"").decode()) == (status, True)


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_a_balancer_may_ask_for_the_head_alone(serve: Serve, path: str) -> None:
    client, _ = serve()
    whole, head = client.get(path), client.head(path)
    assert (head.status_code, head.content) == (whole.status_code, b"")
