"""From a frame to its result: detect, track, check quality, crop, score, decide. Deterministic.

The pipeline has no clock, thread or file: the same frames give the same results, live, in
evaluation and in a test. Times in results are the frames' own; only `timings_ms` is measured.
"""

from __future__ import annotations

import logging
import math
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from edge.config import Config, DecisionConfig, Uncalibrated
from edge.decide.policy import Evidence, Policy, for_one_picture
from edge.errors import ModelError
from edge.infer.scorer import FaceScorer
from edge.trust.trust import BELIEVED, Trust
from edge.types import Face, FaceResult, Frame, FrameResult, Quality, Score
from edge.vision import quality
from edge.vision.detector import Detector
from edge.vision.track import Tracker

log = logging.getLogger(__name__)

COAST_S = 0.25
"""With a longer time between frames, faces are detected on each one instead of predicted."""

REQUIRED = "antispoof"
"""The task without whose model every face is UNAVAILABLE."""


@dataclass(frozen=True, slots=True)
class Detections:
    """The detected faces of a frame, and how long the detection took.

    faces: None where no detection was due, and tracks are predicted instead.
    """

    faces: list[Face] | None
    took_ms: float


class Pipeline:
    """One camera's stages and their state (tracks, sequential tests).

    `process` runs all of them. Where two threads share the work, one calls `detect` and the other
    `judge`, each for every frame and in order, with the same result.

    scorers: by task, `antispoof` and `deepfake`; a task without a model is absent.
    """

    def __init__(
        self, config: Config, detector: Detector, scorers: Mapping[str, FaceScorer]
    ) -> None:
        self._config = config
        self._detector = detector
        self._scorers = dict(scorers)
        self._tracker = Tracker(config.track)
        self._policy = Policy(config.decision)
        self._scored: Counter[int] = Counter()  # frames of each track that could be scored
        self._since_detection = 0
        self._looked_at = -math.inf  # frame time of the last detection
        self._faces_seen = False
        self._camera = False
        self._broken: set[str] = set()
        self._trust: Callable[[], Trust] = lambda: BELIEVED

    def process(self, frame: Frame) -> FrameResult:
        """The result of one frame. A failing model is not raised: its faces are UNAVAILABLE."""
        return self.judge(frame, self.detect(frame))

    def detect(self, frame: Frame) -> Detections:
        """Detect faces; in a sequence on every n-th frame only (`detect.every`)."""
        started = time.perf_counter()
        self._since_detection += 1
        detect = self._config.detect
        pause = detect.every if self._faces_seen else detect.idle_every if self._camera else 1
        since = frame.captured_at - self._looked_at
        faces = None
        alone = frame.picture is not None
        if alone or self._since_detection >= pause or not 0 <= since <= COAST_S:
            faces = self._detector.detect(frame)
            self._since_detection = 0
            self._looked_at = frame.captured_at
            self._faces_seen = bool(faces)
        return Detections(faces, (time.perf_counter() - started) * 1e3)

    def judge(self, frame: Frame, detections: Detections) -> FrameResult:
        """Track, check, score and judge the detected faces."""
        timings = {"detect": detections.took_ms}
        now = frame.captured_at
        if frame.picture is not None:
            self.reset()  # faces of independent frames are different people
        if detections.faces is None:
            faces = self._tracker.coast(now)
        else:
            faces = self._tracker.update(detections.faces, now)
        with _timed(timings, "quality"):
            rules = self._config.quality
            if frame.picture is not None:
                rules = quality.without_distance(rules)
            gates = [quality.measure(frame.bgr, face, rules) for face in faces]
        good = [i for i, gate in enumerate(gates) if gate.ok]
        scores, failed = self._score(frame, faces, good, timings)
        with _timed(timings, "decide"):
            trusted = self._trust().ok
            results = self._judge(frame, faces, gates, scores, failed, trusted)
        timings["total"] = sum(timings.values())
        return FrameResult(
            index=frame.index,
            time=frame.captured_at,
            source_id=frame.source_id,
            size=frame.size,
            faces=results,
            timings_ms=timings,
            trusted_source=trusted,
            picture=frame.picture,
            calibrated=REQUIRED in self._calibrated(),
        )

    def set_trust(self, trust: Callable[[], Trust] | None) -> None:
        """Set a function that says for each frame whether the source is trusted; None: always."""
        self._trust = trust or (lambda: BELIEVED)

    def set_camera(self, live: bool) -> None:
        """Set whether frames come from a camera; with no face in view most of them are skipped."""
        self._camera = live

    def set_decision(self, decision: DecisionConfig) -> None:
        """Set other error rates, from the next frame on."""
        self._config = self._config.model_copy(update={"decision": decision})
        self._policy.reconfigure(decision)

    def set_scorer(self, task: str, scorer: FaceScorer | None) -> None:
        """Exchange a model. All evidence so far is discarded."""
        if scorer is None:
            self._scorers.pop(task, None)
        else:
            self._scorers[task] = scorer
        self._broken.discard(task)
        self._policy.forget()

    def scorer(self, task: str) -> FaceScorer | None:
        """The model in use for a task."""
        return self._scorers.get(task)

    def models(self) -> dict[str, str]:
        """The id of the model in use, by task."""
        return {task: scorer.spec.id for task, scorer in self._scorers.items()}

    def uncalibrated(self) -> Uncalibrated | None:
        """How this uncalibrated camera is treated; None at a calibrated one, or without a model."""
        scorer = self._scorers.get(REQUIRED)
        if scorer is None or scorer.spec.calibration.camera:
            return None
        return self._config.decision.treats_uncalibrated()

    def reset(self, *, renumber: bool = False) -> None:
        """Drop all tracks and evidence. renumber: number tracks from 1, as for another source."""
        self._tracker.reset(renumber=renumber)
        self._policy.forget()
        self._scored.clear()

    def close(self) -> None:
        self._detector.close()

    def _score(
        self, frame: Frame, faces: list[Face], good: list[int], timings: dict[str, float]
    ) -> tuple[dict[int, dict[str, Score]], frozenset[str]]:
        """Scores by face index and task, and the tasks whose model failed on this frame."""
        scores: dict[int, dict[str, Score]] = {i: {} for i in good}
        failed = set()
        for task, scorer in self._scorers.items():
            due = [i for i in good if self._due(task, faces[i].track_id)]
            if not due:
                continue
            with _timed(timings, task):
                try:
                    opinions = scorer.score(frame.bgr, [faces[i].box for i in due])
                except ModelError as error:
                    failed.add(task)
                    if task not in self._broken:
                        log.error("%s", error)
                    self._broken.add(task)
                    continue
            self._broken.discard(task)
            for i, opinion in zip(due, opinions, strict=True):
                scores[i][task] = opinion
        for i in good:
            self._scored[faces[i].track_id] += 1
        return scores, frozenset(failed)

    def _due(self, task: str, track_id: int) -> bool:
        every = self._config.models.deepfake_every if task == "deepfake" else 1
        return self._scored[track_id] % every == 0

    def _judge(
        self,
        frame: Frame,
        faces: list[Face],
        gates: list[Quality],
        scores: dict[int, dict[str, Score]],
        failed: frozenset[str],
        trusted: bool,
    ) -> tuple[FaceResult, ...]:
        missing, calibrated = self._missing(), self._calibrated()
        policy = self._policy if frame.picture is None else self._for_one_picture()
        results = []
        for i, (face, gate) in enumerate(zip(faces, gates, strict=True)):
            opinions = scores.get(i, {})
            verdict = policy.judge(
                face.track_id,
                gate,
                Evidence(
                    opinions,
                    missing,
                    failed if i in scores else frozenset(),
                    trusted,
                    calibrated,
                ),
                frame.captured_at,
            )
            by_id = {score.model_id: score for score in opinions.values()}
            results.append(FaceResult(face, gate, verdict, by_id))
        alive = self._tracker.alive()
        self._policy.keep_only(alive)
        for gone in set(self._scored) - alive:
            del self._scored[gone]
        return tuple(results)

    def _for_one_picture(self) -> Policy:
        return Policy(for_one_picture(self._config.decision))

    def _calibrated(self) -> frozenset[str]:
        """Tasks whose model was calibrated to this camera."""
        return frozenset(t for t, s in self._scorers.items() if s.spec.calibration.camera)

    def _missing(self) -> frozenset[str]:
        needed = {REQUIRED}
        if self._config.decision.deepfake == "require":
            needed.add("deepfake")
        return frozenset(needed - self._scorers.keys())


@contextmanager
def _timed(timings: dict[str, float], stage: str) -> Iterator[None]:
    start = time.perf_counter()
    try:
        yield
    finally:
        timings[stage] = (time.perf_counter() - start) * 1e3
