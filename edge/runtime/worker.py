"""The inference thread: judges frames with their detections, and hands results to sinks and
watchers."""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence

from edge.capture.feed import Feed
from edge.message import Message, of_error
from edge.runtime.detection_ahead import IDLE_S, DetectedFrame, DetectionAhead
from edge.runtime.pipeline import Pipeline
from edge.runtime.stats import FrameMeter
from edge.runtime.status_log import StatusLog
from edge.sinks.base import FrameListener
from edge.sinks.dispatch import Dispatcher
from edge.system.thread import StoppableThread
from edge.types import Frame, FrameResult

log = logging.getLogger(__name__)

Command = Callable[[Pipeline], None]


class InferenceWorker:
    """Sole owner of the pipeline from `start` on; other threads queue commands for it.

    notify: called after each result and command; it must only wake another thread.
    watchers: called with every judged frame. max_frames: end after this number.

    ended: the source has ended or is lost for good. alive_at: monotonic s of the last iteration.
    """

    def __init__(
        self,
        feed: Feed,
        status_log: StatusLog,
        notify: Callable[[], None],
        watchers: Sequence[FrameListener],
        max_frames: int | None,
    ) -> None:
        self._feed = feed
        self._status_log = status_log
        self._notify = notify
        self._watchers = tuple(watchers)  # replaced as a whole, so that any thread may do it
        self._max_frames = max_frames
        self._commands: queue.SimpleQueue[Command] = queue.SimpleQueue()
        self._newest: deque[tuple[Frame, FrameResult]] = deque(maxlen=1)
        self._running = threading.Event()  # cleared while paused
        self._running.set()
        self._steps = 0  # frames still to judge while paused
        self._step_lock = threading.Lock()
        self._thread: StoppableThread | None = None
        self.ended = threading.Event()
        self.meter = FrameMeter()
        self.alive_at = time.monotonic()
        self.busy_since: float | None = None

    # -- from any thread ----------------------------------------------------------------------

    def start(self, pipeline: Pipeline, ahead: DetectionAhead, dispatcher: Dispatcher) -> None:
        thread = StoppableThread(
            "facevouch-inference",
            lambda: self._work(thread, pipeline, ahead, dispatcher),
            interrupt=self._running.set,
        )
        self._thread = thread
        thread.start()

    def request_stop(self) -> None:
        """Make the thread end soon; returns at once."""
        if self._thread is not None:
            self._thread.request_stop()

    def join(self, timeout: float) -> list[str]:
        """Wait for the thread after `request_stop`, at most timeout seconds. Returns its name where
        it did not end in time."""
        return self._thread.join(timeout) if self._thread is not None else []

    @property
    def alive(self) -> bool:
        return self._thread is not None and self._thread.alive

    def do(self, command: Command) -> None:
        """Queue a command, which is run on the pipeline between two frames."""
        self._commands.put(command)

    def watch(self, watcher: FrameListener) -> None:
        """Add a listener to judged frames, from the next frame on."""
        self.do(lambda _: setattr(self, "_watchers", (*self._watchers, watcher)))

    def unwatch(self, watcher: FrameListener) -> None:
        """Remove a listener; it may still be called for one frame."""
        self.do(
            lambda _: setattr(
                self, "_watchers", tuple(one for one in self._watchers if one is not watcher)
            )
        )

    @property
    def paused(self) -> bool:
        return not self._running.is_set()

    def pause(self) -> None:
        self._running.clear()

    def step(self) -> None:
        """While paused, judge one more frame."""
        with self._step_lock:
            self._steps += 1

    def resume(self) -> None:
        with self._step_lock:
            self._steps = 0
        self._running.set()

    def get(self) -> tuple[Frame, FrameResult] | None:
        """The newest frame with its result; None without one, or when it was returned before."""
        try:
            return self._newest.pop()
        except IndexError:
            return None

    # -- in the thread ------------------------------------------------------------------------

    def _work(
        self,
        thread: StoppableThread,
        pipeline: Pipeline,
        ahead: DetectionAhead,
        dispatcher: Dispatcher,
    ) -> None:
        while not thread.stopping:
            self.alive_at = time.monotonic()
            self._obey(pipeline)
            if not self._running.wait(0.0 if self._steps else IDLE_S) and not self._steps:
                continue
            ready = ahead.get(IDLE_S)
            if ready is None or ready.turn != self._feed.turn:
                continue
            if ready.frame is None:
                self._note_end()
            elif not self.ended.is_set():
                self.busy_since = time.monotonic()
                result = self._judge(pipeline, ready.frame, ready)
                if result is not None:
                    self._show(dispatcher, ready.frame, result)
                self.busy_since = None
                with self._step_lock:
                    self._steps = max(0, self._steps - 1)
                if self.meter.frames == self._max_frames:
                    self._feed.end()
                    self._note_end()

    def _obey(self, pipeline: Pipeline) -> None:
        while True:
            try:
                command = self._commands.get_nowait()
            except queue.Empty:
                return
            command(pipeline)
            self._notify()

    def _judge(self, pipeline: Pipeline, frame: Frame, ready: DetectedFrame) -> FrameResult | None:
        """Judge one frame; None where that fails, which is reported."""
        if ready.detections is None:
            text = Message("frame {0}: {1}", frame.index, ready.error or "")
            self._status_log.publish("error", "frame", text)
            return None
        try:
            return pipeline.judge(frame, ready.detections)
        except Exception as error:  # the thread's top: one bad frame must not end the watch
            log.exception("frame %d could not be judged", frame.index)
            text = Message("frame {0} could not be judged: {1}", frame.index, of_error(error))
            self._status_log.publish("error", "frame", text)
            return None

    def _show(self, dispatcher: Dispatcher, frame: Frame, result: FrameResult) -> None:
        """Store the result as the newest one, and pass it to the sinks and the watchers."""
        self.meter.add(time.monotonic(), result.timings_ms)
        self._newest.append((frame, result))
        dispatcher.offer(result, frame)
        for watcher in self._watchers:
            try:
                watcher.on_frame(frame, result)
            except Exception as error:  # the thread's top: one watcher must not end the watch
                name = type(watcher).__name__
                log.exception("%s failed on frame %d", name, frame.index)
                text = Message("{0} failed: {1}", name, of_error(error))
                self._status_log.publish("error", "watcher", text)
        self._notify()

    def _note_end(self) -> None:
        if not self.ended.is_set():
            self.ended.set()
            self._notify()
