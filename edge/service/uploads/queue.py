"""One file after the other: a bounded queue, one thread, one decoder process."""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from edge.config import Config
from edge.errors import FacevouchError
from edge.infer.pool import SessionPool
from edge.infer.scorer import FaceScorer
from edge.runtime.factory import build_detector, load_scorers
from edge.runtime.pipeline import Pipeline
from edge.service.uploads.decoder import Decoder
from edge.service.uploads.decoding import Limits, Media, UploadRefusedError
from edge.sinks.jsonl import as_dict
from edge.system.thread import StoppableThread
from edge.types import FaceResult, Frame, FrameResult, State
from edge.vision.detector import Detector
from edge.vision.quality import without_distance

DIGITS = 4


class UploadJudge:
    """Holds the models. Used by one thread at a time. Raises ModelError and ConfigError."""

    def __init__(self, config: Config, registry: Any, pool: SessionPool | None = None) -> None:
        rules = without_distance(config.quality)
        self._config = config.model_copy(update={"quality": rules})
        self._registry = registry
        self._scorers: dict[str, FaceScorer] = load_scorers(config, registry, pool=pool)
        self._images: Detector = build_detector(config, registry, video=False)

    def judge(self, media: Media, frames: Iterable[Frame]) -> dict[str, Any]:
        """The faces of a file, as JSON values. What `frames` raises passes through."""
        if media is Media.IMAGE:
            return self._image(frames)
        detector = build_detector(self._config, self._registry, video=True)
        try:
            return self._video(Pipeline(self._config, detector, self._scorers), frames)
        finally:
            detector.close()

    def close(self) -> None:
        self._images.close()

    def _image(self, frames: Iterable[Frame]) -> dict[str, Any]:
        pipeline = Pipeline(self._config, self._images, self._scorers)  # no memory of other images
        answer: dict[str, Any] = {}
        for frame in frames:
            result = pipeline.process(replace(frame, picture=frame.source_id))
            answer = {
                "media": Media.IMAGE.value,
                "size": list(result.size),
                "frames": 1,
                "faces": as_dict(result)["faces"],
            }
        return answer

    def _video(self, pipeline: Pipeline, frames: Iterable[Frame]) -> dict[str, Any]:
        tracks: dict[int, _Track] = {}
        count, size = 0, (0, 0)
        for frame in frames:
            result = pipeline.process(frame)
            count, size = count + 1, result.size
            for face in result.faces:
                tracks.setdefault(face.verdict.track_id, _Track()).add(face, result)
        return {
            "media": Media.VIDEO.value,
            "size": list(size),
            "frames": count,
            "faces": [track.answer() for track in tracks.values()],
        }


class _Track:
    """One face over a video: what was decided of it. ATTACK stays, whatever came after."""

    def __init__(self) -> None:
        self._first: float | None = None
        self._last = 0.0
        self._frames = 0
        self._told: FaceResult | None = None
        self._scores: dict[str, list[float]] = {}

    def add(self, face: FaceResult, result: FrameResult) -> None:
        if self._first is None:
            self._first = result.time
        self._last = result.time
        self._frames += 1
        for model_id, score in face.scores.items():
            self._scores.setdefault(model_id, []).append(score.p_attack)
        if self._told is None or _weight(face) >= _weight(self._told):
            self._told = face

    def answer(self) -> dict[str, Any]:
        assert self._told is not None  # a track begins with a face
        verdict = self._told.verdict
        return {
            "track": verdict.track_id,
            "box": self._told.face.box.as_list(),
            "state": verdict.state.value,
            "attack_kind": verdict.attack_kind.value if verdict.attack_kind else None,
            "p_attack": round(verdict.p_attack, DIGITS),
            "scores": {
                name: round(sum(values) / len(values), DIGITS)
                for name, values in self._scores.items()
            },
            "reasons": sorted(reason.value for reason in verdict.reasons),
            "frames": self._frames,
            "first_s": round(self._first or 0.0, DIGITS),
            "last_s": round(self._last, DIGITS),
        }


def _weight(face: FaceResult) -> int:
    """Which state a whole video comes to: an attack before a live face before no decision."""
    return {State.ATTACK: 2, State.LIVE: 1}.get(face.verdict.state, 0)


log = logging.getLogger(__name__)


class JudgesUploads(Protocol):
    """What the checker asks of a judge; edge.service.uploads.queue.UploadJudge is the real one."""

    def judge(self, media: Media, frames: Iterable[Frame]) -> dict[str, Any]: ...

    def close(self) -> None: ...


class BusyError(FacevouchError):
    """So many files wait that another would only time out."""


@dataclass(frozen=True, slots=True)
class _Job:
    media: Media
    data: bytes
    result: Future[dict[str, Any]] = field(default_factory=Future)


class UploadQueue:
    """Judges uploaded files in the order they came.

    make_judge: called in the checker's thread at the first file, so that nothing is loaded for a
    service nobody sends files to.
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
        """Queue a file. The future gives JSON values, or raises what is in its way.

        Raises BusyError when the queue is full.
        """
        job = _Job(media, data)
        with self._lock:
            if self._closed:
                raise BusyError("the service is stopping; try again when it is up")
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
        """Refuse what waits, end. Returns the thread's name when it did not end in time."""
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
                continue  # whoever sent it has gone
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
