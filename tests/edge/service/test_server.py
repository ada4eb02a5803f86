"""The service over real sockets: time limits, and a stop that closes all connections."""

from __future__ import annotations

import itertools
import json
import logging
import socket
import ssl
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from certificates import make_certificate
from fake_gate import TOKEN, a_result, an_event
from live_server import LiveServer, rest_of
from makers import a_frame
from patience import PATIENCE, until
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from edge.config import ServiceConfig
from edge.errors import ConfigError
from edge.service.server import bind, refuse_bad_certificate

QUIET = logging.Logger("client")
"""What the tests' own client writes down is none of the service's."""

HEAD = b"Host: 127.0.0.1\r\n"
HEALTH = b"GET /healthz HTTP/1.1\r\n" + HEAD
IMPATIENT = {"header_timeout_s": 0.3, "request_timeout_s": 0.3}


@pytest.fixture(scope="module")
def impatient() -> Iterator[LiveServer]:
    with LiveServer(**IMPATIENT) as server:
        yield server


# -- slow-loris and its relatives -----------------------------------------------------------------


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"G",
        b"GET /healthz HTTP/1.1\r\nHost: 127",
        b"GET /healthz HTTP/1.1\r\n" + HEAD + b"X-A: b",
    ],
    ids=("nothing", "a byte", "half a line", "no end"),
)
def test_a_head_that_does_not_come_ends_the_connection(impatient: LiveServer, sent: bytes) -> None:
    assert rest_of(impatient.raw(sent)) == b""


def test_a_head_that_drips_in_ends_the_connection_however_busy_it_is(impatient: LiveServer) -> None:
    connection = impatient.raw(b"GET /healthz HTTP/1.1\r\n" + HEAD)
    connection.settimeout(0.02)
    dripped = 0
    for dripped in itertools.count():
        try:
            connection.sendall(b"X-%d: y\r\n" % dripped)
            if connection.recv(1) == b"":
                break
        except TimeoutError:
            continue
        except (BrokenPipeError, ConnectionResetError):
            break
    connection.close()
    assert 0 < dripped < 2000


def test_a_second_head_on_a_persistent_connection_has_the_same_time_limit(
    impatient: LiveServer,
) -> None:
    connection = impatient.raw(b"GET /healthz HTTP/1.1\r\n" + HEAD + b"\r\n")
    assert connection.recv(65536).startswith(b"HTTP/1.1 200")
    connection.sendall(b"GET /heal")
    assert b"HTTP/1.1" not in rest_of(connection)


def test_a_body_nobody_waits_for_does_not_hold_a_connection(impatient: LiveServer) -> None:
    connection = impatient.raw(
        b"GET /healthz HTTP/1.1\r\n" + HEAD + b"Content-Length: 60000\r\n\r\nx"
    )
    assert b"alive" in rest_of(connection)


def test_a_body_that_does_not_come_is_answered_and_given_up(impatient: LiveServer) -> None:
    head = b"POST /v1/check HTTP/1.1\r\n" + HEAD
    form = b"Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 900\r\n\r\n--x\r\n"
    answer = rest_of(impatient.raw(head + form))
    assert answer.startswith(b"HTTP/1.1 408")
    assert b"did not arrive" in answer


def test_a_body_without_end_is_cut_off_while_it_comes() -> None:
    with LiveServer() as server:
        connection = server.raw(
            b"POST /v1/sessions HTTP/1.1\r\n" + HEAD + b"Transfer-Encoding: chunked\r\n",
            b"Content-Type: application/json\r\n\r\n",
        )
        sent = 0
        try:
            for _ in range(4096):
                connection.sendall(b"400\r\n" + b" " * 1024 + b"\r\n")
                sent += 1024
        except (BrokenPipeError, ConnectionResetError):
            pass
        answer = rest_of(connection)
    assert sent < 4096 * 1024
    assert answer == b"" or answer.startswith(b"HTTP/1.1 413")


@pytest.mark.parametrize(
    "sent",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"NONSENSE\r\n\r\n",
        b"GET /healthz HTTP/1.1\r\nX: " + b"a" * 40_000 + b"\r\n\r\n",
        b"POST /v1/sessions HTTP/1.1\r\n"
        + HEAD
        + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\n",
        b"GET /healthz HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    ],
    ids=("TLS", "nonsense", "head too long", "two lengths", "two hosts"),
)
def test_a_malformed_request_is_refused_and_the_server_goes_on(
    impatient: LiveServer, sent: bytes
) -> None:
    answer = rest_of(impatient.raw(sent))
    assert answer == b"" or answer.startswith((b"HTTP/1.1 400", b"HTTP/1.1 431"))
    assert impatient.get("/healthz")[0] == 200


def test_connections_are_bounded() -> None:
    with LiveServer(max_connections=4) as server:
        held = [server.raw() for _ in range(8)]
        refused = 0
        for connection in held:
            connection.settimeout(0.5)
            try:
                refused += connection.recv(1) == b""
            except TimeoutError:
                pass
            except ConnectionResetError:
                refused += 1
        assert refused >= 4
        for connection in held:
            connection.close()
        until(lambda: answers(server))


def answers(server: LiveServer) -> bool:
    with suppress(OSError):
        return server.get("/healthz")[0] == 200
    return False


# -- streams --------------------------------------------------------------------------------------


def test_events_reach_a_real_client_and_the_end_of_the_service_closes_the_stream() -> None:
    with LiveServer() as server:
        url = server.url.replace("http", "ws") + "v1/events"
        with connect(url, open_timeout=PATIENCE) as socket:
            until(lambda: server.gate.service.hub.listening)
            event = an_event()
            server.gate.bus.publish(event)
            assert json.loads(socket.recv(PATIENCE))["id"] == event.id
            server.stop()
            with pytest.raises(ConnectionClosed) as closed:
                socket.recv(PATIENCE)
            assert closed.value.rcvd is not None
            assert closed.value.rcvd.code in (1001, 1012)


def test_the_server_writes_no_credential_down_at_any_level(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    with LiveServer(token=TOKEN) as server:
        ticket = server.gate.service.tickets.issue()
        url = server.url.replace("http", "ws") + "v1/events"
        with connect(url, additional_headers={"Authorization": f"Bearer {TOKEN}"}, logger=QUIET):
            pass
        with connect(f"{url}?ticket={ticket}", logger=QUIET):
            pass
        assert server.get(f"/v1/keys?ticket={ticket}")[0] == 401
    assert TOKEN not in caplog.text
    assert ticket not in caplog.text


def test_unauthorized_clients_of_a_stream_write_nothing_into_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with LiveServer(token=TOKEN) as server:
        url = server.url.replace("http", "ws") + "v1/events"
        with pytest.raises(InvalidStatus) as refused:
            connect(url, logger=QUIET)
    assert refused.value.response.status_code == 401
    assert [r.getMessage() for r in caplog.records if r.name.startswith("uvicorn")] == []


def test_a_listener_that_reads_nothing_is_disconnected_and_counted() -> None:
    with LiveServer(event_backlog=8) as server:
        hub = server.gate.service.hub
        key = b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
        head = b"GET /v1/events HTTP/1.1\r\n" + HEAD
        upgrade = b"Connection: Upgrade\r\nUpgrade: websocket\r\n" + key + b"\r\n"
        deaf = socket.socket()
        deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        deaf.connect(("127.0.0.1", server.port))
        deaf.sendall(head + upgrade)
        until(lambda: hub.listening)
        for _ in range(20_000):
            server.gate.bus.publish(an_event(text="x" * 4000))
            if hub.let_go:
                break
        assert hub.let_go == 1
        assert hub.listening == 0
        deaf.close()


def test_a_viewer_that_receives_nothing_is_disconnected() -> None:
    with LiveServer(request_timeout_s=1, preview_fps=30) as server:
        server.gate.engine.results += [(a_frame(), a_result()[1])] * 200
        deaf = socket.socket()
        deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        deaf.connect(("127.0.0.1", server.port))
        deaf.sendall(b"GET /v1/cameras/camera/preview HTTP/1.1\r\n" + HEAD + b"\r\n")
        until(lambda: server.gate.service.watching)
        until(lambda: not server.connections)
        until(lambda: not server.gate.service.watching)
        deaf.close()


def test_a_picture_is_streamed_and_ends_with_the_service() -> None:
    with LiveServer() as server:
        server.gate.engine.results.append(a_result())
        path = b"GET /v1/cameras/camera/preview HTTP/1.1\r\n"
        connection = server.raw(path + HEAD + b"\r\n")
        begun = b""
        while b"\xff\xd8\xff" not in begun:
            begun += connection.recv(4096)
        assert begun.startswith(b"HTTP/1.1 200")
        assert b"multipart/x-mixed-replace" in begun
        server.stop()
        assert rest_of(connection).endswith(b"0\r\n\r\n")
    assert server.gate.service.watching == 0


def test_a_long_poll_under_way_is_answered_when_the_service_ends() -> None:
    with LiveServer() as server:
        url = json.loads(server.get("/v1/sessions", method="POST")[1])["state_url"]
        connection = server.raw(f"GET {url}?wait=600 HTTP/1.1\r\n".encode() + HEAD + b"\r\n")
        until(lambda: server.gate.service.waiting)
        server.stop()
        assert b'"state":"hold"' in rest_of(connection)


# -- where it listens -----------------------------------------------------------------------------


def test_a_port_in_use_is_refused_in_one_sentence() -> None:
    with bind(ServiceConfig(port=0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ConfigError, match=f"port {port} is in use"):
            bind(ServiceConfig(port=port))


@pytest.mark.parametrize("host", ["203.0.113.7", "no such host", "é" * 80, "999.1.1.1"])
def test_an_address_that_is_not_ours_is_refused(host: str) -> None:
    with pytest.raises(ConfigError, match="is not an address of this machine"):
        bind(ServiceConfig(host=host, port=0))


# -- TLS ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate of our own for localhost, and its key."""
    folder = tmp_path_factory.mktemp("tls")
    cert, private = folder / "cert.pem", folder / "key.pem"
    make_certificate(cert, private)
    return cert, private


def test_a_service_with_a_certificate_speaks_tls_only(certificate: tuple[Path, Path]) -> None:
    cert, key = certificate
    with LiveServer(tls_cert=str(cert), tls_key=str(key)) as server:
        assert server.url.startswith("https://")
        trusting = ssl.create_default_context(cafile=cert)
        assert server.get("/healthz", context=trusting)[0] == 200
        plain = server.raw(b"GET /healthz HTTP/1.1\r\n" + HEAD + b"\r\n")
        assert b"200 OK" not in rest_of(plain)


def test_a_handshake_that_does_not_come_is_given_up(certificate: tuple[Path, Path]) -> None:
    cert, key = certificate
    with LiveServer(tls_cert=str(cert), tls_key=str(key), header_timeout_s=0.3) as server:
        assert rest_of(server.raw()) == b""
        assert rest_of(server.raw(b"\x16\x03\x01")) == b""
        trusting = ssl.create_default_context(cafile=cert)
        assert server.get("/healthz", context=trusting)[0] == 200


@pytest.mark.parametrize(
    ("cert", "key", "says"),
    [
        ("cert.pem", None, "must be set together"),
        (None, "key.pem", "must be set together"),
        ("cert.pem", "nowhere.pem", "there is no file"),
        ("key.pem", "cert.pem", "not a certificate and its private key"),
        ("cert.pem", "cert.pem", "not a certificate and its private key"),
    ],
)
def test_a_certificate_that_cannot_serve_is_refused_before_anything_runs(
    certificate: tuple[Path, Path], cert: str | None, key: str | None, says: str
) -> None:
    folder = certificate[0].parent
    config = ServiceConfig(
        tls_cert=str(folder / cert) if cert else None, tls_key=str(folder / key) if key else None
    )
    with pytest.raises(ConfigError, match=says):
        refuse_bad_certificate(config)


def test_a_token_that_travels_unencrypted_is_warned_of(caplog: pytest.LogCaptureFixture) -> None:
    refuse_bad_certificate(ServiceConfig(host="0.0.0.0", token_file="token"))
    assert "unencrypted" in caplog.text
