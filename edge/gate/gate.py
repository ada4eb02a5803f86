"""A complete gate: cameras and sessions, the audit log, the queue and the delivery targets.

Started by the kiosk's window or by the service. Its parts are connected in an order that guarantees
that an acceptance is in the audit log before a relay, a broker or a screen gets it.
"""

from __future__ import annotations

import fcntl
import logging
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from edge.audit.records import Records
from edge.capture.camera_list import list_cameras
from edge.config import Config, TrustConfig
from edge.delivery.targets import Delivery
from edge.errors import OutputError
from edge.events.bus import EventBus
from edge.events.event import EventKind, GateEvent
from edge.events.outcome import Decision
from edge.gate.cameras import Cameras
from edge.gate.head_events import HeadEvents
from edge.gate.result_face import face_sealer
from edge.runtime.factory import named_models
from edge.security.keys import KioskKey, keys_folder
from edge.system.paths import STATE_VARIABLE, state_folder
from models.registry import Registry

log = logging.getLogger(__name__)

LOCK_FILE = "gate.lock"
"""Locked by the gate that uses a state folder. The file is not deleted; only the lock matters."""

BACKOFF_S = 2.0
"""Longest interval at which a gate tries to reopen a lost camera."""

STOP_CAMERAS = 0.6
"""The share of the time to stop that the cameras may take; the rest is for the queue."""


class Gate:
    """Created and started by one thread. Raises what its parts raise; then nothing is left open.
    Raises OutputError while another gate uses the state folder: two would share keys and queue.

    source: the source of the one camera of a configuration without [[cameras]]; a gate without a
    camera waits for one, and never falls back on the demo. auto: a face near the gate begins a
    session, as at a kiosk. lines: events as JSON lines to a file or `-`. notify: called from an
    engine's thread after each result.
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
    ) -> None:
        wait = min(BACKOFF_S, config.camera.backoff_max_s)
        patient = config.camera.model_copy(update={"keep_trying": True, "backoff_max_s": wait})
        named = tuple(
            camera.model_copy(update={"source": camera.source or _first_camera()})
            for camera in config.cameras
        )
        changed = {
            "camera": patient,
            "cameras": named,
            "trust": _trust_at_a_door(config),
            "decision": config.decision.at_a_gate(),
        }
        config = config.model_copy(update=changed)
        self._config = config
        self._lock: int | None = _occupy(state_folder())
        self.bus = EventBus()
        try:
            self.key = KioskKey.load_or_create(keys_folder())
            self.records = self._open_records(named_models(config, registry))
            for subscriber in self.records.subscribers():
                self.bus.subscribe(subscriber)
            self.delivery = Delivery(
                config,
                state_folder(),
                lines=lines,
                publish=self.bus.publish,
                registry=self.bus.health,
            )
            for subscriber in self.delivery.subscribers():
                self.bus.subscribe(subscriber)
            self._heads = self._head_events()
            self.cameras = Cameras(
                config,
                registry,
                bus=self.bus,
                source=source if config.cameras else source or _first_camera(),
                realtime=True,
                sessions=True,
                auto=auto,
                record=self.record,
                listeners=self.records.listeners,
                seal_face=face_sealer(config, self.key),
                notify=notify,
            )
        except BaseException:
            self.bus.close()
            self._leave()
            raise

    def start(self) -> None:
        """Start retention, then delivery, then the cameras."""
        try:
            self.records.start()
            self.delivery.start()
            if self._heads is not None:
                self._heads.start()
            self.cameras.start()
        except BaseException:
            self.stop()
            raise

    def stop(self, timeout: float = 5.0) -> list[str]:
        """Stop the cameras, then close log and queue. Returns the threads that did not
        end in time."""
        deadline = time.monotonic() + timeout
        try:
            late = self.cameras.stop(timeout * STOP_CAMERAS)
            if self._heads is not None:
                late += self._heads.stop(0.5)
            late += self.delivery.stop(max(0.2, deadline - time.monotonic()))
            late += self.records.stop(max(0.2, deadline - time.monotonic()))
            self.bus.close()
        finally:
            self._leave()
        return late

    def record(self, event: GateEvent) -> bool:
        """Record an outcome, then publish it. False where it must not count.

        Whether an acceptance counts without a log is configured by `audit.when_full`.
        """
        audit = self.records.log
        accepted = event.body.get("decision") == Decision.ACCEPTED.value
        if audit is None or not accepted or self._config.audit.when_full == "open":
            self.bus.publish(event)
            return True
        if self.bus.commit(event, audit.name):
            return True
        refused = {**event.body, "decision": Decision.REFUSED.value, "reasons": ["not_recorded"]}
        self.bus.publish(GateEvent(EventKind.SESSION, event.camera, refused))
        return False

    def health(self) -> dict[str, Any]:
        """The health of all parts, as JSON values; `ok` only where all parts are."""
        cameras = self.cameras.health()
        failing = self.bus.failing
        return {
            "ok": not failing and all(camera["ok"] for camera in cameras.values()),
            "cameras": cameras,
            "delivery": self.delivery.health(),
            "failing": failing,
        }

    def _open_records(self, models: dict[str, str]) -> Records:
        """Open the records. Raises OutputError where the gate must not accept without its log."""
        audit, gate = self._config.audit, self._config.session.name
        try:
            return Records(audit, self.key, gate=gate, models=models)
        except OutputError as error:
            if audit.when_full == "closed":
                raise
            log.error("%s; the gate continues without the audit log (audit.when_full)", error)
            without = audit.model_copy(update={"enabled": False})
            return Records(without, self.key, gate=gate, models=models)

    def _head_events(self) -> HeadEvents | None:
        audit, hours = self.records.log, self._config.audit.head_hours
        return HeadEvents(audit, self.bus.publish, hours * 3600) if audit and hours else None

    def _leave(self) -> None:
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None


def _occupy(folder: Path) -> int:
    """Lock a state folder; returns a file descriptor, whose closing releases the lock.

    Raises OutputError while another gate uses it, in this process or another.
    """
    path = folder / LOCK_FILE
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        # for reading: a disk that can no longer be written is for the log's policy to judge
        handle = os.open(path, os.O_RDONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise OutputError(f"cannot write {path}: {error.strerror}") from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(handle)
        raise OutputError(
            f"another gate uses {folder}; stop it, or set {STATE_VARIABLE} to another folder"
        ) from error
    except OSError as error:
        os.close(handle)
        raise OutputError(f"cannot lock {path}: {error.strerror}") from error
    return handle


def _trust_at_a_door(config: Config) -> TrustConfig:
    """The trust settings; a gate with a relay refuses an unpinned camera unless configured."""
    if config.relay.pin is None or config.trust.pinned != "auto":
        return config.trust
    return config.trust.model_copy(update={"pinned": "refuse"})


def _first_camera() -> str:
    cameras = list_cameras()
    return str(cameras[0].index) if cameras else "0"
