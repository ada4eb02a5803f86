"""The engine: threads around a pipeline. Capture, detection, inference and sinks each have one.

capture → slot → detection, one frame ahead → inference worker (owns tracks, scores and verdicts) →
result slot for whoever watches, and the sinks' queue. A camera's newest frame wins and what it
overwrote is counted; a file is processed frame by frame. Every public method may be called from any
thread and none blocks on the worker, except stop, which waits no longer than it is told.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Self

from edge.ahead import IDLE_S, Lookahead, Ready
from edge.build import build_pipeline, load_scorer
from edge.calibration.identity import camera_identity
from edge.capture.base import Source, SourceKind
from edge.capture.resolve import open_source
from edge.capture.supervisor import SourceState, SourceStatus
from edge.config import Config, DecisionConfig
from edge.errors import FacevouchError
from edge.feed import Feed
from edge.infer.canary import FaceMemory
from edge.infer.pool import SessionPool
from edge.infer.swap import ModelSwap, exchanged
from edge.pipeline import FaceScorer, Pipeline
from edge.said import Said, of_error
from edge.sinks.base import Sink
from edge.sinks.dispatch import Dispatcher
from edge.stats import Meter
from edge.status import EngineStats, Event, Level
from edge.trust.guard import guard_for
from edge.trust.trust import Trust
from edge.types import Frame, FrameResult
from edge.watch import Watcher
from models.registry import Registry

log = logging.getLogger(__name__)


class Engine:
    """Runs one source through one pipeline.

    source: as on the command line; None is the first camera, else the demo.
    notify: called from the worker after each result and event; it must only wake somebody up.
    realtime: play a file at its own speed, as a window does, instead of as fast as it goes.
    max_frames: end after so many. watchers: see every judged frame, in the worker.
    on_event: told every event at once, from whichever thread it happens in; must not block.
    pool: loaded models to share with other engines. source_kind: of what is watched, once begun.
    careful: a model that is exchanged must prove itself first, as at a gate (`canary`).
    Raises ConfigError, ModelError and SourceError from start when the parts do not fit together.
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
        watchers: Sequence[Watcher] = (),
        on_event: Callable[[Event], None] | None = None,
        pool: SessionPool | None = None,
        careful: bool = False,
    ) -> None:
        self._config = config
        self._spec = source
        self.source_kind = SourceKind.UNKNOWN
        self._registry = registry
        self._notify = notify or (lambda: None)
        self._sinks = sinks
        self._max_frames = max_frames
        self._memory = FaceMemory() if careful else None
        self._watchers = (*([self._memory] if self._memory is not None else []), *watchers)
        self._swap: ModelSwap | None = None
        self._on_event = on_event or (lambda _: None)
        self._pool = pool or SessionPool()
        self._feed = Feed(config.camera, self._on_status, realtime=realtime)
        self._commands: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._events: deque[Event] = deque(maxlen=500)
        self._newest: deque[tuple[Frame, FrameResult]] = deque(maxlen=1)
        self._stopping = threading.Event()
        self._running = threading.Event()  # cleared while paused
        self._running.set()
        self._ended = threading.Event()
        self._meter = Meter()
        self._worker = threading.Thread(target=self._work, name="facevouch-inference", daemon=True)
        self._pipeline: Pipeline | None = None
        self._ahead: Lookahead | None = None
        self._alive_at = time.monotonic()
        self._busy_since: float | None = None
        self._dispatcher: Dispatcher | None = None

    # -- life ---------------------------------------------------------------------------------

    def start(self) -> None:
        """Load the models, open the sinks, begin. A camera that fails is an event, no error."""
        source = open_source(self._spec, self._config.camera)
        self._pipeline = build_pipeline(
            self._config, self._registry, camera=self._camera(), pool=self._pool
        )
        if self._memory is not None:
            self._swap = ModelSwap(
                self._pipeline,
                self._memory,
                self._config.canary,
                later=self._commands.put,
                tell=lambda level, text: self._tell(level, "model", text),
            )
        self._dispatcher = Dispatcher(
            self._sinks,
            lossless=not source.live,
            on_error=lambda text: self._tell("error", "sink", text),
        )
        try:
            self._dispatcher.start()
        except FacevouchError:
            self._pipeline.close()
            raise
        self._watch_source(source)
        self._ahead = Lookahead(self._feed, self._pipeline.look)
        self._ahead.start()
        self._worker.start()

    def stop(self, timeout: float = 2.0) -> list[str]:
        """End all threads. Returns the names of those that did not end in time (seconds)."""
        deadline = time.monotonic() + timeout
        self._stopping.set()
        self._running.set()
        self._feed.wake()
        if self._dispatcher is not None:
            self._dispatcher.let_go()
        late = []
        if self._ahead is not None:
            self._ahead.close()
            late += self._ahead.join(max(0.05, deadline - time.monotonic()))
        if self._worker.is_alive():
            self._worker.join(max(0.05, deadline - time.monotonic()))
        if self._worker.is_alive():
            late.append(self._worker.name)
        if not late:
            late += self._feed.end(max(0.05, (deadline - time.monotonic()) / 2))
            if self._pipeline is not None:
                self._pipeline.close()
        if self._dispatcher is not None and not self._dispatcher.stop(
            max(0.05, deadline - time.monotonic())
        ):
            late.append("facevouch-sinks")
        self._ended.set()
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
        """Wait until the source has ended or is lost for good; True when it has."""
        return self._ended.wait(timeout)

    # -- watching -----------------------------------------------------------------------------

    def take(self) -> tuple[Frame, FrameResult] | None:
        """The newest result that was not taken yet."""
        try:
            return self._newest.pop()
        except IndexError:
            return None

    def events(self) -> list[Event]:
        """The events since the last call, oldest first."""
        drained = []
        while self._events:
            drained.append(self._events.popleft())
        return drained

    def stats(self) -> EngineStats:
        """How the engine is doing, now."""
        now = time.monotonic()
        return EngineStats(
            fps=self._meter.fps(now),
            capture_fps=self._feed.fps,
            frames=self._meter.frames,
            dropped=self._feed.dropped,
            sink_dropped=self._dispatcher.dropped if self._dispatcher is not None else 0,
            latency_ms=self._meter.latencies(),
            models=self._pipeline.models() if self._pipeline is not None else {},
            source=self._feed.status,
            running=self._worker.is_alive() and not self._ended.is_set(),
            alive_at=self._alive_at,
            busy_since=self._busy(),
        )

    def _busy(self) -> float | None:
        """Since when detection or judging works on a frame, whichever began earlier."""
        looking = self._ahead.busy_since if self._ahead is not None else None
        return min((t for t in (looking, self._busy_since) if t is not None), default=None)

    @property
    def paused(self) -> bool:
        return not self._running.is_set()

    # -- steering -----------------------------------------------------------------------------

    def pause(self) -> None:
        """Stop judging; a camera goes on, a file waits."""
        self._running.clear()

    def resume(self) -> None:
        """Go on. Tracks begin anew: nobody is vouched for over the gap."""

        def forget() -> None:
            self._feed.restart_clock()
            if self._pipeline is not None:
                self._pipeline.reset()

        self._commands.put(forget)
        self._running.set()

    def set_decision(self, decision: DecisionConfig) -> None:
        """Judge by other error rates."""

        def change() -> None:
            if self._pipeline is not None:
                self._pipeline.set_decision(decision)
            self._config = self._config.model_copy(update={"decision": decision})
            self._tell("info", "decision", _rates(decision))

        self._commands.put(change)

    def set_model(self, task: str, model_id: str | None) -> None:
        """Exchange the model of a task; None turns it off. One that fails leaves the old one."""

        def change() -> None:
            if self._pipeline is None:
                return
            try:
                scorer = self._load(task, model_id)
                if self._swap is not None:
                    self._tell("info", "model", self._swap.change(task, scorer))
                    return
            except FacevouchError as error:
                self._tell("error", "model", of_error(error))
                return
            self._pipeline.set_scorer(task, scorer)
            self._tell("info", "model", exchanged(task, scorer))

        self._commands.put(change)

    def set_source(self, spec: str | None) -> None:
        """Change to another source. One whose name makes no sense leaves the old one."""

        def change() -> None:
            before = self._spec
            try:
                source = open_source(spec, self._config.camera)
                self._spec = spec
                self._recalibrate()
            except FacevouchError as error:
                self._spec = before
                self._tell("error", "source", of_error(error))
                return
            self._feed.end()
            if self._pipeline is not None:
                self._pipeline.reset()
            self._ended.clear()
            self._watch_source(source)

        self._commands.put(change)

    def _watch_source(self, source: Source) -> None:
        """Begin with a source, guarded where it is a camera."""
        self.source_kind = source.kind
        config = self._config
        guard = guard_for(self._spec, source, config.trust, config.camera, self._on_trust)
        if self._pipeline is not None:
            self._pipeline.set_camera(source.live)
            self._pipeline.set_trust(guard.trust if guard is not None else None)
        self._feed.begin(self._spec, source, guard.see if guard is not None else None)

    def _camera(self) -> str:
        """Whose calibration counts."""
        return self._config.camera.calibrated_as or camera_identity(self._spec)

    def _load(self, task: str, model_id: str | None) -> FaceScorer | None:
        return load_scorer(
            self._config, self._registry, task, model_id, camera=self._camera(), pool=self._pool
        )

    def _recalibrate(self) -> None:
        """Judge by the calibration of the camera that is watched now."""
        if self._pipeline is None:
            return
        loaded = {task: self._load(task, name) for task, name in self._pipeline.models().items()}
        for task, scorer in loaded.items():
            self._pipeline.set_scorer(task, scorer)

    # -- the worker ---------------------------------------------------------------------------

    def _work(self) -> None:
        while not self._stopping.is_set():
            self._alive_at = time.monotonic()
            self._obey()
            if not self._running.wait(IDLE_S):
                continue
            ready = self._ahead.take(IDLE_S) if self._ahead is not None else None
            if ready is None or ready.turn != self._feed.turn:
                continue
            if ready.frame is None:
                self._note_end()
            elif not self._ended.is_set():
                self._busy_since = time.monotonic()
                self._process(ready.frame, ready)
                self._busy_since = None
                if self._meter.frames == self._max_frames:
                    self._feed.end()
                    self._note_end()

    def _note_end(self) -> None:
        if not self._ended.is_set():
            self._ended.set()
            self._notify()

    def _process(self, frame: Frame, ready: Ready) -> None:
        if self._pipeline is None or self._dispatcher is None:
            return
        if ready.sighting is None:
            self._tell("error", "frame", Said("frame {0}: {1}", frame.index, ready.error or ""))
            return
        try:
            result = self._pipeline.judge(frame, ready.sighting)
        except Exception as error:  # the worker's top: one bad frame must not end the watch
            log.exception("frame %d could not be judged", frame.index)
            said = Said("frame {0} could not be judged: {1}", frame.index, of_error(error))
            self._tell("error", "frame", said)
            return
        self._meter.add(time.monotonic(), result.timings_ms)
        self._newest.append((frame, result))
        self._dispatcher.offer(result, frame)
        for watcher in self._watchers:
            self._show(watcher, frame, result)
        self._notify()

    def _show(self, watcher: Watcher, frame: Frame, result: FrameResult) -> None:
        try:
            watcher.see(frame, result)
        except Exception as error:  # the worker's top: one watcher must not end the watch
            log.exception("%s failed on frame %d", type(watcher).__name__, frame.index)
            said = Said("{0} failed: {1}", type(watcher).__name__, of_error(error))
            self._tell("error", "watcher", said)

    def _obey(self) -> None:
        while True:
            try:
                command = self._commands.get_nowait()
            except queue.Empty:
                return
            command()
            self._notify()

    def _on_status(self, status: SourceStatus) -> None:
        levels: dict[SourceState, Level] = {
            SourceState.LOST: "error",
            SourceState.STALLED: "warning",
            SourceState.FROZEN: "warning",
            SourceState.RECONNECTING: "warning",
        }
        level = levels.get(status.state, "info")
        self._tell(level, "source", status.message, status.state)

    def _on_trust(self, trust: Trust) -> None:
        if trust.ok:
            text = trust.text or Said("the camera is believed again")
            self._tell("warning" if trust.doubts else "info", "trust", text)
        else:
            self._tell("error", "trust", trust.text)

    def _tell(self, level: Level, kind: str, text: str, source: SourceState | None = None) -> None:
        event = Event(time.monotonic(), level, kind, text, source)
        self._events.append(event)
        self._on_event(event)
        self._notify()


def _rates(decision: DecisionConfig) -> str:
    return Said(
        "error rates asked for: BPCER {0}, APCER {1}",
        f"{decision.bpcer:.2%}",
        f"{decision.apcer:.2%}",
    )
