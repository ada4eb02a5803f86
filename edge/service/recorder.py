"""Writes an outcome down before anybody acts on it: nothing opens that is not on record."""

from __future__ import annotations

import logging
import threading
from typing import Literal

from edge.errors import OutputError
from edge.events.bus import EventBus, Subscriber
from edge.events.event import GateEvent
from edge.session.outcome import Decision

log = logging.getLogger(__name__)

NOT_RECORDED = "not_recorded"


class Recorder:
    """Stands on the bus in the audit log's place, and before the bus for outcomes.

    The bus hands an event to everybody, whoever of them fails; so an outcome goes into the log
    first, and one that does not get there is never published as accepted: a relay that listens
    would open. when_full: `open` lets the gate vouch without a log.
    """

    name = "audit"

    def __init__(
        self, bus: EventBus, audit: Subscriber | None, when_full: Literal["closed", "open"]
    ) -> None:
        self._bus = bus
        self._audit = audit
        self._when_full = when_full
        self._lock = threading.Lock()
        self._written: set[str] = set()

    def record(self, event: GateEvent) -> bool:
        """Log and publish an outcome. False when it must not count."""
        problem = self._write_first(event)
        if problem is None or self._when_full == "open":
            self._bus.publish(event)
            return True
        log.error("an outcome could not be recorded: %s", problem)
        self._bus.publish(_not_recorded(event))
        return False

    def take(self, event: GateEvent) -> None:
        """Log an event of the bus. Raises OutputError where the log cannot be written."""
        with self._lock:
            if event.id in self._written:
                self._written.discard(event.id)
                return
        if self._audit is not None:
            self._audit.take(event)

    def close(self) -> None:
        if self._audit is not None:
            self._audit.close()

    def _write_first(self, event: GateEvent) -> str | None:
        if self._audit is None:
            return None
        try:
            self._audit.take(event)
        except OutputError as error:
            return str(error)
        with self._lock:
            self._written.add(event.id)
        return None


def _not_recorded(event: GateEvent) -> GateEvent:
    """What others learn of an outcome that is not on record: whatever it was, nothing opens."""
    if event.body.get("decision") != Decision.ACCEPTED.value:
        return event
    body = {**event.body, "decision": Decision.REFUSED.value, "reasons": [NOT_RECORDED]}
    return GateEvent(event.kind, event.camera, body, at=event.at)
