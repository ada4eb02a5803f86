"""The present state of a gate, derived from its events: what each camera sees, and which faults.

Only the newest state is ever sent, so states are not queued as events are.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any

from edge.events.event import GONE, EventKind, GateEvent
from edge.types import State

IDLE = "IDLE"

RANK = (State.ATTACK, State.UNAVAILABLE, State.LIVE, State.CHECKING, State.POOR_QUALITY)
"""With several faces, the first of these states that any face has is the camera's."""
BEGINS_ANEW = ("started", "stopped")  # of an engine; its track numbers start again then
STATES = (IDLE, *(state.value for state in State))


class GateState:
    """A Subscriber. on_change is called after each change, and must return at once."""

    name = "state"
    blocks_gate = False

    def __init__(self, cameras: Sequence[str], on_change: Callable[[], None]) -> None:
        self._lock = threading.Lock()
        self._on_change = on_change
        self._tracks: dict[str, dict[int, str]] = {camera: {} for camera in cameras}
        self._since: dict[str, str | None] = dict.fromkeys(cameras)
        self._faults: dict[str, dict[str, str]] = {}

    def on_event(self, event: GateEvent) -> None:
        with self._lock:
            if event.kind is EventKind.VERDICT:
                self._judge(event)
            elif event.kind is EventKind.FAULT:
                self._fault(event)
            elif event.body.get("what") in BEGINS_ANEW:
                self._tracks.setdefault(event.camera, {}).clear()
            else:
                return
        self._on_change()

    def close(self) -> None:
        """Nothing to finish."""

    def cameras(self) -> dict[str, dict[str, Any]]:
        """By camera: state, number of faces in view, and since when; JSON values."""
        with self._lock:
            return {
                camera: {
                    "state": _standing_for(tracks),
                    "faces": len(tracks),
                    "at": self._since.get(camera),
                }
                for camera, tracks in self._tracks.items()
            }

    def health(self) -> dict[str, Any]:
        """ok, and the faults by camera and part; JSON values."""
        with self._lock:
            faults = {camera: dict(parts) for camera, parts in self._faults.items() if parts}
        return {"ok": not faults, "faults": faults}

    def _judge(self, event: GateEvent) -> None:
        tracks = self._tracks.setdefault(event.camera, {})
        track, state = event.body.get("track"), event.body.get("state")
        if not isinstance(track, int) or not isinstance(state, str):
            return
        if state == GONE:
            tracks.pop(track, None)
        else:
            tracks[track] = state
        self._since[event.camera] = event.at.isoformat(timespec="milliseconds")

    def _fault(self, event: GateEvent) -> None:
        part = str(event.body.get("part"))
        faults = self._faults.setdefault(event.camera, {})
        if event.body.get("ok"):
            faults.pop(part, None)
        else:
            faults[part] = str(event.body.get("text", "failed"))


def _standing_for(tracks: dict[int, str]) -> str:
    if not tracks:
        return IDLE
    present = set(tracks.values())
    return next((state.value for state in RANK if state.value in present), State.UNKNOWN.value)
