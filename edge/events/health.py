"""What is wrong now, by camera and part; told once when it begins and once when it is over."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from edge.events.event import EventKind, GateEvent

log = logging.getLogger(__name__)

Tell = Callable[[GateEvent], object]


class TargetHealth:
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


CALM_S = 5.0
"""A fault that only shows when it strikes (a bad frame) is over when it has not for so long."""

LASTING = frozenset(("source", "sink", "trust", "drift", "models"))
"""Parts whose fault lasts until their own good news."""


class HealthRegistry:
    """Keeps faults. Safe to call from any thread. publish takes the FAULT events."""

    def __init__(self, publish: Callable[[GateEvent], object]) -> None:
        self._publish = publish
        self._lock = threading.Lock()
        self._now: dict[tuple[str, str], tuple[str, float]] = {}

    def note(self, camera: str, part: str, text: str | None, at: float) -> None:
        """A part of a camera is broken (text says how), or works (None). at: monotonic s."""
        with self._lock:
            before = self._now.get((camera, part))
            if text is None:
                self._now.pop((camera, part), None)
            else:
                self._now[camera, part] = (text, at)
        if (before is None) != (text is None):
            self._tell(camera, part, text)

    def tick(self, now: float) -> None:
        """Let go of faults that have not struck for a while. now: monotonic s."""
        with self._lock:
            over = [
                (camera, part)
                for (camera, part), (_, at) in self._now.items()
                if part not in LASTING and now - at > CALM_S
            ]
        for camera, part in over:
            self.note(camera, part, None, now)

    def current(self) -> dict[str, dict[str, str]]:
        """By camera and part, what is wrong."""
        found: dict[str, dict[str, str]] = {}
        with self._lock:
            for (camera, part), (text, _) in self._now.items():
                found.setdefault(camera, {})[part] = text
        return found

    def _tell(self, camera: str, part: str, text: str | None) -> None:
        body = {"part": part, "ok": text is None, "text": text or "works again"}
        self._publish(GateEvent(EventKind.FAULT, camera, body))
