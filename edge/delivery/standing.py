"""How a target of events is doing; a change of that is told once."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from edge.events.event import EventKind, GateEvent

log = logging.getLogger(__name__)

Tell = Callable[[GateEvent], object]


class Standing:
    """One target's health. Safe to call from any thread.

    tell: gets a FAULT event when the target begins to fail, and one when it works again; usually
    the bus. It is called without a lock held.
    """

    def __init__(self, name: str, tell: Tell | None, camera: str) -> None:
        self._name = name
        self._tell = tell
        self._camera = camera
        self._lock = threading.Lock()
        self._ok: bool | None = None
        self._last_error: str | None = None
        self._last_success: datetime | None = None

    def works(self) -> None:
        """Something was delivered, or the target answered."""
        with self._lock:
            recovered = self._ok is False
            self._ok = True
            self._last_success = datetime.now(UTC)
        if recovered:
            self.tell(ok=True, text="works again")

    def fails(self, why: str) -> None:
        """Something could not be delivered: a whole sentence on why. Told when it begins."""
        with self._lock:
            changed = self._ok is not False
            self._ok = False
            self._last_error = why
        if changed:
            log.error("%s", why)
            self.tell(ok=False, text=why)

    def tell(self, *, ok: bool, text: str, part: str | None = None) -> None:
        """Tell of a fault, or that it is over."""
        if self._tell is None:
            return
        body = {"part": part or self._name, "ok": ok, "text": text}
        self._tell(GateEvent(EventKind.FAULT, self._camera, body))

    def as_dict(self) -> dict[str, Any]:
        """ok until something failed; last_success (UTC, ISO 8601) says whether anything worked."""
        with self._lock:
            success = self._last_success
            return {
                "ok": self._ok is not False,
                "last_error": self._last_error,
                "last_success": success and success.isoformat(timespec="milliseconds"),
            }
