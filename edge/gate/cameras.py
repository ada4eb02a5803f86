"""All the cameras of one configuration: an engine each, models in common, one bus for events.

Nothing here waits for a camera: each engine has its own threads, and what an engine reports is
passed on by a thread of the site's own, so that neither a slow camera nor a slow listener holds up
another.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from edge.calibration.drift import Drift, stored_reference
from edge.calibration.store import camera_identity
from edge.capture.supervisor import SourceState
from edge.config import Config, WatchedCamera
from edge.errors import ConfigError
from edge.events.bus import EventBus
from edge.events.event import EventKind, GateEvent
from edge.events.health import Faults
from edge.gate.session_manager import Desk
from edge.gate.verdict_events import VerdictEvents
from edge.infer.face_mesh import FaceMesh, load_landmarker
from edge.infer.pool import SessionPool
from edge.runtime.engine import Engine
from edge.runtime.stats import Event
from edge.sinks.base import Watcher
from edge.types import SourceKind
from models.integrity import ModelWatch
from models.registry import Registry

log = logging.getLogger(__name__)

ONLY = "camera"
"""The name of the one camera of a configuration that lists none."""

DRIFT = "drift"
"""The fault of a camera that still works, but no longer as it was calibrated."""

TICK_S = 0.1
"""How often time passes for desks and faults."""

MODELS_S = 10.0
"""How often the files of the models in use are looked at."""

GRACE_S = 0.5
"""What stopping may take beyond its limit, for the threads that do the stopping."""

BLIND = frozenset(
    (SourceState.STALLED, SourceState.FROZEN, SourceState.RECONNECTING, SourceState.LOST)
)
"""States in which a camera sees nothing, so that nobody it saw is vouched for any more."""

SEEING = frozenset((SourceState.PLAYING, SourceState.ENDED))
"""States in which a source does what it should."""


@dataclass(frozen=True, slots=True)
class Station:
    """One camera: its engine, its verdicts' events, how its scores move over the weeks, and, where
    people are received, its desk.
    """

    name: str
    engine: Engine
    verdicts: VerdictEvents
    drift: Drift
    desk: Desk | None = None


class Site:
    """Starts and stops all stations together.

    source: what the one camera of a configuration without [[cameras]] watches.
    desks: whether people go through sessions here; auto: whether a face begins one by itself.
    record: writes an outcome down before it counts; False means that it does not count.
    watchers: who sees a camera's judged frames before its desk does, by the camera's name.
    pool: the loaded models, for whoever else judges faces in this process.
    Raises ConfigError where two cameras have one name.
    """

    def __init__(
        self,
        config: Config,
        registry: Registry,
        *,
        bus: EventBus,
        source: str | None = None,
        realtime: bool = False,
        desks: bool = False,
        auto: bool = False,
        record: Callable[[GateEvent], bool] | None = None,
        watchers: Callable[[str], Sequence[Watcher]] | None = None,
        notify: Callable[[], None] | None = None,
    ) -> None:
        self._config = config
        self._registry = registry
        self._bus = bus
        self._realtime = realtime
        self._desks = desks
        self._auto = auto
        self._record = record or bus.publish
        self._watchers = watchers or (lambda _: ())
        self._notify = notify
        self.pool = SessionPool()
        self._told: queue.SimpleQueue[tuple[str, Event] | GateEvent | None] = queue.SimpleQueue()
        self._faults = Faults(self._told.put)  # marked at once, told in the site's own thread
        self._model_watch = ModelWatch(registry, self._used_models)
        self._models_seen_at = 0.0
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="facevouch-site", daemon=True)
        self.stations = {c.name: self._station(c) for c in _cameras(config, source)}

    def start(self) -> None:
        """Begin watching. Raises what Engine.start raises, and then nothing runs."""
        started: list[Station] = []
        try:
            for station in self.stations.values():
                station.engine.start()
                started.append(station)
        except Exception:
            for station in started:
                station.engine.stop()
            raise
        self._thread.start()
        for station in self.stations.values():
            body = {"what": "started", "models": station.engine.stats().models}
            self._bus.publish(GateEvent(EventKind.SYSTEM, station.name, body))

    def stop(self, timeout: float = 2.0) -> list[str]:
        """End all engines within timeout seconds together. Returns the threads that did not end."""
        deadline = time.monotonic() + timeout
        self._stopping = True
        for station in self.stations.values():
            if station.desk is not None:
                station.desk.close()  # while whoever must hear of an end still listens
        late: list[str] = []

        def end(station: Station) -> None:
            late.extend(station.engine.stop(timeout))

        stoppers = [
            threading.Thread(target=end, args=(s,), name=f"facevouch-stop-{s.name}", daemon=True)
            for s in self.stations.values()
        ]
        for stopper in stoppers:
            stopper.start()
        for stopper in stoppers:
            stopper.join(max(0.05, deadline + GRACE_S - time.monotonic()))
        for name in self.stations:
            self._bus.publish(GateEvent(EventKind.SYSTEM, name, {"what": "stopped"}))
        self._told.put(None)
        if self._thread.is_alive():
            self._thread.join(max(0.05, deadline + GRACE_S - time.monotonic()))
            if self._thread.is_alive():
                late.append(self._thread.name)
        return late

    def health(self) -> dict[str, Any]:
        """How every camera is doing, as JSON values."""
        faults = self.faults()
        return {
            name: _health(station.engine, faults.get(name, {}))
            for name, station in self.stations.items()
        }

    def drift(self) -> dict[str, dict[str, float]]:
        """By camera: how far scores and pictures are from calibration (PSI), by seconds seen."""
        found = {}
        for name, station in self.stations.items():
            status = station.drift.status()
            known = {what: psi for what, psi in status.psi.items() if psi is not None}
            found[name] = {**known, "values": float(status.values)}
        return found

    def faults(self) -> dict[str, dict[str, str]]:
        """What is wrong now, by camera and part: source, trust, frame, watcher, sink, drift."""
        return self._faults.current()

    # -- inside -------------------------------------------------------------------------------

    def _station(self, camera: WatchedCamera) -> Station:
        engines: list[Engine] = []  # verdicts and desk ask the engine that is made for them

        def models() -> dict[str, str]:
            return engines[0].stats().models

        def source_kind() -> SourceKind:
            return engines[0].source_kind

        gone_s = self._config.track.max_lost_s
        verdicts = VerdictEvents(camera.name, self._bus.publish, models, gone_s)
        desk = None
        if self._desks:
            desk = Desk(
                self._config,
                camera=camera.name,
                auto=self._auto,
                record=self._record,
                landmarker=self._landmarker(),
                models=models,
                source_kind=source_kind,
            )
        drift = self._drift(camera)
        engine = Engine(
            self._config,
            camera.source,
            self._registry,
            notify=self._notify,
            sinks=[verdicts],
            realtime=self._realtime,
            watchers=[*self._watchers(camera.name), drift, *([desk] if desk is not None else [])],
            on_event=partial(self._hear, camera.name),
            pool=self.pool,
            careful=True,
        )
        engines.append(engine)
        return Station(camera.name, engine, verdicts, drift, desk)

    def _drift(self, camera: WatchedCamera) -> Drift:
        def tell(text: str | None) -> None:
            self._hear(camera.name, Event(time.monotonic(), "warning", DRIFT, text or ""))

        identity = self._config.camera.calibrated_as or camera_identity(camera.source)
        return Drift(stored_reference(identity), self._config.drift, tell)

    def _landmarker(self) -> FaceMesh | None:
        """One for each desk: it serves one thread."""
        if "gestures" not in self._config.challenge.kind:
            return None
        return load_landmarker(self._registry, self._config.models)

    def _run(self) -> None:
        """Pass on what the engines tell, and let time pass for the desks and the faults."""
        ticked = 0.0
        while True:
            try:
                told = self._told.get(timeout=TICK_S)
                if told is None:
                    return
                if isinstance(told, GateEvent):
                    self._bus.publish(told)
                else:
                    self._pass_on(*told)
            except queue.Empty:
                pass
            except Exception:  # the thread's top: one event must not silence those that follow
                log.exception("an event of a camera could not be passed on")
            if time.monotonic() - ticked >= TICK_S:
                ticked = time.monotonic()
                self._faults.tick(ticked)
                self._look_at_models(ticked)
                for station in self.stations.values():
                    if station.desk is not None:
                        station.desk.tick()

    def _look_at_models(self, now: float) -> None:
        """A model file or a manifest that was exchanged is told of before the next start."""
        if now - self._models_seen_at < MODELS_S:
            return
        self._models_seen_at = now
        found = "; ".join(self._model_watch.faults().values())
        for name in self.stations:
            self._faults.note(name, "models", found or None, now)

    def _used_models(self) -> list[str]:
        used = (station.engine.stats().models.values() for station in self.stations.values())
        return [model_id for models in used for model_id in models]

    def _hear(self, camera: str, event: Event) -> None:
        """An engine says something, in a thread of its own: the status shows it at once."""
        if event.source is not None and self._stopping:
            return  # a camera that is let go has no fault
        if event.source in BLIND or event.source in SEEING:  # opening is no news, good or bad
            text = event.text if event.source in BLIND else None
            self._faults.note(camera, "source", text, event.at)
        elif event.kind == DRIFT:
            self._faults.note(camera, DRIFT, event.text or None, event.at)
        elif event.kind == "trust":
            doubted = event.text if event.level == "error" else None
            self._faults.note(camera, "trust", doubted, event.at)
        elif event.level == "error":
            self._faults.note(camera, event.kind, event.text, event.at)
        self._told.put((camera, event))

    def _pass_on(self, camera: str, event: Event) -> None:
        station = self.stations[camera]
        if event.source is not None:
            blind = event.source in BLIND
            if blind or event.source is SourceState.ENDED:
                station.verdicts.lapse()
            if station.desk is not None and (blind or event.source is SourceState.PLAYING):
                station.desk.out_of_order(event.text if blind else None)
        elif event.kind != DRIFT and event.level != "error":
            self._publish_system(camera, event)

    def _publish_system(self, camera: str, event: Event) -> None:
        body = {"what": event.kind, "text": event.text}
        self._bus.publish(GateEvent(EventKind.SYSTEM, camera, body))


def _health(engine: Engine, faults: dict[str, str]) -> dict[str, Any]:
    stats = engine.stats()
    source = stats.source
    playing = source is not None and source.state is SourceState.PLAYING
    return {
        "ok": playing and "antispoof" in stats.models and not faults.keys() - {DRIFT},
        "source": source.state.value if source is not None else None,
        "source_kind": engine.source_kind.value,
        "restarts": source.restarts if source is not None else 0,
        "fps": round(stats.fps, 1),
        "capture_fps": round(stats.capture_fps, 1),
        "frames": stats.frames,
        "dropped": stats.dropped,
        "latency_ms": {k: [round(v, 1) for v in pair] for k, pair in stats.latency_ms.items()},
        "models": stats.models,
        "faults": faults,
    }


def _cameras(config: Config, source: str | None) -> list[WatchedCamera]:
    if not config.cameras:
        return [WatchedCamera(name=ONLY, source=source)]
    if source is not None:
        raise ConfigError("--source and [[cameras]] of the configuration exclude one another")
    names = [camera.name for camera in config.cameras]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise ConfigError(f"cameras: two are named {twice!r}; each needs a name of its own")
    return list(config.cameras)
