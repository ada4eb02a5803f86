"""All cameras of one configuration: an engine each, shared models, one bus for events.

Each engine has its own threads, and a further thread publishes the engines' events, so that neither
a slow camera nor a slow subscriber blocks another.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from edge.calibration.drift import Drift, stored_reference
from edge.calibration.store import camera_identity
from edge.capture.supervisor import SourceState
from edge.config import Config, WatchedCamera
from edge.config.watched import watched_cameras
from edge.events.bus import EventBus
from edge.events.event import EventKind, GateEvent
from edge.events.health import Fault
from edge.gate.camera_health import calibration_fault, camera_health, why_shut
from edge.gate.result_face import SealFace
from edge.gate.session_manager import SessionManager
from edge.gate.verdict_events import VerdictEvents
from edge.infer.face_mesh import FaceMesh, load_landmarker
from edge.infer.pool import SessionPool
from edge.message import Message
from edge.runtime.engine import Engine
from edge.runtime.stats import Event
from edge.sinks.base import FrameListener
from edge.system.thread import StoppableThread
from edge.types import SourceKind
from models.integrity import ModelWatch
from models.registry import Registry

log = logging.getLogger(__name__)

DRIFT = "drift"
"""The part whose fault means that a camera's scores have drifted since calibration."""

HARMLESS = frozenset((DRIFT, "sink"))
"""Parts of a camera whose faults do not keep the gate shut."""

CALIBRATION = "calibration"
"""The part whose fault means that the anti-spoof model was never calibrated to the camera."""

CALIBRATED = "calibrated"
"""Kind of the engine event after which the stored calibration is in use."""

TRIAL = "trial"
"""Kind of the engine event after which an unstored calibration is in use; then nobody is
accepted."""

SUGGEST_AFTER = 5
"""Number of sessions at an uncalibrated camera after which calibrating is suggested."""

LASTING = frozenset(("sink",))
"""Kinds of error that an engine reports once and that last; others are transient faults."""

TICK_S = 0.1
"""How often session managers and faults are ticked."""

MODELS_S = 10.0
"""How often the files of the models in use are checked."""

GRACE_S = 0.5
"""Allowance on the time limit for stopping, for the stopping threads themselves."""

BLIND = frozenset(
    (SourceState.STALLED, SourceState.FROZEN, SourceState.RECONNECTING, SourceState.LOST)
)
"""States in which a camera delivers no frames, so that its verdicts lapse."""

SEEING = frozenset((SourceState.PLAYING, SourceState.ENDED))
"""States in which a source works."""


@dataclass(frozen=True, slots=True)
class Camera:
    """One camera: its engine, the events of its verdicts, the drift of its scores, and the manager
    of its sessions where people are received."""

    name: str
    engine: Engine
    verdicts: VerdictEvents
    drift: Drift
    sessions: SessionManager | None = None


class Cameras:
    """Starts and stops all cameras together.

    source: the source of the one camera of a configuration without [[cameras]].
    sessions: whether the cameras run sessions; auto: whether a face near the gate begins one.
    record: records an outcome before it takes effect; where it returns False it takes no effect.
    listeners: by camera name, called with judged frames before the session manager is.
    seal_face: see SessionManager.
    pool: the loaded models, shared with other parts of this process that judge faces.
    Raises ConfigError where two cameras have the same name.
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
        listeners: Callable[[str], Sequence[FrameListener]] | None = None,
        seal_face: SealFace | None = None,
        notify: Callable[[], None] | None = None,
    ) -> None:
        self._config = config
        self._registry = registry
        self._bus = bus
        self._realtime = realtime
        self._sessions = sessions
        self._auto = auto
        self._record = record or bus.publish
        self._listeners = listeners or (lambda _: ())
        self._seal_face = seal_face
        self._notify = notify
        self.pool = SessionPool()
        self._sessions_seen = Counter[str]()
        self._queue: queue.SimpleQueue[tuple[str, Event] | GateEvent | None] = queue.SimpleQueue()
        self._model_watch = ModelWatch(registry, self._used_models)
        self._models_checked_at = 0.0
        self._stopping = False
        self._thread = StoppableThread(
            "facevouch-cameras", self._run, interrupt=lambda: self._queue.put(None)
        )
        self.by_name = {c.name: self._camera(c) for c in watched_cameras(config, source)}

    def start(self) -> None:
        """Start all engines. Raises what `Engine.start` raises; then no engine is left running."""
        started: list[Camera] = []
        try:
            for camera in self.by_name.values():
                camera.engine.start()
                started.append(camera)
        except Exception:
            for camera in started:
                camera.engine.stop()
            raise
        for camera in self.by_name.values():
            self._report_calibration(camera)
        self._thread.start()
        for camera in self.by_name.values():
            self._publish_system(
                camera.name, {"what": "started", "models": camera.engine.stats().models}
            )

    def stop(self, timeout: float = 2.0) -> list[str]:
        """End all engines within timeout seconds together. Returns the threads that did not end."""
        deadline = time.monotonic() + timeout
        self._stopping = True
        for camera in self.by_name.values():
            if camera.sessions is not None:
                camera.sessions.close()  # while subscribers still receive the outcome of a session
        late: list[str] = []

        def end(camera: Camera) -> None:
            late.extend(camera.engine.stop(timeout))

        stoppers = [
            threading.Thread(target=end, args=(c,), name=f"facevouch-stop-{c.name}", daemon=True)
            for c in self.by_name.values()
        ]
        for stopper in stoppers:
            stopper.start()
        for stopper in stoppers:
            stopper.join(max(0.05, deadline + GRACE_S - time.monotonic()))
        for name in self.by_name:
            self._publish_system(name, {"what": "stopped"})
        late += self._thread.stop(max(0.05, deadline + GRACE_S - time.monotonic()))
        return late

    def health(self) -> dict[str, Any]:
        """The health of every camera, as JSON values."""
        faults = self.faults()
        return {
            name: camera_health(camera.engine, faults.get(name, {}))
            for name, camera in self.by_name.items()
        }

    def drift(self) -> dict[str, dict[str, float]]:
        """By camera: each quantity's population stability index (PSI) against calibration, and
        `values`, the number of values observed."""
        found = {}
        for name, camera in self.by_name.items():
            status = camera.drift.status()
            known = {what: psi for what, psi in status.psi.items() if psi is not None}
            found[name] = {**known, "values": float(status.values)}
        return found

    def faults(self) -> dict[str, dict[str, Fault]]:
        """The present faults, by camera and part: source, trust, frame, sink, drift …"""
        return self._bus.health.current()

    def _report_calibration(self, camera: Camera) -> None:
        """Report an uncalibrated camera as a fault; where that keeps the gate shut, the session
        manager is out of order, so that nobody waits in vain.
        """
        uncalibrated = camera.engine.stats().uncalibrated
        accepted = uncalibrated == "accept"  # a note of the readiness check, and no fault
        self._fault(camera.name, CALIBRATION, None if accepted else calibration_fault(uncalibrated))
        made = camera.engine.source_kind is SourceKind.MADE  # nobody can calibrate the demo
        if uncalibrated is not None and not made:
            log.warning("camera %s: %s", camera.name, calibration_fault(uncalibrated))
        if uncalibrated == "refuse" and camera.sessions is not None:
            camera.sessions.out_of_order(calibration_fault(uncalibrated))

    # -- construction -------------------------------------------------------------------------

    def _camera(self, camera: WatchedCamera) -> Camera:
        engines: list[Engine] = []  # filled below; read by the closures

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
                record=partial(self._on_outcome, camera.name),
                landmarker=self._landmarker(),
                seal_face=self._seal_face,
                models=models,
                source_kind=source_kind,
            )
        drift = self._drift(camera)
        listeners = [*self._listeners(camera.name), drift]
        engine = Engine(
            self._config,
            camera.source,
            self._registry,
            notify=self._notify,
            sinks=[verdicts],
            realtime=self._realtime,
            watchers=listeners if sessions is None else [*listeners, sessions],
            on_event=partial(self._on_engine_event, camera.name),
            pool=self.pool,
            careful=True,
        )
        engines.append(engine)
        return Camera(camera.name, engine, verdicts, drift, sessions)

    def _on_outcome(self, name: str, event: GateEvent) -> bool:
        """Record a session's outcome; after the first few at an uncalibrated camera, suggest to
        calibrate it."""
        recorded = self._record(event)
        self._sessions_seen[name] += 1
        if self._sessions_seen[name] == SUGGEST_AFTER:
            text = calibration_fault(self.by_name[name].engine.stats().uncalibrated)
            if text is not None:
                text = Message("{0} people were seen by this camera: {1}", SUGGEST_AFTER, text)
                log.warning("camera %s: %s", name, text)
                self._queue.put((name, Event(time.monotonic(), "warning", CALIBRATION, text)))
        return recorded

    def _drift(self, camera: WatchedCamera) -> Drift:
        def on_drift(text: str | None) -> None:
            self._fault(camera.name, DRIFT, text)

        identity = self._config.camera.calibrated_as or camera_identity(camera.source)
        return Drift(stored_reference(identity), self._config.drift, on_drift)

    def _landmarker(self) -> FaceMesh | None:
        """A landmark model; each session manager has its own, because one serves one thread."""
        if "gestures" not in self._config.challenge.kind:
            return None
        return load_landmarker(self._registry, self._config.models)

    # -- the publishing thread ----------------------------------------------------------------

    def _run(self) -> None:
        """Publish what the engines report; tick session managers and faults."""
        ticked = 0.0
        while True:
            try:
                queued = self._queue.get(timeout=TICK_S)
                if queued is None:
                    return
                if isinstance(queued, GateEvent):
                    self._bus.publish(queued)
                else:
                    self._pass_on(*queued)
            except queue.Empty:
                pass
            except Exception:  # the thread's top: one event must not silence those that follow
                log.exception("an event of a camera could not be published")
            if time.monotonic() - ticked >= TICK_S:
                ticked = time.monotonic()
                for event in self._bus.health.tick(ticked):
                    self._bus.publish(event)
                self._check_models(ticked)
                for camera in self.by_name.values():
                    if camera.sessions is not None:
                        camera.sessions.tick()

    def _check_models(self, now: float) -> None:
        """Report a model file or manifest that was changed on disk as a fault, before the next
        start fails."""
        if now - self._models_checked_at < MODELS_S:
            return
        self._models_checked_at = now
        found = "; ".join(self._model_watch.faults().values())
        for name in self.by_name:
            self._fault(name, "models", found or None)

    def _used_models(self) -> list[str]:
        used = (camera.engine.stats().models.values() for camera in self.by_name.values())
        return [model_id for models in used for model_id in models]

    def _pass_on(self, name: str, event: Event) -> None:
        camera = self.by_name[name]
        if event.source is not None:
            blind = event.source in BLIND
            if blind or event.source is SourceState.ENDED:
                camera.verdicts.lapse()
            if camera.sessions is not None and (blind or event.source is SourceState.PLAYING):
                camera.sessions.out_of_order(event.text if blind else why_shut(camera.engine))
        elif event.level != "error":
            if event.kind == CALIBRATED:
                self._on_calibrated(camera)
            elif event.kind == TRIAL and camera.sessions is not None:
                camera.sessions.out_of_order(why_shut(camera.engine))
            self._publish_system(name, {"what": event.kind, "text": event.text})

    def _on_calibrated(self, camera: Camera) -> None:
        """The camera was calibrated while it ran: update its faults and restart drift detection."""
        camera.drift.begin_anew(stored_reference(camera.engine.camera))
        self._report_calibration(camera)
        source = camera.engine.stats().source
        playing = source is not None and source.state is SourceState.PLAYING
        if camera.sessions is not None and playing:
            camera.sessions.out_of_order(why_shut(camera.engine))

    def _publish_system(self, camera: str, body: dict[str, Any]) -> None:
        self._bus.publish(GateEvent(EventKind.SYSTEM, camera, body))

    # -- the engines' threads -----------------------------------------------------------------

    def _on_engine_event(self, camera: str, event: Event) -> None:
        """Handle an event in the engine's own thread, so that faults are up to date at once."""
        if event.source is not None and self._stopping:
            return  # a source closed on purpose is no fault
        if event.source in BLIND or event.source in SEEING:  # opening is neither fault nor recovery
            self._fault(camera, "source", event.text if event.source in BLIND else None)
        elif event.kind == "trust":
            self._fault(camera, "trust", event.text if event.level == "error" else None)
        elif event.level == "error":
            struck_at = None if event.kind in LASTING else event.at
            self._fault(camera, event.kind, event.text, struck_at)
        self._queue.put((camera, event))

    def _fault(
        self, camera: str, part: str, text: str | None, struck_at: float | None = None
    ) -> None:
        """Register a fault, or its end where text is None, and queue its event."""
        health = self._bus.health
        if text is None:
            event = health.works(camera, part)
        else:
            refuses = self._config.decision.treats_uncalibrated() == "refuse"
            blocks = part not in HARMLESS and (part != CALIBRATION or refuses)
            event = health.fail(camera, part, text, blocks_gate=blocks, struck_at=struck_at)
        if event is not None:
            self._queue.put(event)
