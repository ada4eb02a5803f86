"""All the cameras of one configuration: an engine each, models in common, one bus for events.

Nothing here waits for a camera: each engine has its own threads, and what an engine reports is
published by one more thread, so that neither a slow camera nor a slow subscriber holds up another.
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
from edge.events.health import HealthRegistry
from edge.gate.session_manager import SessionManager
from edge.gate.verdict_events import VerdictEvents
from edge.infer.face_mesh import FaceMesh, load_landmarker
from edge.infer.pool import SessionPool
from edge.runtime.engine import Engine
from edge.runtime.stats import Event
from edge.sinks.base import FrameListener
from edge.types import SourceKind
from models.integrity import ModelWatch
from models.registry import Registry

log = logging.getLogger(__name__)

ONLY = "camera"
"""The name of the one camera of a configuration that lists none."""

DRIFT = "drift"
"""The fault of a camera that still works, but no longer as it was calibrated."""

TICK_S = 0.1
"""How often time passes for sessions and faults."""

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
class Camera:
    """One camera: its engine, its verdicts' events, how its scores move over the weeks, and, where
    people are received, its sessions.
    """

    name: str
    engine: Engine
    verdicts: VerdictEvents
    drift: Drift
    sessions: SessionManager | None = None


class Cameras:
    """Starts and stops all by_name together.

    source: what the one camera of a configuration without [[cameras]] watches.
    sessions: whether people go through sessions here; auto: whether a face begins one by itself.
    record: writes an outcome down before it counts; False means that it does not count.
    watchers: listeners that get a camera's judged frames before its session manager does, by name.
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
        sessions: bool = False,
        auto: bool = False,
        record: Callable[[GateEvent], bool] | None = None,
        watchers: Callable[[str], Sequence[FrameListener]] | None = None,
        notify: Callable[[], None] | None = None,
    ) -> None:
        self._config = config
        self._registry = registry
        self._bus = bus
        self._realtime = realtime
        self._sessions = sessions
        self._auto = auto
        self._record = record or bus.publish
        self._watchers = watchers or (lambda _: ())
        self._notify = notify
        self.pool = SessionPool()
        self._told: queue.SimpleQueue[tuple[str, Event] | GateEvent | None] = queue.SimpleQueue()
        self._faults = HealthRegistry(
            self._told.put
        )  # marked at once, told in the cameras's own thread
        self._model_watch = ModelWatch(registry, self._used_models)
        self._models_seen_at = 0.0
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="facevouch-cameras", daemon=True)
        self.by_name = {c.name: self._station(c) for c in _cameras(config, source)}

    def start(self) -> None:
        """Begin watching. Raises what Engine.start raises, and then nothing runs."""
        started: list[Camera] = []
        try:
            for station in self.by_name.values():
                station.engine.start()
                started.append(station)
        except Exception:
            for station in started:
                station.engine.stop()
            raise
        self._thread.start()
        for station in self.by_name.values():
            body = {"what": "started", "models": station.engine.stats().models}
            self._bus.publish(GateEvent(EventKind.SYSTEM, station.name, body))

    def stop(self, timeout: float = 2.0) -> list[str]:
        """End all engines within timeout seconds together. Returns the threads that did not end."""
        deadline = time.monotonic() + timeout
        self._stopping = True
        for station in self.by_name.values():
            if station.sessions is not None:
                station.sessions.close()  # while whoever must hear of an end still listens
        late: list[str] = []

        def end(station: Camera) -> None:
            late.extend(station.engine.stop(timeout))

        stoppers = [
            threading.Thread(target=end, args=(s,), name=f"facevouch-stop-{s.name}", daemon=True)
            for s in self.by_name.values()
        ]
        for stopper in stoppers:
            stopper.start()
        for stopper in stoppers:
            stopper.join(max(0.05, deadline + GRACE_S - time.monotonic()))
        for name in self.by_name:
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
            for name, station in self.by_name.items()
        }

    def drift(self) -> dict[str, dict[str, float]]:
        """By camera: how far scores and pictures are from calibration (PSI), by seconds seen."""
        found = {}
        for name, station in self.by_name.items():
            status = station.drift.status()
            known = {what: psi for what, psi in status.psi.items() if psi is not None}
            found[name] = {**known, "values": float(status.values)}
        return found

    def faults(self) -> dict[str, dict[str, str]]:
        """What is wrong now, by camera and part: source, trust, frame, watcher, sink, drift."""
        return self._faults.current()

    # -- inside -------------------------------------------------------------------------------

    def _station(self, camera: WatchedCamera) -> Camera:
        engines: list[Engine] = []  # verdicts and sessions ask the engine that is made for them

        def models() -> dict[str, str]:
            return engines[0].stats().models

        def source_kind() -> SourceKind:
            return engines[0].source_kind

        gone_s = self._config.track.max_lost_s
        verdicts = VerdictEvents(camera.name, self._bus.publish, models, gone_s)
        sessions = None
        if self._sessions:
            sessions = SessionManager(
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
            watchers=[
                *self._watchers(camera.name),
                drift,
                *([sessions] if sessions is not None else []),
            ],
            on_event=partial(self._hear, camera.name),
            pool=self.pool,
            careful=True,
        )
        engines.append(engine)
        return Camera(camera.name, engine, verdicts, drift, sessions)

    def _drift(self, camera: WatchedCamera) -> Drift:
        def tell(text: str | None) -> None:
            self._hear(camera.name, Event(time.monotonic(), "warning", DRIFT, text or ""))

        identity = self._config.camera.calibrated_as or camera_identity(camera.source)
        return Drift(stored_reference(identity), self._config.drift, tell)

    def _landmarker(self) -> FaceMesh | None:
        """One for each sessions: it serves one thread."""
        if "gestures" not in self._config.challenge.kind:
            return None
        return load_landmarker(self._registry, self._config.models)

    def _run(self) -> None:
        """Publish what the engines report; let time pass for session managers and faults."""
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
                for station in self.by_name.values():
                    if station.sessions is not None:
                        station.sessions.tick()

    def _look_at_models(self, now: float) -> None:
        """A model file or a manifest that was exchanged is told of before the next start."""
        if now - self._models_seen_at < MODELS_S:
            return
        self._models_seen_at = now
        found = "; ".join(self._model_watch.faults().values())
        for name in self.by_name:
            self._faults.note(name, "models", found or None, now)

    def _used_models(self) -> list[str]:
        used = (station.engine.stats().models.values() for station in self.by_name.values())
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
        station = self.by_name[camera]
        if event.source is not None:
            blind = event.source in BLIND
            if blind or event.source is SourceState.ENDED:
                station.verdicts.lapse()
            if station.sessions is not None and (blind or event.source is SourceState.PLAYING):
                station.sessions.out_of_order(event.text if blind else None)
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
