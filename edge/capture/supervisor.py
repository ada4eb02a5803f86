"""Reads a source in a thread of its own, detects that it is lost or frozen, and reopens it.

After an unplug OpenCV's read may block for ever, fail, or succeed with the last frame again and
again. So the criteria are the age of the newest frame and bit-identical frames. A reading thread
that blocks is abandoned: frames that it still delivers are ignored.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from edge.capture.base import Source
from edge.capture.slot import EverySlot, LatestSlot
from edge.config import CameraConfig
from edge.errors import SourceError
from edge.message import Message, joined, of_error
from edge.system.thread import StoppableThread
from edge.types import U8, Frame

log = logging.getLogger(__name__)

TICK_S = 0.02
"""How often the supervising thread checks the source."""


class SourceState(StrEnum):
    """The state of a source."""

    OPENING = "opening"
    PLAYING = "playing"
    STALLED = "stalled"
    FROZEN = "frozen"
    RECONNECTING = "reconnecting"
    ENDED = "ended"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class SourceStatus:
    """A change of state. at: monotonic s; restarts: within the window of the restart budget.

    message: English; a `Message` where it can be translated.
    """

    state: SourceState
    message: str
    restarts: int
    at: float


class _Attempt:
    """One opened source, and the thread that reads it until it ends, fails or is abandoned."""

    def __init__(
        self,
        number: int,
        source: Source,
        put: Callable[[Frame], bool],
        *,
        first_index: int,
        watch: Callable[[Frame], None] | None,
        clock: Callable[[], float],
    ) -> None:
        self.source = source
        self._watch = watch
        self.next_index = first_index
        self.opened = threading.Event()
        self.done = threading.Event()
        self.error: str | None = None
        self._first_index = first_index
        self._clock = clock
        self.newest_at = clock()
        self.identical = 0
        self.delivered = False
        self._previous: U8 | None = None
        self._put = put
        self.thread = StoppableThread(
            f"facevouch-capture-reader-{number}", self._read, interrupt=source.close
        )

    def _read(self) -> None:
        try:
            self.source.open()
            self.newest_at = self._clock()
            self.opened.set()
            while not self.thread.stopping:
                frame = self.source.read()
                if frame is None or self.thread.stopping:
                    break
                if self._first_index:  # frame numbers continue over a restart
                    frame = replace(frame, index=self._first_index + frame.index)
                self._note(frame)
                if not self._put(frame):
                    break
        except SourceError as error:
            self.error = of_error(error)
        except Exception as error:  # the thread's top: a driver's error is a failed source
            log.exception("source %s failed", self.source.id)
            self.error = Message("{0}: {1}", self.source.id, of_error(error))
        finally:
            self.source.close()
            self.done.set()

    def _note(self, frame: Frame) -> None:
        self.delivered = True
        self.next_index = frame.index + 1
        if self.source.live:
            same = self._previous is not None and _identical(self._previous, frame.bgr)
            self.identical = self.identical + 1 if same else 0
            self._previous = frame.bgr
        if self._watch is not None:
            self._watch(frame)
        self.newest_at = self._clock()


class CaptureSupervisor:
    """Fills a slot from a source until it ends, is lost for good, or stop is called.

    make_source is called for each attempt. on_status is called from the supervising thread and must
    not block. A file is opened once. A live source that has delivered frames is reopened with
    exponential back-off, as often as the restart budget allows within its window; with
    `camera.keep_trying` without limit, and also where it has never delivered a frame. Frame numbers
    continue over a restart. watch: called with every frame that was read, dropped ones too, in the
    reading thread, before it is put into the slot. clock: monotonic seconds.
    """

    def __init__(
        self,
        make_source: Callable[[], Source],
        slot: LatestSlot[Frame] | EverySlot[Frame],
        camera: CameraConfig,
        on_status: Callable[[SourceStatus], None],
        *,
        watch: Callable[[Frame], None] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._make_source = make_source
        self._watch_frames = watch
        self._slot = slot
        self._camera = camera
        self._on_status = on_status
        self._clock = clock
        self._live: bool | None = None
        self._attempts = 0
        self._next_index = 0
        self._restarts: deque[float] = deque()
        self._readers: list[StoppableThread] = []
        self._thread = StoppableThread("facevouch-capture", self._watch, interrupt=slot.close)

    def start(self) -> None:
        self._thread.start()

    @property
    def live(self) -> bool | None:
        """Whether the source is a camera or stream; None before the first attempt."""
        return self._live

    def stop(self, timeout: float) -> list[str]:
        """Close the source. Returns the names of threads that did not end in `timeout` seconds."""
        deadline = time.monotonic() + timeout
        self._thread.request_stop()
        for thread in [self._thread, *self._readers]:
            thread.join(max(0.01, deadline - time.monotonic()))
        return [thread.name for thread in [self._thread, *self._readers] if thread.alive]

    def _watch(self) -> None:
        try:
            self._keep_playing()
        except Exception as error:  # the thread's top: the slot must be closed, or its reader hangs
            log.exception("the capture thread failed")
            self._set_state(
                SourceState.LOST, Message("the source cannot be used: {0}", of_error(error))
            )
        finally:
            self._slot.close()

    def _keep_playing(self) -> None:
        first = True
        while not self._thread.stopping:
            problem = self._play(first)
            if problem is None or self._thread.stopping:
                break
            first = False
            if not self._may_restart():
                self._set_state(SourceState.LOST, problem)
                break
            self._restarts.append(self._clock())
            wait = self._backoff()
            self._set_state(
                SourceState.RECONNECTING, Message("{0}; trying again in {1} s", problem, wait)
            )
            self._thread.wait(wait)

    def _play(self, first: bool) -> str | None:
        """One attempt. Returns the problem that ended it; None when there is to be no other."""
        try:
            source = self._make_source()
        except SourceError as error:
            if first:  # a spec that names no source will not do so later
                self._set_state(SourceState.LOST, of_error(error))
                return None
            return of_error(error)
        self._live = source.live
        self._attempts += 1
        attempt = _Attempt(
            self._attempts,
            source,
            self._slot.put,
            first_index=self._next_index,
            watch=self._watch_frames,
            clock=self._clock,
        )
        self._set_state(SourceState.OPENING, Message("opening {0}", source.id))
        self._readers = [t for t in self._readers if t.alive] + [attempt.thread]
        attempt.thread.start()
        problem = self._follow(attempt)
        attempt.thread.request_stop()  # frames that still arrive are ignored
        self._next_index = attempt.next_index
        if self._thread.stopping or problem is None:
            return None
        never_there = first and not attempt.delivered and attempt.error is not None
        if not source.live or (never_there and not self._camera.keep_trying):
            # retrying helps neither a file nor a camera that has never delivered a frame
            self._set_state(SourceState.LOST, problem)
            return None
        return problem

    def _follow(self, attempt: _Attempt) -> str | None:
        """Watch an attempt to its end. Returns the problem, or None at a file's regular end."""
        source, camera = attempt.source, self._camera
        playing = False
        while not self._thread.stopping:
            finished = attempt.done.wait(TICK_S)
            if attempt.delivered and not playing:
                playing = True
                self._set_state(SourceState.PLAYING, Message("{0} is playing", source.id))
            if finished:
                return self._ending(attempt)
            if not source.live:
                continue
            age = self._clock() - attempt.newest_at
            limit = camera.stall_s if attempt.opened.is_set() else camera.open_timeout_s
            if age > limit:
                text = Message("{0}: no new frame for {1} s", source.id, float(age))
                self._set_state(SourceState.STALLED, text)
                return Message("{0} stalled", source.id)
            if attempt.identical >= camera.identical_frames:
                count = attempt.identical + 1
                text = Message("{0}: the same frame {1} times in a row", source.id, count)
                self._set_state(SourceState.FROZEN, text)
                return Message("{0} is frozen", source.id)
        return None

    def _ending(self, attempt: _Attempt) -> str | None:
        if attempt.error is not None:
            return attempt.error
        if self._thread.stopping:
            return None
        if attempt.source.live:
            return Message("{0} ended", attempt.source.id)
        ended, remark = Message("{0} has ended", attempt.source.id), attempt.source.remark
        self._set_state(SourceState.ENDED, joined(ended, remark) if remark else ended)
        return None

    def _may_restart(self) -> bool:
        oldest = self._clock() - self._camera.restart_window_s
        while self._restarts and self._restarts[0] < oldest:
            self._restarts.popleft()
        return self._camera.keep_trying or len(self._restarts) < self._camera.restart_budget

    def _backoff(self) -> float:
        doubled = self._camera.backoff_first_s * 2.0 ** (len(self._restarts) - 1)
        return min(doubled, self._camera.backoff_max_s)

    def _set_state(self, state: SourceState, message: str) -> None:
        self._on_status(SourceStatus(state, message, len(self._restarts), self._clock()))


def _identical(a: U8, b: U8) -> bool:
    """Whether two frames are bit-identical. Compares a few pixels first: sensor noise differs."""
    if a.shape != b.shape or not np.array_equal(a[::16, ::16], b[::16, ::16]):
        return False
    return bool(np.array_equal(a, b))
