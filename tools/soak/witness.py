"""Records the events as published, and as delivered to an HTTP endpoint."""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Iterable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from typing import Any

from edge.events.event import EventKind, GateEvent


class Witness:
    """A Subscriber that records all events; those while the disk is full are counted separately."""

    name = "witness"
    blocks_gate = False

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.events: list[GateEvent] = []
        self.without_disk: set[str] = set()
        self.disk_is_full = False

    def on_event(self, event: GateEvent) -> None:
        with self._lock:
            self.events.append(event)
            if self.disk_is_full:
                self.without_disk.add(event.id)

    def close(self) -> None:
        """Nothing to finish."""

    def kinds(self) -> Counter[str]:
        with self._lock:
            return Counter(event.kind.value for event in self.events)

    def must_arrive(self) -> list[str]:
        """Ids of all events that must be delivered, in order of publishing."""
        with self._lock:
            return [event.id for event in self.events if event.id not in self.without_disk]


class Receiver:
    """An HTTP endpoint for events, which can be down."""

    def __init__(self) -> None:
        self.up = True
        self.ids: list[str] = []
        self.refused = 0
        self._lock = threading.Lock()
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length", "0")))
                status = receiver.take(body)
                self.send_response(status)
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, *args: Any) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(
            target=self._server.serve_forever, name="facevouch-soak-receiver", daemon=True
        )
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/events"

    def take(self, body: bytes) -> int:
        """The HTTP status for an event."""
        with self._lock:
            if not self.up:
                self.refused += 1
                return 503
            self.ids.append(json.loads(body)["id"])
            return 204

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(10)


def broken_chains(events: Iterable[GateEvent]) -> list[str]:
    """Tracks whose verdict events are inconsistent, because one between them was lost."""
    states: dict[tuple[str, int], str | None] = {}
    broken = []
    for event in events:
        if event.kind is not EventKind.VERDICT:
            continue
        key = (event.camera, int(event.body["track"]))
        if event.body["before"] != states.get(key):
            broken.append(f"{event.camera} track {key[1]}: {states.get(key)} → {event.body}")
        state = str(event.body["state"])
        states[key] = None if state == "GONE" else state
    return broken


def out_of_order(sent: list[str], arrived: list[str]) -> int:
    """Number of events that arrived before one that was sent earlier, without duplicates."""
    place = {id_: i for i, id_ in enumerate(sent)}
    firsts = [place[id_] for id_ in dict.fromkeys(arrived) if id_ in place]
    return sum(b < a for a, b in pairwise(firsts))
