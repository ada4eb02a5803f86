"""Access: the token, tickets, same-origin pages, and the rate limit."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

import pytest
from fake_gate import TOKEN, FakeGate
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from edge.config import ServiceConfig
from edge.errors import ConfigError
from edge.security.tls import is_loopback
from edge.service import auth as token_module
from edge.service.auth import MOST, VALID_S, Tickets, read_token, same
from edge.service.middleware import ADDRESSES, Buckets

Serve = Callable[..., tuple[TestClient, FakeGate]]

EVENTS = "ws://127.0.0.1:8470/v1/events"
BEARER = {"authorization": f"Bearer {TOKEN}"}
GUARDED = ["/v1/cameras", "/v1/keys", "/v1/sessions/x", "/metrics", "/openapi.json", "/nothing"]


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


# -- the token ------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", GUARDED)
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"authorization": "Bearer wrong"},
        {"authorization": f"Basic {TOKEN}"},
        {"authorization": TOKEN},
        {"authorization": f"Bearer {TOKEN}x"},
        {"authorization": f"Bearer {TOKEN[:-1]}"},
        {"authorization": "Bearer \xff\xfe"},
    ],
    ids=("none", "wrong", "scheme", "no scheme", "longer", "shorter", "no text"),
)
def test_unknown_paths_need_the_token_as_well(
    serve: Serve, path: str, headers: dict[str, str]
) -> None:
    client, _ = serve(token=TOKEN)
    raw = {key: value.encode("latin-1") for key, value in headers.items()}
    refused = client.get(path, headers=raw)  # type: ignore[arg-type]
    assert refused.status_code == 401
    assert refused.headers["www-authenticate"].startswith("Bearer")
    assert TOKEN not in refused.text


def test_every_path_opens_with_the_token(serve: Serve) -> None:
    client, _ = serve(token=TOKEN)
    for path in ("/v1/cameras", "/v1/keys", "/metrics", "/openapi.json"):
        assert client.get(path, headers=BEARER).status_code == 200
    assert client.get("/nothing", headers=BEARER).status_code == 404


@pytest.mark.parametrize("path", ["/", "/healthz", "/readyz"])
def test_paths_without_personal_data_need_no_token(serve: Serve, path: str) -> None:
    client, _ = serve(token=TOKEN)
    assert client.get(path).status_code == 200


def test_an_unauthorized_client_does_not_get_the_reasons_of_unreadiness(serve: Serve) -> None:
    client, gate = serve(token=TOKEN)
    gate.engine.models.clear()
    stranger, known = client.get("/readyz"), client.get("/readyz", headers=BEARER)
    assert stranger.status_code == known.status_code == 503
    assert stranger.json()["reasons"] == []
    assert known.json()["reasons"] == ["camera camera: no antispoof model is loaded"]


def test_tokens_are_compared_in_constant_time(monkeypatch: pytest.MonkeyPatch) -> None:
    compared = []

    def noted(left: bytes, right: bytes) -> bool:
        compared.append((left, right))
        return left == right

    monkeypatch.setattr(token_module.hmac, "compare_digest", noted)
    assert same("a", "a")
    assert not same("ä", "a")
    assert compared == [(b"a", b"a"), ("ä".encode(), b"a")]


def test_every_wrong_token_is_compared_however_wrong_it_is(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, _ = serve(token=TOKEN)
    compared = []

    def noted(given: str, expected: str) -> bool:
        compared.append(given)
        return False

    monkeypatch.setattr("edge.service.auth.same", noted)
    for value in ("", "Basic x", "Bearer y"):
        client.get("/v1/keys", headers={"authorization": value})
    assert compared == ["", "x", "y"]


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "::", "kiosk.local", "128.0.0.1"])
def test_a_service_that_other_machines_can_reach_needs_a_token(host: str) -> None:
    assert not is_loopback(host)
    with pytest.raises(ConfigError, match="token_file"):
        read_token(ServiceConfig(host=host))


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "[::1]", "127.8.8.8"])
def test_on_loopback_no_token_is_needed(host: str) -> None:
    assert read_token(ServiceConfig(host=host)) is None


@pytest.mark.parametrize(
    "content", [None, b"", b"short\n", b"two words that are long enough\n", b"\xff" * 40]
)
def test_a_file_without_a_good_token_is_refused_by_name(
    tmp_path: Path, content: bytes | None
) -> None:
    path = tmp_path / "token"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ConfigError, match=r"service\.token_file: .*token"):
        read_token(ServiceConfig(token_file=str(path)))


def test_a_token_is_read_without_its_line_end(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "token"
    path.write_text(TOKEN + "\n")
    path.chmod(0o644)
    assert read_token(ServiceConfig(host="0.0.0.0", token_file=str(path))) == TOKEN
    assert "chmod 600" in caplog.text
    assert TOKEN not in caplog.text


def test_no_credential_is_written_to_the_log(
    serve: Serve, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="edge")
    client, _ = serve(token=TOKEN)
    ticket = client.post("/v1/tickets", headers=BEARER).json()["ticket"]
    client.get("/v1/keys", headers={"authorization": "Bearer wrong-and-secret"})
    with client.websocket_connect(f"{EVENTS}?ticket={ticket}"):
        pass
    assert not any(secret in caplog.text for secret in (TOKEN, ticket, "wrong-and-secret"))


# -- tickets --------------------------------------------------------------------------------------


def test_a_ticket_opens_one_stream_once(serve: Serve) -> None:
    client, _ = serve(token=TOKEN)
    with pytest.raises(WebSocketDisconnect), client.websocket_connect(EVENTS):
        pass
    ticket = client.post("/v1/tickets", headers=BEARER).json()["ticket"]
    with client.websocket_connect(f"{EVENTS}?ticket={ticket}"):
        pass
    with (
        pytest.raises(WebSocketDisconnect),
        client.websocket_connect(f"{EVENTS}?ticket={ticket}"),
    ):
        pass


def test_a_websocket_accepts_the_token_itself_too(serve: Serve) -> None:
    client, _ = serve(token=TOKEN)
    with client.websocket_connect(EVENTS, headers=BEARER):
        pass


def test_a_ticket_opens_nothing_but_streams(serve: Serve) -> None:
    client, gate = serve(token=TOKEN)
    ticket = gate.service.tickets.issue()
    assert client.get(f"/v1/keys?ticket={ticket}").status_code == 401
    assert gate.service.tickets.redeem(ticket)


def test_a_query_made_to_confuse_shows_no_ticket(serve: Serve) -> None:
    client, gate = serve(token=TOKEN)
    ticket = gate.service.tickets.issue()
    for query in ("a&" * 40 + f"ticket={ticket}", f"ticket=x&ticket={ticket}", "%ff=%fe"):
        assert client.get(f"/v1/cameras/camera/preview?{query}").status_code == 401
    assert gate.service.tickets.redeem(ticket)


def test_a_ticket_lapses() -> None:
    clock = Clock()
    tickets = Tickets(clock)
    ticket = tickets.issue()
    clock.now += VALID_S + 1
    assert not tickets.redeem(ticket)


def test_tickets_are_bounded_and_the_oldest_goes_first() -> None:
    tickets = Tickets(Clock())
    issued = [tickets.issue() for _ in range(MOST + 1)]
    assert not tickets.redeem(issued[0])
    assert tickets.redeem(issued[1])
    assert tickets.redeem(issued[-1])


# -- how often ------------------------------------------------------------------------------------


def test_a_client_with_too_many_requests_gets_retry_after(serve: Serve) -> None:
    clock = Clock()
    client, _ = serve(requests_per_minute=60, clock=clock)
    statuses = [client.get("/v1/keys").status_code for _ in range(20)]
    assert statuses == [200] * 15 + [429] * 5
    refused = client.get("/v1/keys")
    assert int(refused.headers["retry-after"]) == 1
    assert client.get("/healthz").status_code == 200
    clock.now += 1
    assert client.get("/v1/keys").status_code == 200
    assert client.get("/v1/keys").status_code == 429


def test_guessing_tokens_is_slowed_down_like_everything(serve: Serve) -> None:
    client, gate = serve(token=TOKEN, requests_per_minute=60, clock=Clock())
    statuses = {client.get("/v1/keys").status_code for _ in range(30)}
    assert statuses == {401, 429}
    assert gate.service.buckets.refused == 15


def test_addresses_are_counted_apart_and_ipv6_by_network() -> None:
    buckets = Buckets(1, Clock())
    while not buckets.wait("10.0.0.1"):
        pass
    assert buckets.wait("10.0.0.2") == 0
    while not buckets.wait("2001:db8::1"):
        pass
    assert buckets.wait("2001:db8::ffff:1") > 0
    assert buckets.wait("2001:db8:0:1::1") == 0


def test_a_flood_of_addresses_fills_no_memory() -> None:
    buckets = Buckets(1, Clock())
    for i in range(ADDRESSES + 500):
        buckets.wait(f"10.{i >> 16}.{i >> 8 & 255}.{i & 255}")
    assert len(buckets._levels) == ADDRESSES


# -- own pages only -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:8470", 200),
        ("localhost:8470", 200),
        ("[::1]:8470", 200),
        ("LOCALHOST", 200),
        ("evil.example", 421),
        ("127.0.0.1.evil.example:8470", 421),
        ("", 421),
    ],
)
def test_on_loopback_only_own_names_are_answered(serve: Serve, host: str, status: int) -> None:
    client, _ = serve()
    assert client.get("/healthz", headers={"host": host}).status_code == status


@pytest.mark.parametrize("host", ["0.0.0.0", "127.0.0.1"])
def test_a_service_with_a_token_accepts_any_host_name(serve: Serve, host: str) -> None:
    client, _ = serve(token=TOKEN, host=host)
    assert client.get("/healthz", headers={"host": "kiosk-7.local"}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:9999"},
        {"origin": "http://["},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site", "sec-fetch-mode": "no-cors"},
    ],
)
def test_pages_of_other_sites_may_ask_nothing(serve: Serve, headers: dict[str, str]) -> None:
    client, _ = serve()
    assert client.post("/v1/sessions", headers=headers).status_code == 403
    assert client.get("/v1/cameras", headers=headers).status_code == 403
    with (
        pytest.raises(WebSocketDisconnect),
        client.websocket_connect(EVENTS, headers=headers),
    ):
        pass


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/v1/cameras", {"origin": "http://127.0.0.1:8470"}),
        ("/v1/cameras", {"sec-fetch-site": "same-origin"}),
        ("/", {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}),
    ],
)
def test_our_own_page_may_ask_and_be_linked_to(
    serve: Serve, path: str, headers: dict[str, str]
) -> None:
    client, _ = serve()
    assert client.get(path, headers=headers).status_code == 200


@pytest.mark.parametrize("path", ["/", "/v1/keys", "/nothing", "/metrics"])
def test_every_answer_says_what_a_browser_may_do_with_it(serve: Serve, path: str) -> None:
    client, _ = serve()
    headers = client.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["cache-control"] == "no-store"
    assert "access-control-allow-origin" not in headers
    assert "server" not in headers


@pytest.mark.parametrize(
    "path",
    [
        "/../../../../etc/passwd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/v1/cameras/..%2f..%2fetc%2fpasswd/preview",
        "/v1/cameras/%00/preview",
        "/page.html",
        "/static/../app.py",
        "//etc/passwd",
    ],
)
def test_no_path_leads_to_a_file(serve: Serve, path: str) -> None:
    client, _ = serve()
    answer = client.get(path)
    assert answer.status_code in (404, 422)
    assert "root:" not in answer.text
