"""Hands every event to every subscriber, in one order, also where one of them fails."""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Sequence
from typing import Protocol

from edge.errors import FacevouchError
from edge.events.event import GateEvent
from edge.events.health import GATE, HealthRegistry

log = logging.getLogger(__name__)


class Subscriber(Protocol):
    """Gets every event. `on_event` returns quickly: what sends over a network keeps a queue.

    A durable subscriber has the event on disk when on_event returns. It raises OutputError where
    it cannot; the bus then publishes that as a fault to the others.
    blocks_gate: nobody may be let in while this subscriber fails.
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
        # faults to publish, and to whom not: after the event that showed them, so that all
        # subscribers get both in one order
        self._owed: deque[tuple[GateEvent, str | None]] = deque()

    def subscribe(self, subscriber: Subscriber) -> None:
        """Publish to this one too, after those that are there."""
        with self._lock:
            self._subscribers.append(subscriber)

    def unsubscribe(self, subscriber: Subscriber) -> None:
        """Publish to it no more. Nothing happens where it had not subscribed."""
        with self._lock:
            if subscriber in self._subscribers:
                self._subscribers.remove(subscriber)

    def publish(self, event: GateEvent) -> bool:
        """Hand an event to all. False when at least one could not take it."""
        with self._lock:
            taken = self._publish(event)
            self._settle()
            return taken

    def commit(self, event: GateEvent, first: str) -> bool:
        """Hand an event to the subscriber of that name, and to the others only once it took it.

        False where it could not: then nobody else has heard of the event.
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
        """Subscribers that could not take the last event, and why."""
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
            self._note(subscriber, event, str(error) or type(error).__name__)
            return False
        self._note(subscriber, event, None)
        return True

    def _note(self, subscriber: Subscriber, event: GateEvent, problem: str | None) -> None:
        """A subscriber begins to fail, or takes events again: a fault event, once each."""
        name = subscriber.name
        if problem is None:
            if self._failing.pop(name, None) is None:
                return
            fault, but = self.health.works(GATE, name), None
        else:
            self._failing[name] = problem
            blocks = subscriber.blocks_gate
            fault = self.health.fail(event.camera, name, problem, blocks_gate=blocks, of_gate=True)
            but = name  # one that just failed gets its fault no sooner than the end of it
        if fault is not None:
            if problem is not None:
                log.error("%s", problem)
            self._owed.append((fault, but))

    def _settle(self) -> None:
        """Publish the faults that showed. One that fails every other time must not keep us here:
        what is left then is published after the next event."""
        for _ in range(2 * len(self._subscribers)):
            if not self._owed:
                return
            self._publish(*self._owed.popleft())
