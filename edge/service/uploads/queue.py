"""Judges uploaded files one after the other: a bounded queue, one thread, one decoder process."""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, Protocol

from edge.errors import FacevouchError
from edge.service.uploads.file_decoder import Limits, Media, UploadRefusedError
from edge.service.uploads.file_process import Decoder
from edge.system.thread import StoppableThread
from edge.types import Frame

log = logging.getLogger(__name__)


class JudgesUploads(Protocol):
    """What the queue needs of a judge; implemented by edge.service.uploads.judge.UploadJudge."""

    def judge(self, media: Media, frames: Iterable[Frame]) -> dict[str, Any]: ...

    def close(self) -> None: ...


class BusyError(FacevouchError):
    """The queue is full."""


@dataclass(frozen=True, slots=True)
class _Job:
    media: Media
    data: bytes
    result: Future[dict[str, Any]] = field(default_factory=Future)


class UploadQueue:
    """Judges uploaded files in order of arrival.

    make_judge: called in the queue's thread at the first file, so that models are loaded only when
    they are needed.
    """

    def __init__(
        self,
        make_judge: Callable[[], JudgesUploads],
        limits: Limits,
        *,
        waiting: int,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._make_judge = make_judge
        self._jobs: queue.Queue[_Job | None] = queue.Queue(waiting)
        self._decoder = Decoder(limits, clock=clock)
        self._limits = limits
        self._judge: JudgesUploads | None = None
        self._thread = StoppableThread(
            "facevouch-check", self._work, interrupt=lambda: self._jobs.put(None)
        )
        self._lock = threading.Lock()
        self._started = self._closed = False
        self.done = 0

    def submit(self, media: Media, data: bytes) -> Future[dict[str, Any]]:
        """Queue a file. The future's result is JSON values, or an exception.

        Raises BusyError when the queue is full.
        """
        job = _Job(media, data)
        with self._lock:
            if self._closed:
                raise BusyError("the service is stopping; try again after it has restarted")
            if not self._started:
                self._started = True
                self._thread.start()
            try:
                self._jobs.put_nowait(job)
            except queue.Full:
                raise BusyError("too many files wait to be judged; try again later") from None
        return job.result

    @property
    def waiting(self) -> int:
        """Files in the queue."""
        return self._jobs.qsize()

    def close(self, timeout: float = 5.0) -> list[str]:
        """Refuse waiting files, and stop. Returns the thread's name when it did not end in time."""
        with self._lock:
            self._closed = True
        while True:
            try:
                job = self._jobs.get_nowait()
            except queue.Empty:
                break
            if job is not None:
                job.result.cancel()
        self._decoder.shut()  # a file under way ends as damaged
        return self._thread.stop(timeout)

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            if not job.result.set_running_or_notify_cancel():
                continue  # its sender has gone
            try:
                if self._judge is None:
                    self._judge = self._make_judge()
                answer = self._judge.judge(job.media, self._frames(job))
            except (UploadRefusedError, TimeoutError, FacevouchError) as error:
                job.result.set_exception(error)
            except Exception as error:  # the thread's top: one bad file must not end the service
                log.exception("an uploaded file could not be judged")
                job.result.set_exception(error)
            else:
                self.done += 1
                job.result.set_result(answer)
        self._decoder.close()
        if self._judge is not None:
            self._judge.close()

    def _frames(self, job: _Job) -> Iterable[Frame]:
        return self._decoder.frames(job.media, job.data)
