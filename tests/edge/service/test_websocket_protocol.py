"""A browser that leaves in the middle of events leaves no warning behind."""

from __future__ import annotations

import logging
import socket
import struct
import threading
from collections.abc import Callable

import pytest
from fake_gate import an_event
from live_server import LiveServer
from patience import PATIENCE

HANDSHAKE = (
    b"GET /v1/events HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\n"
    b"Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
    b"Sec-WebSocket-Version: 13\r\n\r\n"
)


def reset(connection: socket.socket) -> None:
    """Leave as a browser does whose tab is closed while data is on its way."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def test_a_client_that_leaves_while_events_are_sent_is_no_warning(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.WARNING)
    with LiveServer() as server:
        listening = server.gate.service.hub
        for _ in range(5):
            connection = server.raw(HANDSHAKE)
            assert connection.recv(100).startswith(b"HTTP/1.1 101")
            wait_until(lambda: listening.listening == 1)
            reset(connection)
            for number in range(60):
                server.gate.bus.publish(an_event(number))
            wait_until(lambda: listening.listening == 0)
    assert [record.getMessage() for record in caplog.records if record.name == "asyncio"] == []


def wait_until(true: Callable[[], bool]) -> None:
    tries = round(PATIENCE / 0.02)
    pause = threading.Event()
    assert any(true() or pause.wait(0.02) for _ in range(tries))
