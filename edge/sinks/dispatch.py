"""A thread that passes results to the sinks, behind a bounded queue.

A slow sink must not block the camera: when the queue is full, the oldest result without a change of
verdict is dropped and counted. A result with a change is never dropped. For a file, where nothing
may be dropped, `offer` waits instead.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable, Sequence
from functools import partial

from edge.errors import FacevouchError
from edge.message import Message, of_error
from edge.sinks.base import Sink
from edge.system.thread import StoppableThread
from edge.types import Frame, FrameResult, State

log = logging.getLogger(__name__)

CAPACITY = 64


class Dispatcher:
    """Starts and stops with the engine. offer is called by one thread.

    lossless: wait for room instead of dropping. on_error: called once for each sink that fails;
    a failed sink is closed and not used any more.
    """

    def __init__(
        self, sinks: Sequence[Sink], *, lossless: bool, on_error: Callable[[str], None]
    ) -> None:
        self._sinks = list(sinks)
        self._frames_wanted = any(sink.needs_frames for sink in sinks)
        self._lossless = lossless
        self._on_error = on_error
        self._queue: deque[tuple[FrameResult, Frame | None, bool]] = deque()
        self._changed = threading.Condition()
        self._states: dict[int, State] = {}
        self._thread = StoppableThread("facevouch-sinks", self._run, interrupt=self._wake)
        self.dropped = 0

    def start(self) -> None:
        """Open all sinks, then start the thread. Raises OutputError before the thread starts."""
        opened: list[Sink] = []
        try:
            for sink in self._sinks:
                sink.open()
                opened.append(sink)
        except FacevouchError:
            for sink in opened:
                sink.close()
            raise
        if self._sinks:
            self._thread.start()

    def offer(self, result: FrameResult, frame: Frame) -> None:
        """Queue one result. Waits only when lossless."""
        if not self._sinks:
            return
        changed = self._note_changes(result)
        with self._changed:
            if self._lossless:
                self._changed.wait_for(lambda: len(self._queue) < CAPACITY or not self._lossless)
            elif len(self._queue) >= CAPACITY:
                self._make_room()
            self._queue.append((result, frame if self._frames_wanted else None, changed))
            self._changed.notify_all()

    def let_go(self) -> None:
        """Make `offer` return without waiting from now on: the engine is about to stop."""
        with self._changed:
            self._lossless = False
            self._changed.notify_all()

    def stop(self, timeout: float) -> list[str]:
        """Write queued results, close the sinks. The thread's name if it did not end in time."""
        return self._thread.stop(timeout)

    def _wake(self) -> None:
        with self._changed:
            self._changed.notify_all()

    def _note_changes(self, result: FrameResult) -> bool:
        states = {face.verdict.track_id: face.verdict.state for face in result.faces}
        changed = states != self._states
        self._states = states
        return changed

    def _make_room(self) -> None:
        for i, (_, _, changed) in enumerate(self._queue):
            if not changed:
                del self._queue[i]
                self.dropped += 1
                return

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._queue or self._thread.stopping)
                if not self._queue:
                    break
                result, frame, _ = self._queue.popleft()
                self._changed.notify_all()
            for sink in list(self._sinks):
                self._guarded(sink, partial(sink.write, result, frame))
        for sink in list(self._sinks):
            self._guarded(sink, sink.close)

    def _guarded(self, sink: Sink, act: Callable[[], None]) -> None:
        try:
            act()
        except BrokenPipeError:
            self._drop(sink, Message("the program that read the output has closed it"))
        except Exception as error:  # noqa: BLE001 — the thread's top: one sink must not end the rest
            self._drop(sink, of_error(error) or type(error).__name__)

    def _drop(self, sink: Sink, why: str) -> None:
        if sink not in self._sinks:
            return
        self._sinks.remove(sink)
        log.error("%s", why)
        self._on_error(why)
        try:
            sink.close()
        except Exception as error:  # noqa: BLE001 — already reported; closing was the last chance
            log.debug("closing a broken sink: %s", error)
