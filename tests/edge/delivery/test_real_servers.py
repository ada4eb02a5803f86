"""Each test connects to its own server and to no other, also on a slow machine."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
import real_servers
from real_servers import Mosquitto, wait_for


@pytest.fixture
def mosquitto(tmp_path: Path) -> Iterator[Mosquitto]:
    made = Mosquitto(tmp_path)
    yield made
    made.kill()


def test_a_port_that_another_program_took_meanwhile_is_exchanged(mosquitto: Mosquitto) -> None:
    taken = mosquitto.port
    with socket.socket() as other:
        other.bind(("127.0.0.1", taken))
        other.listen()
        mosquitto.start()
    assert mosquitto.port != taken


def test_a_restart_keeps_the_port_or_fails(mosquitto: Mosquitto) -> None:
    mosquitto.start()
    known = mosquitto.port
    mosquitto.kill()
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", known))
        other.listen()
        with pytest.raises(AssertionError, match="in use"):
            mosquitto.start()
    mosquitto.kill()
    mosquitto.start()
    assert mosquitto.port == known


def test_time_in_which_the_machine_stood_still_hardly_counts_as_waiting(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hours = iter(range(0, 3600 * 1000, 3600))
    monkeypatch.setattr(real_servers.time, "monotonic", lambda: float(next(hours)))
    monkeypatch.setattr(real_servers, "LIMIT_S", 1.0)
    looks = []
    with pytest.raises(AssertionError, match="in vain for the moon"):
        wait_for(lambda: looks.append(1), "the moon")
    assert len(looks) > 5


def test_a_server_that_does_not_start_is_reported_with_its_state(
    mosquitto: Mosquitto, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(real_servers, "LIMIT_S", 0.3)
    monkeypatch.setattr(mosquitto, "_program", "/bin/sleep")
    monkeypatch.setattr(mosquitto, "command", lambda: ["/bin/sleep", "60"])
    with pytest.raises(AssertionError, match=r"(?s)waited in vain for port \d+.*State:\sS"):
        mosquitto.start()
    assert mosquitto._process is not None
    os.kill(mosquitto._process.pid, signal.SIGTERM)
