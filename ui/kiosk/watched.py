"""A gatehouse with one camera, as the bridge knows an engine; and the dog that watches over it."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from edge.config import WatchdogConfig
from edge.errors import ConfigError
from edge.events.event import EventKind, GateEvent
from edge.gatehouse import Gatehouse
from edge.session.desk import Desk
from edge.status import EngineStats, Event
from edge.types import Frame, FrameResult
from edge.watchdog import Watchdog


class Watched:
    """Started and stopped by the bridge.

    The dog looks at the screen too: one that no longer draws is as dead as a model that hangs.
    """

    def __init__(self, house: Gatehouse, config: WatchdogConfig) -> None:
        self._house = house
        self._name, self._station = next(iter(house.site.stations.items()))
        self._screen_at: Callable[[], float] = time.monotonic
        self._end: Callable[[], None] = lambda: None
        self._dog = Watchdog(self._alive, config, end=lambda: self._end(), tell=self._tell)

    @property
    def desk(self) -> Desk:
        if self._station.desk is None:
            raise ConfigError("this gatehouse has no desk")
        return self._station.desk

    def guard(self, screen_at: Callable[[], float], end: Callable[[], None]) -> None:
        """screen_at: monotonic s of the screen's last look. end: of the kiosk, from any thread."""
        self._screen_at, self._end = screen_at, end

    def start(self) -> None:
        self._house.start()
        self._dog.start()

    def stop(self, timeout: float) -> list[str]:
        return self._dog.stop() + self._house.stop(timeout)

    @property
    def exit_status(self) -> int:
        """What the process should end with: 0, unless the watchdog asked for the end."""
        return self._dog.exit_status

    def take(self) -> tuple[Frame, FrameResult] | None:
        return self._station.engine.take()

    def events(self) -> list[Event]:
        return self._station.engine.events()

    def stats(self) -> EngineStats:
        return self._station.engine.stats()

    def delivery(self) -> Mapping[str, Mapping[str, Any]]:
        return self._house.delivery.health()

    def _alive(self) -> dict[str, EngineStats]:
        stats = self._station.engine.stats()
        return {self._name: replace(stats, alive_at=min(stats.alive_at, self._screen_at()))}

    def _tell(self, text: str) -> None:
        body = {"part": "watchdog", "ok": False, "text": text}
        self._house.bus.publish(GateEvent(EventKind.FAULT, self._name, body))
