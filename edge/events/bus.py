"""Publishes every event to every subscriber, in the same order, also while one of them fails."""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Sequence
from typing import Protocol

from edge.errors import FacevouchError
from edge.events.event import GateEvent
from edge.events.health import GATE, HealthRegistry
from edge.message import of_error

log = logging.getLogger(__name__)


class Subscriber(Protocol):
    """Receives every event. `on_event` must return quickly: what sends over a network has a queue.

    A durable subscriber has written the event to disk when on_event returns, or raises OutputError,
    which the bus publishes as a fault to the others.
    blocks_gate: the gate stays shut while this subscriber fails.
    """

    name: str
    blocks_gate: bool

    def on_event(self, event: GateEvent) -> None: ...

    def close(self) -> None: ...


class EventBus:
    """Publishes to its subscribers in their order. Safe to call from any thread.

    health: the gate's registry of faults, those of the subscribers among them.
    """

    def __init__(self, subscribers: Sequence[Subscriber] = ()) -> None:
        self.health = HealthRegistry()
        self._subscribers = list(subscribers)
        self._lock = threading.RLock()
        self._failing: dict[str, str] = {}
        # faults to publish once the current event has been delivered, so that all subscribers see
        # the same order; the second item names a subscriber to leave out
        self._owed: deque[tuple[GateEvent, str | None]] = deque()

    def subscribe(self, subscriber: Subscriber) -> None:
        """Add a subscriber, after the existing ones."""
        with self._lock:
            self._subscribers.append(subscriber)

    def unsubscribe(self, subscriber: Subscriber) -> None:
        """Remove a subscriber; does nothing where it had not subscribed."""
        with self._lock:
            if subscriber in self._subscribers:
                self._subscribers.remove(subscriber)

    def publish(self, event: GateEvent) -> bool:
        """Deliver an event to all. False when at least one subscriber failed."""
        with self._lock:
            taken = self._publish(event)
            self._settle()
            return taken

    def commit(self, event: GateEvent, first: str) -> bool:
        """Deliver an event to the subscriber named `first`, and only if it succeeds to the others.

        False where it fails: then no other subscriber gets the event.
        """
        with self._lock:
            needed = next((s for s in self._subscribers if s.name == first), None)
            if needed is None or not self._hand(needed, event):
                self._settle()
                return False
            for subscriber in list(self._subscribers):
                if subscriber is not needed:
                    self._hand(subscriber, event)
            self._settle()
            return True

    @property
    def failing(self) -> dict[str, str]:
        """Subscribers that failed on the last event, each with the reason."""
        with self._lock:
            return dict(self._failing)

    def close(self) -> None:
        """Let all subscribers finish. Safe to call twice."""
        with self._lock:
            subscribers, self._subscribers = self._subscribers, []
        for subscriber in subscribers:
            try:
                subscriber.close()
            except FacevouchError as error:
                log.error("%s", error)

    def _publish(self, event: GateEvent, but: str | None = None) -> bool:
        others = [s for s in self._subscribers if s.name != but]
        took = [self._hand(subscriber, event) for subscriber in others]
        return all(took)

    def _hand(self, subscriber: Subscriber, event: GateEvent) -> bool:
        try:
            subscriber.on_event(event)
        except Exception as error:  # noqa: BLE001 — one that breaks must not silence the others
            self._note(subscriber, event, of_error(error) or type(error).__name__)
            return False
        self._note(subscriber, event, None)
        return True

    def _note(self, subscriber: Subscriber, event: GateEvent, problem: str | None) -> None:
        """Queue a fault event when a subscriber begins to fail, and one when it works again."""
        name = subscriber.name
        if problem is None:
            if self._failing.pop(name, None) is None:
                return
            fault, but = self.health.works(GATE, name), None
        else:
            self._failing[name] = problem
            blocks = subscriber.blocks_gate
            fault = self.health.fail(event.camera, name, problem, blocks_gate=blocks, of_gate=True)
            but = name  # a failing subscriber is not sent its own fault
        if fault is not None:
            if problem is not None:
                log.error("%s", problem)
            self._owed.append((fault, but))

    def _settle(self) -> None:
        """Publish the queued faults. The number of rounds is bounded, because a subscriber that
        fails on every other event would add one each time; the rest follows the next event."""
        for _ in range(2 * len(self._subscribers)):
            if not self._owed:
                return
            self._publish(*self._owed.popleft())
