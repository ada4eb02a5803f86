"""The engine's events: passed to a listener at once, and stored until they are read."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

from edge.capture.supervisor import SourceState, SourceStatus
from edge.config import DecisionConfig
from edge.message import Message
from edge.runtime.stats import Event, Level
from edge.trust.trust import Trust

CAPACITY = 500
"""Largest number of unread events; the oldest are dropped."""

LEVELS: dict[SourceState, Level] = {
    SourceState.LOST: "error",
    SourceState.STALLED: "warning",
    SourceState.FROZEN: "warning",
    SourceState.RECONNECTING: "warning",
}
"""The level of an event about a source's state; others are "info"."""


class StatusLog:
    """Creates and stores events. Thread-safe; never blocks.

    on_event: called with every event at once. notify: called afterwards, as a wake-up.
    """

    def __init__(self, on_event: Callable[[Event], None], notify: Callable[[], None]) -> None:
        self._on_event = on_event
        self._notify = notify
        self._waiting: deque[Event] = deque(maxlen=CAPACITY)

    def publish(
        self, level: Level, kind: str, text: str, source: SourceState | None = None
    ) -> None:
        event = Event(time.monotonic(), level, kind, text, source)
        self._waiting.append(event)
        self._on_event(event)
        self._notify()

    def drain(self) -> list[Event]:
        """The events since the last call, oldest first."""
        drained = []
        while self._waiting:
            drained.append(self._waiting.popleft())
        return drained

    def on_status(self, status: SourceStatus) -> None:
        level = LEVELS.get(status.state, "info")
        self.publish(level, "source", status.message, status.state)

    def on_trust(self, trust: Trust) -> None:
        if trust.ok:
            text = trust.text or Message("the camera is trusted again")
            self.publish("warning" if trust.doubts else "info", "trust", text)
        else:
            self.publish("error", "trust", trust.text)

    def on_model(self, level: Level, text: str) -> None:
        self.publish(level, "model", text)

    def on_broken_sink(self, text: str) -> None:
        self.publish("error", "sink", text)

    def on_decision(self, decision: DecisionConfig) -> None:
        rates = (f"{decision.bpcer:.2%}", f"{decision.apcer:.2%}")
        self.publish(
            "info", "decision", Message("target error rates: BPCER {0}, APCER {1}", *rates)
        )
