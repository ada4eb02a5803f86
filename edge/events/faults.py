"""What is wrong now, by camera and part; told once when it begins and once when it is over."""

from __future__ import annotations

import threading
from collections.abc import Callable

from edge.events.event import EventKind, GateEvent

CALM_S = 5.0
"""A fault that only shows when it strikes (a bad frame) is over when it has not for so long."""

LASTING = frozenset(("source", "sink", "trust", "drift", "models"))
"""Parts whose fault lasts until their own good news."""


class Faults:
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
