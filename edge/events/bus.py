"""Hands every event to everybody who asked for events, in one order, whoever of them fails."""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Sequence
from typing import Protocol

from edge.errors import FacevouchError
from edge.events.event import EventKind, GateEvent

log = logging.getLogger(__name__)


class Subscriber(Protocol):
    """Takes events. `take` returns quickly: what sends over a network keeps a queue of its own.

    A durable subscriber has the event on disk when take returns. It raises OutputError where it
    cannot; the bus then tells the others of the fault.
    """

    name: str

    def on_event(self, event: GateEvent) -> None: ...

    def close(self) -> None: ...


class EventBus:
    """Publishes to its subscribers in their order. Safe to call from any thread."""

    def __init__(self, subscribers: Sequence[Subscriber] = ()) -> None:
        self._subscribers = list(subscribers)
        self._lock = threading.RLock()
        self._failing: dict[str, str] = {}
        # faults to be told of, and whom not: after the event that showed them, so that all
        # subscribers hear of both in one order
        self._owed: deque[tuple[GateEvent, str | None]] = deque()

    def subscribe(self, subscriber: Subscriber) -> None:
        """Tell this one too, after those that are there."""
        with self._lock:
            self._subscribers.append(subscriber)

    def unsubscribe(self, subscriber: Subscriber) -> None:
        """Tell it no more. Nothing happens where it was not told."""
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
            self._note(subscriber.name, event, str(error) or type(error).__name__)
            return False
        self._note(subscriber.name, event, None)
        return True

    def _note(self, name: str, event: GateEvent, problem: str | None) -> None:
        """Tell of a subscriber that begins to fail, or takes events again; once each."""
        before = self._failing.get(name)
        if (before is None) == (problem is None):
            return
        if problem is None:
            del self._failing[name]
        else:
            self._failing[name] = problem
            log.error("%s", problem)
        body = {"part": name, "ok": problem is None, "text": problem or "works again"}
        # one that just failed hears of the fault no sooner than of its end
        fault = GateEvent(EventKind.FAULT, event.camera, body)
        self._owed.append((fault, None if problem is None else name))

    def _settle(self) -> None:
        """Tell of the faults that showed. One that fails every other time must not keep us here:
        what is left then is told of after the next event."""
        for _ in range(2 * len(self._subscribers)):
            if not self._owed:
                return
            self._publish(*self._owed.popleft())
