"""The registry of current faults, by camera and part; an event marks each fault's begin and end.

All parts of a gate report their faults here: cameras, senders, subscribers of the bus, the
watchdog. Each fault carries whether it keeps the gate shut, so that the door relay, the readiness
check and the metrics need no list of parts.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from edge.events.event import EventKind, GateEvent
from edge.message import Message

log = logging.getLogger(__name__)

Publish = Callable[[GateEvent], object]

GATE = ""
"""In place of a camera's name: faults of targets, subscribers and the process."""

WORKS = Message("works again")
"""The text of a fault's end, unless its part says more."""

TRANSIENT_S = 5.0
"""A transient fault (such as a bad frame) ends when it has not recurred for this long."""


@dataclass(frozen=True, slots=True)
class Fault:
    """text: a whole sentence. blocks_gate: the gate stays shut while it lasts.

    camera: the camera named in its events, also where the fault is the gate's own. struck_at:
    monotonic s of the last occurrence of a transient fault; None for a fault that lasts until its
    part reports that it works.
    """

    camera: str
    text: str
    blocks_gate: bool
    struck_at: float | None = None


class HealthRegistry:
    """The faults. Safe to call from any thread.

    of_gate: the fault is the gate's own, although its event names a camera.

    A call that begins or ends a fault returns the FAULT event for the caller to publish; a call
    that changes nothing returns None.
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
        """Report that a part failed."""
        place = GATE if of_gate else camera, part
        with self._lock:
            known = self._faults.get(place)
            camera = known.camera if known is not None else camera
            self._faults[place] = Fault(camera, text, blocks_gate, struck_at)
        if known is not None:
            return None
        return fault_event(camera, part, text, ok=False, blocks_gate=blocks_gate)

    def works(self, camera: str, part: str, text: str = WORKS) -> GateEvent | None:
        """Report that a part works. camera: GATE for a part of the gate itself."""
        with self._lock:
            fault = self._faults.pop((camera, part), None)
        if fault is None:
            return None
        return fault_event(fault.camera, part, text, ok=True, blocks_gate=fault.blocks_gate)

    def tick(self, now: float) -> list[GateEvent]:
        """End the transient faults that have not recurred for TRANSIENT_S. now: monotonic s."""
        with self._lock:
            over = [
                place
                for place, fault in self._faults.items()
                if fault.struck_at is not None and now - fault.struck_at > TRANSIENT_S
            ]
        events = [self.works(*place) for place in over]
        return [event for event in events if event is not None]

    def current(self) -> dict[str, dict[str, Fault]]:
        """The faults, by camera (GATE for the gate itself) and part."""
        found: dict[str, dict[str, Fault]] = {}
        with self._lock:
            for (camera, part), fault in self._faults.items():
                found.setdefault(camera, {})[part] = fault
        return found


def fault_event(camera: str, part: str, text: str, *, ok: bool, blocks_gate: bool) -> GateEvent:
    """The event that marks the begin of a fault, or its end (`ok`)."""
    body = {"part": part, "ok": ok, "text": text, "blocks_gate": blocks_gate}
    return GateEvent(EventKind.FAULT, camera, body)


class TargetHealth:
    """The health of one delivery target. Safe to call from any thread; publishes without a lock.

    A target's fault never blocks the gate: undelivered events wait in the queue.
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
        """Report that something was delivered, or that the target answered."""
        with self._lock:
            self._ok = True
            self._last_success = datetime.now(UTC)
        self.end(self._name)

    def fails(self, why: str) -> None:
        """Report that a delivery failed. why: a whole sentence."""
        with self._lock:
            self._ok, self._last_error = False, why
        if self.begin(self._name, why):
            log.error("%s", why)

    def begin(self, part: str, text: str) -> bool:
        """Begin a fault of this target or of one of its parts. False where it exists already."""
        event = self._registry.fail(self._camera, part, text, blocks_gate=False, of_gate=True)
        if event is not None:
            self._publish(event)
        return event is not None

    def end(self, part: str, text: str = WORKS) -> None:
        """End that fault."""
        event = self._registry.works(GATE, part, text)
        if event is not None:
            self._publish(event)

    def happened(self, part: str, text: str, after: str) -> None:
        """Report a fault that is over already. text: of its begin; after: of its end."""
        for ok, sentence in ((False, text), (True, after)):
            self._publish(fault_event(self._camera, part, sentence, ok=ok, blocks_gate=False))

    def as_dict(self) -> dict[str, Any]:
        """ok: nothing has failed since the last success. last_success: UTC, ISO 8601, or None."""
        with self._lock:
            success = self._last_success
            return {
                "ok": self._ok,
                "last_error": self._last_error,
                "last_success": success and success.isoformat(timespec="milliseconds"),
            }
