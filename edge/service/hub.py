"""Passes events to WebSocket listeners, each with a bounded queue; one that lags is
disconnected."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections import deque

from edge.events.event import GateEvent

log = logging.getLogger(__name__)

RECENT = 100
"""Newest events that are stored for a new listener."""


class Listener:
    """One client's queue. `next` is called in its event loop, `offer` from anywhere."""

    def __init__(self, loop: asyncio.AbstractEventLoop, backlog: int) -> None:
        self._loop = loop
        self._backlog = backlog
        self._lines: deque[str] = deque()
        self._wake = asyncio.Event()
        self.lagging = False

    def offer(self, line: str) -> bool:
        """Queue a line. False when the queue is full; the client gets no more lines."""
        if self.lagging or len(self._lines) >= self._backlog:
            self.lagging = True
        else:
            self._lines.append(line)
        try:
            self._loop.call_soon_threadsafe(self._wake.set)
        except RuntimeError:  # the event loop is closed
            self.lagging = True
        return not self.lagging

    async def next(self) -> str | None:
        """The next event as a line of JSON; None once the client lags."""
        while not self._lines or self.lagging:
            if self.lagging:
                return None
            self._wake.clear()
            await self._wake.wait()
        return self._lines.popleft()


class Hub:
    """The bus's subscriber for all listeners of the event stream. Thread-safe."""

    name = "event stream"
    blocks_gate = False

    def __init__(self, *, clients: int, backlog: int) -> None:
        self._clients = clients
        self._backlog = backlog
        self._lock = threading.Lock()
        self._listeners: set[Listener] = set()
        self._recent: deque[str] = deque(maxlen=RECENT)
        self.let_go = 0

    def on_event(self, event: GateEvent) -> None:
        line = event.to_json()
        with self._lock:
            self._recent.append(line)
            slow = [each for each in self._listeners if not each.offer(line)]
            self._listeners.difference_update(slow)
            self.let_go += len(slow)
        for _ in slow:
            log.warning("a client of the event stream did not keep up and was disconnected")

    def close(self) -> None:
        """Do nothing: the server closes its connections itself."""

    def join(self, last: int = 0) -> Listener | None:
        """Add a listener in this event loop; it gets the newest `last` events first.

        None when the largest number of listeners is reached.
        """
        listener = Listener(asyncio.get_running_loop(), self._backlog)
        with self._lock:
            if len(self._listeners) >= self._clients:
                return None
            recent = list(self._recent)
            for line in recent[len(recent) - min(last, len(recent), self._backlog) :]:
                listener.offer(line)
            self._listeners.add(listener)
        return listener

    def leave(self, listener: Listener) -> None:
        """Remove a listener."""
        with self._lock:
            self._listeners.discard(listener)

    @property
    def listening(self) -> int:
        """Number of listeners."""
        with self._lock:
            return len(self._listeners)
