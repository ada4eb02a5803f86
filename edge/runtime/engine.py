"""The engine: threads around a pipeline. Capture, detection, inference and sinks each have one.

capture → slot → detection, one frame ahead → inference worker (owns tracks, scores and verdicts) →
slot of the newest result, and the sinks' queue. A camera's newest frame overwrites older ones,
which are counted as dropped; a file is processed frame by frame. Every public method may be called
from any thread and none blocks on the worker, except `stop`, which has a time limit.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Self

from edge.calibration.store import SiteCalibration, camera_identity
from edge.capture.base import Source
from edge.capture.feed import Feed
from edge.capture.resolve import open_source
from edge.config import Config, DecisionConfig
from edge.errors import FacevouchError
from edge.infer.pool import SessionPool
from edge.infer.scorer import FaceScorer
from edge.message import Message, of_error
from edge.runtime.canary import face_memory
from edge.runtime.detection_ahead import DetectionAhead
from edge.runtime.factory import build_pipeline, load_scorer
from edge.runtime.hot_swap import ModelExchange
from edge.runtime.pipeline import Pipeline
from edge.runtime.stats import EngineStats, Event
from edge.runtime.status_log import StatusLog
from edge.runtime.worker import InferenceWorker
from edge.sinks.base import FrameListener, Sink
from edge.sinks.dispatch import Dispatcher
from edge.trust.guard import guard_for
from edge.types import Frame, FrameResult, SourceKind
from models.registry import Registry
from models.spec import Calibration


class Engine:
    """Runs one source through one pipeline.

    source: as on the command line; None is the first camera, else the demo.
    notify: called from the worker after each result and event; it must only wake another thread.
    realtime: play a file at its own speed, as a window does, instead of as fast as possible.
    max_frames: end after this number. watchers: called with every judged frame, in the worker.
    on_event: called with every event at once, in the thread that causes it; must not block.
    pool: loaded models to share with other engines. source_kind: the source's, once started.
    careful: test a new model before and after it replaces another one, as at a gate (`canary`).
    `start` raises ConfigError, ModelError or SourceError when the parts do not fit together.
    """

    def __init__(
        self,
        config: Config,
        source: str | None,
        registry: Registry,
        *,
        notify: Callable[[], None] | None = None,
        sinks: Sequence[Sink] = (),
        realtime: bool = False,
        max_frames: int | None = None,
        watchers: Sequence[FrameListener] = (),
        on_event: Callable[[Event], None] | None = None,
        pool: SessionPool | None = None,
        careful: bool = False,
    ) -> None:
        notify = notify or (lambda: None)
        pool = pool or SessionPool()
        memory = face_memory() if careful else None
        self._config = config
        self._spec = source
        self.source_kind = SourceKind.UNKNOWN
        self.trying = False
        self._registry = registry
        self._pool = pool
        self._sinks = sinks
        self._status_log = StatusLog(on_event or (lambda _: None), notify)
        self._feed = Feed(config.camera, self._status_log.on_status, realtime=realtime)
        seeing = (*([memory] if memory is not None else []), *watchers)
        self._worker = InferenceWorker(self._feed, self._status_log, notify, seeing, max_frames)

        def load(task: str, model_id: str | None, *, camera: str) -> FaceScorer | None:
            return load_scorer(config, registry, task, model_id, camera=camera, pool=pool)

        self._models = ModelExchange(
            load,
            config.canary,
            memory,
            queue=self._worker.do,
            report=self._status_log.on_model,
        )
        self._pipeline: Pipeline | None = None  # from start on; the worker's, but for its names
        self._ahead: DetectionAhead | None = None
        self._dispatcher: Dispatcher | None = None

    # -- life ---------------------------------------------------------------------------------

    def start(self) -> None:
        """Load the models, open the sinks, start the threads. A failing camera is reported as an
        event, not raised."""
        source = open_source(self._spec, self._config.camera)
        pipeline = build_pipeline(self._config, self._registry, camera=self.camera, pool=self._pool)
        dispatcher = Dispatcher(
            self._sinks, lossless=not source.live, on_error=self._status_log.on_broken_sink
        )
        try:
            dispatcher.start()
        except FacevouchError:
            pipeline.close()
            raise
        self._pipeline, self._dispatcher = pipeline, dispatcher
        self._watch_source(pipeline, source)
        self._ahead = DetectionAhead(self._feed, pipeline.detect)
        self._ahead.thread.start()
        self._worker.start(pipeline, self._ahead, dispatcher)

    def stop(self, timeout: float = 2.0) -> list[str]:
        """End all threads. Returns the names of those that did not end in time (seconds)."""
        deadline = time.monotonic() + timeout

        def left() -> float:
            return max(0.05, deadline - time.monotonic())

        self._worker.request_stop()
        self._feed.wake()
        if self._dispatcher is not None:
            self._dispatcher.let_go()
        late = []
        if self._ahead is not None:
            late += self._ahead.thread.stop(left())
        late += self._worker.join(left())
        if not late:  # else a thread still uses what would be closed
            late += self._feed.end(left() / 2)
            if self._pipeline is not None:
                self._pipeline.close()
        if self._dispatcher is not None:
            late += self._dispatcher.stop(left())
        self._worker.ended.set()
        return late

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until the source has ended or is lost for good; True when it has.

        timeout: s; None waits without a limit.
        """
        return self._worker.ended.wait(timeout)

    # -- watching -----------------------------------------------------------------------------

    def get(self) -> tuple[Frame, FrameResult] | None:
        """The newest frame with its result; None without one, or when it was returned before."""
        return self._worker.get()

    def events(self) -> list[Event]:
        """The events since the last call, oldest first."""
        return self._status_log.drain()

    def stats(self) -> EngineStats:
        """The engine's present statistics."""
        feed, worker = self._feed, self._worker
        return EngineStats(
            fps=worker.meter.fps(time.monotonic()),
            capture_fps=feed.fps,
            frames=worker.meter.frames,
            dropped=feed.dropped,
            sink_dropped=self._dispatcher.dropped if self._dispatcher is not None else 0,
            latency_ms=worker.meter.latencies(),
            models=self._pipeline.models() if self._pipeline is not None else {},
            uncalibrated=self._pipeline.uncalibrated() if self._pipeline is not None else None,
            source=feed.status,
            running=worker.alive and not worker.ended.is_set(),
            paused=worker.paused,
            duration_s=feed.duration_s,
            alive_at=worker.alive_at,
            busy_since=self._busy(),
        )

    def _busy(self) -> float | None:
        """Monotonic s at which the present detection or judgement began, the earlier of the two;
        None while neither has a frame."""
        looking = self._ahead.busy_since if self._ahead is not None else None
        judging = self._worker.busy_since
        return min((t for t in (looking, judging) if t is not None), default=None)

    @property
    def paused(self) -> bool:
        return self._worker.paused

    # -- control: commands to the pipeline are queued for the worker ----------------------------

    def pause(self) -> None:
        """Stop judging frames; a camera keeps capturing, a file waits."""
        self._worker.pause()

    def resume(self) -> None:
        """Judge frames again. Tracks start anew, so that no verdict spans the gap."""

        def forget(pipeline: Pipeline) -> None:
            self._feed.restart_clock()
            self._worker.meter.restart()
            pipeline.reset()

        self._worker.do(forget)
        self._worker.resume()

    def step(self) -> None:
        """While paused: judge only the next frame."""
        self._worker.step()

    def set_speed(self, speed: float) -> None:
        """Play a file at a multiple of its recorded speed; no effect on a camera."""
        self._worker.do(lambda _: self._feed.set_speed(speed))

    def seek(self, seconds: float) -> None:
        """Play the file from another place, in media time; does nothing where it cannot seek.

        Tracks start anew, so that no verdict spans the jump. Also while paused the frame at the
        new place is judged.
        """

        def change(pipeline: Pipeline) -> None:
            if self._feed.duration_s is None:
                return
            try:
                source = open_source(self._spec, self._config.camera)
            except FacevouchError as error:
                self._status_log.publish("error", "source", of_error(error))
                return
            source.start_at(seconds)
            self._feed.end()
            self._worker.meter.restart()
            pipeline.reset()
            self._worker.ended.clear()
            self._watch_source(pipeline, source)
            if self._worker.paused:
                self._worker.step()

        self._worker.do(change)

    def set_decision(self, decision: DecisionConfig) -> None:
        """Set other error rates."""

        def change(pipeline: Pipeline) -> None:
            pipeline.set_decision(decision)
            self._config = self._config.model_copy(update={"decision": decision})
            self._status_log.on_decision(decision)

        self._worker.do(change)

    def set_model(self, task: str, model_id: str | None) -> None:
        """Exchange the model of a task; None turns it off. Where the new one fails, the old one
        stays in use."""

        def change(pipeline: Pipeline) -> None:
            self._models.change(pipeline, task, model_id, self.camera)

        self._worker.do(change)

    # -- calibrating ---------------------------------------------------------------------------

    @property
    def camera(self) -> str:
        """Identity of the camera whose calibration is used."""
        return self._config.camera.calibrated_as or camera_identity(self._spec)

    @property
    def source_spec(self) -> str | None:
        """The source, as on the command line."""
        return self._spec

    def calibrations(self) -> dict[str, Calibration]:
        """The calibration in use, by model id."""
        pipeline = self._pipeline
        scorers = [] if pipeline is None else [pipeline.scorer(task) for task in pipeline.models()]
        return {s.spec.id: s.spec.calibration for s in scorers if s is not None}

    def watch(self, watcher: FrameListener) -> None:
        """Add a listener to judged frames, called in the worker."""
        self._worker.watch(watcher)

    def unwatch(self, watcher: FrameListener) -> None:
        """Remove a listener; it may still be called for one frame."""
        self._worker.unwatch(watcher)

    def try_calibration(self, entries: Sequence[SiteCalibration]) -> None:
        """Use calibrations that are not stored, until `recalibrate` or another source.

        An event of the kind `trial` follows; `trying` is true meanwhile.
        """

        def change(pipeline: Pipeline) -> None:
            self.trying = True  # before the first verdict that uses it
            if self._calibrate(lambda: self._models.try_out(pipeline, entries, self.camera)):
                self._status_log.publish("info", "trial", Message("a calibration is being tried"))
            else:
                self.trying = False  # the previous calibration is still in use

        self._worker.do(change)

    def recalibrate(self) -> None:
        """Use this camera's stored calibration, read again; an event of the kind `calibrated`
        follows."""

        def change(pipeline: Pipeline) -> None:
            if self._calibrate(lambda: self._models.recalibrate(pipeline, self.camera)):
                self.trying = False
                text = Message("calibrated to {0}", self.camera)
                self._status_log.publish("info", "calibrated", text)

        self._worker.do(change)

    def _calibrate(self, change: Callable[[], None]) -> bool:
        """False where it failed, which is reported; the calibration in use stays."""
        try:
            change()
        except FacevouchError as error:
            self._status_log.publish("error", "model", of_error(error))
            return False
        return True

    def set_source(self, spec: str | None) -> None:
        """Change to another source. A name that is not valid leaves the old one."""

        def change(pipeline: Pipeline) -> None:
            before = self._spec
            try:
                source = open_source(spec, self._config.camera)
                self._spec = spec
                self._models.recalibrate(pipeline, self.camera)
                self.trying = False
            except FacevouchError as error:
                self._spec = before
                self._status_log.publish("error", "source", of_error(error))
                return
            self._feed.end()
            self._worker.meter.restart()
            pipeline.reset(renumber=True)
            self._worker.ended.clear()
            self._watch_source(pipeline, source)

        self._worker.do(change)

    def _watch_source(self, pipeline: Pipeline, source: Source) -> None:
        """Start with a source; a camera is checked by a `SourceGuard`."""
        self.source_kind = source.kind
        config = self._config
        guard = guard_for(
            self._spec, source, config.trust, config.camera, self._status_log.on_trust
        )
        pipeline.set_camera(source.live)
        pipeline.set_trust(guard.trust if guard is not None else None)
        self._feed.begin(self._spec, source, guard.on_frame if guard is not None else None)
