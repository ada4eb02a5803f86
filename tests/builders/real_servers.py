"""Debian's own mosquitto and nginx, started on free loopback ports, killed and started again."""

from __future__ import annotations

import json
import os
import random
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import paho.mqtt.client as paho
from needs import path_of

LIMIT_S = 60.0  # far more than any of this takes; a test that gets there has failed


HELD_UP_S = 0.1
"""What a look may cost of the patience. On a machine that stood still, or is starved, the clock
runs on while what is waited for does not: there it is looks that count, not seconds."""


PORTS = 5
"""How many are tried."""

LISTENING = "0A"
"""A socket's state in /proc/net/tcp, proc(5)."""


def wait_for(condition: Callable[[], object], what: str | Callable[[], str]) -> None:
    """Until it is true. Fails with what was waited for."""
    patience, before = LIMIT_S, time.monotonic()
    while not condition():
        if patience <= 0:
            raise AssertionError(f"waited in vain for {what if isinstance(what, str) else what()}")
        threading.Event().wait(0.01)
        now = time.monotonic()
        patience -= min(now - before, HELD_UP_S)
        before = now


def free_port() -> int:
    """One that no outgoing connection is given, so that it is still free after a restart.

    A client that knocks at a port of the system's own range may even be connected to itself.
    """
    while True:
        port = random.randrange(10_240, 32_768)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


class Daemon:
    """A server process in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self._known = False

    def command(self) -> list[str]:
        raise NotImplementedError

    def start(self) -> None:
        """It listens, and nobody else does in its place. A port that somebody took since it was
        chosen is exchanged, as long as nobody knows it yet.
        """
        for _ in range(PORTS):
            with (self.folder / "log").open("ab") as log:
                self._process = subprocess.Popen(
                    self.command(), stdin=subprocess.DEVNULL, stdout=log, stderr=log
                )
            wait_for(lambda: self._ended() or self._listens(), self._standing)
            if not self._ended():
                self._known = True
                return
            assert "in use" in self._log(), self._log()
            assert not self._known, self._log()
            self.port = free_port()
        raise AssertionError(self._log())

    def kill(self, with_signal: int = signal.SIGKILL) -> None:
        if self._process is not None:
            self._process.send_signal(with_signal)
            self._process.wait(LIMIT_S)
            self._process = None

    def freeze(self) -> None:
        """It keeps its connections and does nothing."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        assert self._process is not None
        self._process.send_signal(signal.SIGCONT)

    def _ended(self) -> bool:
        assert self._process is not None
        return self._process.poll() is not None

    def _listens(self) -> bool:
        """By the system's own list: a connection would not say who accepted it."""
        assert self._process is not None
        listening = {
            f"socket:[{columns[9]}]"
            for columns in map(str.split, Path("/proc/net/tcp").read_text().splitlines()[1:])
            if columns[3] == LISTENING and int(columns[1].rpartition(":")[2], 16) == self.port
        }
        handles = Path(f"/proc/{self._process.pid}/fd")
        with suppress(OSError):  # it may end meanwhile
            return any(str(handle.readlink()) in listening for handle in handles.iterdir())
        return False

    def _log(self) -> str:
        return (self.folder / "log").read_text()

    def _standing(self) -> str:
        """What there is to know of a server that does not begin."""
        assert self._process is not None
        told = [
            Path(f"/proc/{self._process.pid}/{name}").read_text() for name in ("status", "wchan")
        ]
        return "\n".join([f"port {self.port}", self._log(), *told])


class Mosquitto(Daemon):
    """Keeps its sessions on disk, so that a subscriber misses nothing while it is down."""

    def __init__(self, folder: Path, *settings: str) -> None:
        super().__init__(folder)
        self._program = path_of("mosquitto")
        self.settings = settings or ("allow_anonymous true",)

    def command(self) -> list[str]:
        lines = [
            f"listener {self.port} 127.0.0.1",
            "persistence true",
            f"persistence_location {self.folder}/",
            "autosave_on_changes true",
            "autosave_interval 1",
            # What it acknowledged and keeps in memory for a slow subscriber dies with it; so it
            # holds nothing back.
            "max_inflight_messages 0",
            "max_queued_messages 0",
            *(["user root"] if os.geteuid() == 0 else []),
            *self.settings,
        ]
        path = self.folder / "mosquitto.conf"
        path.write_text("\n".join(lines) + "\n")
        return [self._program, "-c", str(path)]


class Nginx(Daemon):
    """Passes requests on to an upstream; one process, so that a kill kills all of it."""

    def __init__(self, folder: Path, upstream: int, *, tls: tuple[Path, Path] | None = None):
        super().__init__(folder)
        self._program = path_of("nginx")
        self._upstream = upstream
        self._tls = tls

    def command(self) -> list[str]:
        listen = f"listen 127.0.0.1:{self.port}"
        if self._tls is not None:
            listen += f" ssl; ssl_certificate {self._tls[0]}; ssl_certificate_key {self._tls[1]}"
        temporary = " ".join(
            f"{kind}_temp_path {self.folder}/{kind};"
            for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        path = self.folder / "nginx.conf"
        path.write_text(
            f"daemon off; master_process off; pid {self.folder}/pid; error_log stderr;\n"
            f"events {{}}\nhttp {{ access_log off; {temporary}\n"
            f"server {{ {listen}; location / {{ proxy_pass http://127.0.0.1:{self._upstream}; }} }}"
            "\n}\n"
        )
        return [self._program, "-p", str(self.folder), "-c", str(path), "-e", "stderr"]


class Recorder:
    """An HTTP endpoint that writes down each request. `answer` decides the status by attempt."""

    def __init__(self) -> None:
        self.requests: list[tuple[dict[str, str], bytes]] = []
        self.answer: Callable[[int, dict[str, Any]], int] = lambda attempt, event: 204
        self.headers: dict[str, str] = {}
        self.hold = threading.Event()
        self.hold.set()
        recorder = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                length = int(self.headers["content-length"])
                body = self.rfile.read(length)
                if len(body) < length:  # the sender was killed in mid-request
                    return
                headers = {key.lower(): value for key, value in self.headers.items()}
                recorder.requests.append((headers, body))
                recorder.hold.wait(LIMIT_S)
                self.send_response(recorder.answer(len(recorder.requests), json.loads(body)))
                for key, value in recorder.headers.items():
                    self.send_header(key, value)
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:
                """The test's output stays clean."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.port = int(self._server.server_address[1])
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()

    def ids(self) -> list[str]:
        """Of the events, in the order of their first arrival."""
        return list(dict.fromkeys(json.loads(body)["id"] for _, body in self.requests))

    def close(self) -> None:
        self.hold.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class Listener:
    """An MQTT subscriber with a session that outlives connections; keeps all it hears."""

    def __init__(self, port: int, topic: str = "#", name: str = "listener") -> None:
        self.heard: list[tuple[str, str, bool]] = []
        self.subscribed = threading.Event()
        self._topic = topic
        self._client = paho.Client(
            paho.CallbackAPIVersion.VERSION2, client_id=name, clean_session=False
        )
        self._client.reconnect_delay_set(0.05, 0.2)  # type: ignore[arg-type]
        self._client.on_connect = lambda client, *_: client.subscribe(topic, qos=1)
        self._client.on_subscribe = lambda *_: self.subscribed.set()
        self._client.on_message = lambda _c, _d, message: self.heard.append(
            (message.topic, message.payload.decode(), message.retain)
        )
        self._client.connect("127.0.0.1", port)
        self._client.loop_start()
        assert self.subscribed.wait(LIMIT_S)

    def ids(self, ending: str = "/verdict") -> list[str]:
        """Of the events on these topics, in the order of their first arrival."""
        lines = [text for topic, text, _ in list(self.heard) if topic.endswith(ending)]
        return list(dict.fromkeys(json.loads(text)["id"] for text in lines))

    def last(self, topic: str) -> str | None:
        return next((text for where, text, _ in reversed(self.heard) if where == topic), None)

    def close(self) -> None:
        self._client.disconnect()
        self._client.loop_stop()
