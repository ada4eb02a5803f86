"""What is wrong now, by camera and part: each fault is an event when it begins and when it ends.

Everything at a gate reports its faults here: cameras, senders, subscribers of the bus, the
watchdog. A fault says itself whether it keeps the gate shut, so that the door relay, the readiness
check and the metrics need no list of names.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from edge.events.event import EventKind, GateEvent

log = logging.getLogger(__name__)

Publish = Callable[[GateEvent], object]

GATE = ""
"""Stands for the gate itself among the cameras: faults of targets, subscribers and the process."""

TRANSIENT_S = 5.0
"""A fault that only shows when it strikes (a bad frame) is over when it has not for so long."""


@dataclass(frozen=True, slots=True)
class Fault:
    """text: a whole sentence. blocks_gate: nobody may be let in while it lasts.

    camera: the one its events name, also where the fault is the gate's. struck_at: monotonic s of
    the last time it showed, for one that ends by itself when it does not strike again; None for one
    that lasts until its part works again.
    """

    camera: str
    text: str
    blocks_gate: bool
    struck_at: float | None = None


class HealthRegistry:
    """Keeps the faults. Safe to call from any thread.

    of_gate: the fault is not the camera's, which is named in the event all the same.

    Each call that begins or ends a fault returns its FAULT event, which the caller publishes in
    whatever thread and order suits it; a call that changes nothing returns None.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._faults: dict[tuple[str, str], Fault] = {}

    def fail(
        self,
        camera: str,
        part: str,
        text: str,
        *,
        blocks_gate: bool,
        of_gate: bool = False,
        struck_at: float | None = None,
    ) -> GateEvent | None:
        """A part is broken."""
        place = GATE if of_gate else camera, part
        with self._lock:
            known = self._faults.get(place)
            camera = known.camera if known is not None else camera
            self._faults[place] = Fault(camera, text, blocks_gate, struck_at)
        if known is not None:
            return None
        return fault_event(camera, part, text, ok=False, blocks_gate=blocks_gate)

    def works(self, camera: str, part: str, text: str = "works again") -> GateEvent | None:
        """A part works; camera: GATE for one of the gate itself."""
        with self._lock:
            fault = self._faults.pop((camera, part), None)
        if fault is None:
            return None
        return fault_event(fault.camera, part, text, ok=True, blocks_gate=fault.blocks_gate)

    def tick(self, now: float) -> list[GateEvent]:
        """End the faults that have not struck for a while. now: monotonic s."""
        with self._lock:
            over = [
                place
                for place, fault in self._faults.items()
                if fault.struck_at is not None and now - fault.struck_at > TRANSIENT_S
            ]
        events = [self.works(*place) for place in over]
        return [event for event in events if event is not None]

    def current(self) -> dict[str, dict[str, Fault]]:
        """By camera (GATE for the gate itself) and part, what is wrong."""
        found: dict[str, dict[str, Fault]] = {}
        with self._lock:
            for (camera, part), fault in self._faults.items():
                found.setdefault(camera, {})[part] = fault
        return found


def fault_event(camera: str, part: str, text: str, *, ok: bool, blocks_gate: bool) -> GateEvent:
    """The event that a fault began, or is over."""
    body = {"part": part, "ok": ok, "text": text, "blocks_gate": blocks_gate}
    return GateEvent(EventKind.FAULT, camera, body)


class TargetHealth:
    """One delivery target's health. Safe to call from any thread; publishes without a lock held.

    Targets never block the gate: what they miss waits in a queue.
    """

    def __init__(
        self, name: str, camera: str, registry: HealthRegistry, publish: Publish | None
    ) -> None:
        self._name = name
        self._camera = camera
        self._registry = registry
        self._publish = publish or (lambda _: None)
        self._lock = threading.Lock()
        self._ok = True
        self._last_error: str | None = None
        self._last_success: datetime | None = None

    def works(self) -> None:
        """Something was delivered, or the target answered."""
        with self._lock:
            self._ok = True
            self._last_success = datetime.now(UTC)
        self.end(self._name)

    def fails(self, why: str) -> None:
        """Something could not be delivered: a whole sentence on why."""
        with self._lock:
            self._ok, self._last_error = False, why
        if self.begin(self._name, why):
            log.error("%s", why)

    def begin(self, part: str, text: str) -> bool:
        """A fault of this target or of one of its parts. False where it was known already."""
        event = self._registry.fail(self._camera, part, text, blocks_gate=False, of_gate=True)
        if event is not None:
            self._publish(event)
        return event is not None

    def end(self, part: str, text: str = "works again") -> None:
        """That fault is over."""
        event = self._registry.works(GATE, part, text)
        if event is not None:
            self._publish(event)

    def happened(self, part: str, text: str, after: str) -> None:
        """A fault that is over already: its beginning, and what is so since."""
        for ok, sentence in ((False, text), (True, after)):
            self._publish(fault_event(self._camera, part, sentence, ok=ok, blocks_gate=False))

    def as_dict(self) -> dict[str, Any]:
        """ok until something failed; last_success (UTC, ISO 8601) says whether anything worked."""
        with self._lock:
            success = self._last_success
            return {
                "ok": self._ok,
                "last_error": self._last_error,
                "last_success": success and success.isoformat(timespec="milliseconds"),
            }
