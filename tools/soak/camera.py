"""A simulated camera that can be unplugged, stalled, frozen and restored."""

from __future__ import annotations

import threading
import time
from enum import StrEnum

from edge.capture import resolve
from edge.capture.base import Source
from edge.errors import SourceError
from edge.types import U8, Frame
from tools.soak.pictures import Sensor

NAME = "soak"
"""Prefix of the cameras' source names; `soak:3` is the third camera."""


class Mode(StrEnum):
    """The state of a simulated connection."""

    PLAYING = "playing"
    UNPLUGGED = "unplugged"
    STALLED = "stalled"
    FROZEN = "frozen"


class Wire:
    """A simulated connection, which exists while its camera is closed and reopened."""

    def __init__(self, sensor: Sensor, fps: float) -> None:
        self.sensor = sensor
        self.period = 1 / fps
        self.changed = threading.Condition()
        self.mode = Mode.PLAYING

    def become(self, mode: Mode) -> None:
        with self.changed:
            self.mode = mode
            self.changed.notify_all()


class WiredCamera(Source):
    """A live source at the wire's rate."""

    live = True

    def __init__(self, number: int, wire: Wire) -> None:
        self.id = f"{NAME}:{number}"
        self._wire = wire
        self._index = 0
        self._closed = False
        self._due = 0.0
        self._last: U8 | None = None

    def open(self) -> None:
        if self._wire.mode is Mode.UNPLUGGED:
            raise SourceError(f"{self.id} is not connected")
        self._due = time.monotonic()

    def read(self) -> Frame | None:
        wire = self._wire
        self._due = max(self._due + wire.period, time.monotonic() - 1)
        with wire.changed:
            while not self._closed and wire.mode is not Mode.UNPLUGGED:
                wait = None if wire.mode is Mode.STALLED else self._due - time.monotonic()
                if wait is not None and wait <= 0:
                    break
                wire.changed.wait(wait)
            if self._closed or wire.mode is Mode.UNPLUGGED:
                raise SourceError(f"{self.id} was unplugged")
            frozen = wire.mode is Mode.FROZEN
        if not frozen or self._last is None:
            self._last = wire.sensor.picture()
        frame = Frame(self._last.copy(), self._index, self.id, time.monotonic())
        self._index += 1
        return frame

    def close(self) -> None:
        with self._wire.changed:
            self._closed = True
            self._wire.changed.notify_all()


def plug_in(wires: list[Wire]) -> None:
    """Register `soak:1` … as sources of this process."""
    resolve.MADE[NAME] = lambda number: WiredCamera(number or 1, wires[(number or 1) - 1])


def unplug() -> None:
    """Unregister them."""
    resolve.MADE.pop(NAME, None)
