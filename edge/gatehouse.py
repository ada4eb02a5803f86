"""All that stands behind a gate: cameras and desks, the log, the queue and who is told.

Whoever shows or serves the gate (the kiosk's screen, the service) starts one of these. Its order is
its promise: an acceptance is in the audit log before a relay, a broker or a screen hears of it.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from edge.audit.log import AuditLog, audit_path
from edge.config import Config
from edge.delivery.deliver import Delivery
from edge.errors import OutputError
from edge.events.bus import EventBus
from edge.events.event import EventKind, GateEvent
from edge.keys import KioskKey
from edge.places import state_folder
from edge.session.outcome import Decision
from edge.site import Site
from models.registry import Registry

log = logging.getLogger(__name__)

KEYS = "keys"
STOP_CAMERAS = 0.6
"""The share of the time to stop that the cameras may take; the rest is for the queue."""


class Gatehouse:
    """Made and started by one thread. Raises what its parts raise, and then nothing is left open.

    source: what the one camera of a configuration without [[cameras]] watches. auto: a face begins
    a session by itself, as before a kiosk. lines: events as JSON lines to a file or `-`.
    notify: called from an engine's thread after each result. realtime: files at their own speed.
    """

    def __init__(
        self,
        config: Config,
        registry: Registry,
        *,
        source: str | None = None,
        auto: bool = False,
        lines: str | None = None,
        notify: Callable[[], None] | None = None,
        realtime: bool = False,
    ) -> None:
        self._config = config
        self.bus = EventBus()
        self.key = KioskKey.load_or_create(state_folder() / KEYS)
        self.audit: AuditLog | None = None
        self._audit_file: Path = audit_path()
        self.delivery = Delivery(config, state_folder(), lines=lines, tell=self.bus.publish)
        self.site = Site(
            config,
            registry,
            bus=self.bus,
            source=source,
            realtime=realtime,
            desks=True,
            auto=auto,
            record=self.record,
            notify=notify,
        )

    def start(self) -> None:
        """Open the log, begin to deliver, then watch."""
        if self._config.audit.enabled:
            self._open_log()
        for subscriber in self.delivery.subscribers():
            self.bus.subscribe(subscriber)
        self.delivery.start()
        try:
            self.site.start()
        except Exception:
            self.stop()
            raise

    def stop(self, timeout: float = 4.0) -> list[str]:
        """Stop watching, then close what was told. Returns the threads that did not end in time."""
        deadline = time.monotonic() + timeout
        late = self.site.stop(timeout * STOP_CAMERAS)
        late += self.delivery.stop(max(0.2, deadline - time.monotonic()))
        self.bus.close()
        return late

    def record(self, event: GateEvent) -> bool:
        """Write an outcome down and tell of it. False where it must not count.

        What an acceptance is worth without a log is the operator's choice (`audit.when_full`).
        """
        accepted = event.body.get("decision") == Decision.ACCEPTED.value
        strict = self.audit is not None and self._config.audit.when_full == "closed"
        if not (accepted and strict and self.audit is not None):
            self.bus.publish(event)
            return True
        if self.bus.commit(event, self.audit.name):
            return True
        refused = {**event.body, "decision": Decision.REFUSED.value, "reasons": ["not_recorded"]}
        self.bus.publish(GateEvent(EventKind.SESSION, event.camera, refused))
        return False

    def _open_log(self) -> None:
        """Raises OutputError where the gate must not vouch without its log."""
        try:
            self.audit = AuditLog(self._audit_file, self.key, gate=self._config.session.name)
        except OutputError as error:
            if self._config.audit.when_full == "closed":
                raise
            log.error("%s; the gate goes on without it, as audit.when_full says", error)
            return
        self.bus.subscribe(self.audit)

    def health(self) -> dict[str, Any]:
        """How everything is doing, as JSON values; `ok` only where all of it is."""
        cameras = self.site.health()
        delivery = self.delivery.health()
        failing = self.bus.failing
        return {
            "ok": not failing and all(camera["ok"] for camera in cameras.values()),
            "cameras": cameras,
            "delivery": delivery,
            "failing": failing,
        }
