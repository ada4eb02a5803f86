"""Tests of a new model before and after it replaces another one at a gate.

Before: it is compared with the model in use on recently seen faces (`admit`). After: for a while
the old model still scores some of the frames as well (`Probation`). Both only test that the new
model works at this camera: finite scores, a passed self-test, not much slower, and the same
decision on faces of which both models are sure. They do not replace an evaluation.
"""

from __future__ import annotations

import math
import statistics
import time
from collections import deque
from collections.abc import Callable, Sequence

from edge.config import CanaryConfig
from edge.errors import ModelError
from edge.infer.scorer import FaceScorer, Scorer
from edge.infer.selftest import pictures, refuse_other
from edge.message import Message, of_error
from edge.types import U8, Box, Score
from edge.vision.recent_faces import FaceCutout, RecentFaces

FACES = 32
EVERY_S = 1.0  # between stored cut-outs of one face, for variety
EXPANSION = 3.0  # side of a cut-out / side of the face: more than any model's widest crop
LARGEST_PX = 384

TIMED = 9
"""Fewest faces that each model scores for the median time."""

SURE = 1.0
"""A model is sure of a face where |logit| exceeds this."""

COMPARED = 8
"""Number of newest comparisons whose times count during probation. Both models score the same
faces one after the other, so a busy machine slows both."""

Clock = Callable[[], float]


def face_memory() -> RecentFaces:
    """A frame listener that stores the faces on which a new model is tested."""
    return RecentFaces(expansion=EXPANSION, largest_px=LARGEST_PX, limit=FACES, every_s=EVERY_S)


class Comparison:
    """Two models on the same faces.

    sure: number of faces of which both were sure; flips: of these, those judged differently.
    """

    def __init__(self, timed: int | None = None) -> None:
        self.faces = self.sure = self.flips = 0
        self._old_ms: deque[float] = deque(maxlen=timed)
        self._new_ms: deque[float] = deque(maxlen=timed)

    def add_logits(self, old: float, new: float) -> None:
        """Add one face's logits."""
        self.faces += 1
        if min(abs(old), abs(new)) >= SURE:
            self.sure += 1
            self.flips += (old > 0) != (new > 0)

    def add_times(self, old_ms: float, new_ms: float) -> None:
        """Add one face's times, ms."""
        self._old_ms.append(old_ms)
        self._new_ms.append(new_ms)

    @property
    def timed(self) -> int:
        return len(self._new_ms)

    @property
    def old_ms(self) -> float:
        """Median of one face."""
        return statistics.median(self._old_ms)

    @property
    def new_ms(self) -> float:
        """Median of one face."""
        return statistics.median(self._new_ms)

    def flips_too_often(self, limits: CanaryConfig) -> bool:
        return self.sure >= limits.faces and self.flips > limits.flips * self.sure

    def too_slow(self, limits: CanaryConfig) -> bool:
        return self.new_ms > max(limits.slower * self.old_ms, limits.always_ms)

    @property
    def text(self) -> Message:
        return Message(
            "{0} of {1} faces decided differently, {2} ms per face, before {3} ms",
            self.flips,
            self.sure,
            float(self.new_ms),
            float(self.old_ms),
        )


def admit(
    new: FaceScorer,
    old: FaceScorer | None,
    memory: RecentFaces,
    limits: CanaryConfig,
    clock: Clock = time.perf_counter,
) -> Comparison | None:
    """Test a loaded model before it replaces another; None where there are no faces to compare.

    clock: s. Raises ModelError where the new model must not be used; the old one is unaffected.
    """
    if isinstance(new, Scorer):
        refuse_other(new)
    known = pictures().values()
    faces = memory.faces() or [FaceCutout(bgr, box, 0.0) for bgr, box in known]
    if old is None:
        for face in faces:
            new.score(face.bgr, [face.box])
        return None
    found = compare(new, old, faces, clock)
    if found.flips_too_often(limits):
        raise ModelError(
            Message(
                "model {0} decides the opposite for {1} of {2} recent faces (canary.flips "
                "allows {3}), so it is not used; evaluate it first, or set canary.flips = "
                "1 if you know that the old one was wrong",
                new.spec.id,
                found.flips,
                found.sure,
                f"{limits.flips:.0%}",
            )
        )
    if found.too_slow(limits):
        raise ModelError(
            Message(
                "model {0} takes {1} ms per face, the one in use {2} ms (canary.slower "
                "allows {3} times), so it is not used",
                new.spec.id,
                float(found.new_ms),
                float(found.old_ms),
                f"{limits.slower:g}",
            )
        )
    return found


def compare(
    new: FaceScorer, old: FaceScorer, faces: Sequence[FaceCutout], clock: Clock
) -> Comparison:
    """Score all faces with both, in alternation. Raises ModelError where the new one fails."""
    found = Comparison()
    for turn in range(-(-TIMED // len(faces))):
        for face in faces:
            started = clock()
            before = old.score(face.bgr, [face.box])[0].logit
            between = clock()
            after = new.score(face.bgr, [face.box])[0].logit
            found.add_times(1e3 * (between - started), 1e3 * (clock() - between))
            if turn == 0:
                found.add_logits(before, after)
    return found


class Probation:
    """A `FaceScorer` with the new model, compared with the old one. Used by one thread at a time.

    on_end(passed, text): called once, from within `score`; it must only queue work. A failure
    raises ModelError, so that the faces of that frame are UNAVAILABLE; every later call raises it
    as well, until the pipeline has the old model back.
    """

    def __init__(
        self,
        new: FaceScorer,
        old: FaceScorer,
        limits: CanaryConfig,
        on_end: Callable[[bool, str], None],
        *,
        clock: Clock = time.perf_counter,
    ) -> None:
        self.spec = new.spec
        self.new = new
        self._old: FaceScorer | None = old
        self._limits = limits
        self._on_end = on_end
        self._clock = clock
        self._calls = 0
        self._found = Comparison(timed=COMPARED)
        self._failure: str | None = None

    def score(self, frame: U8, boxes: Sequence[Box]) -> list[Score]:
        """The new model's scores. Raises ModelError where it failed."""
        if self._failure is not None:
            raise ModelError(self._failure)
        if self._old is None:
            return self.new.score(frame, boxes)
        started = self._clock()
        try:
            scores = self.new.score(frame, boxes)
        except ModelError as error:
            raise self._fail(Message("it failed: {0}", of_error(error))) from error
        except Exception as error:  # a library's own: no reason to end the watch
            text = f"{type(error).__name__}: {error}"
            raise self._fail(Message("it failed: {0}", text)) from error
        took_ms = 1e3 * (self._clock() - started) / max(1, len(boxes))
        if not all(math.isfinite(score.logit) for score in scores):
            raise self._fail(Message("it gave a score that is not a finite number"))
        if boxes:
            if self._calls % self._limits.look_every == 0:
                self._compare(self._old, frame, boxes, scores, took_ms)
            self._count()
        return scores

    def _count(self) -> None:
        self._calls += 1
        if self._calls >= self._limits.probation:
            self._old = None
            text = Message(
                "model {0} passed its probation of {1} frames", self.spec.id, self._calls
            )
            self._on_end(True, text)

    def _compare(
        self, old: FaceScorer, frame: U8, boxes: Sequence[Box], scores: list[Score], took_ms: float
    ) -> None:
        started = self._clock()
        try:
            before = old.score(frame, boxes)
        except ModelError:  # a failure of the old model is no fault of the new one
            return
        found, limits = self._found, self._limits
        found.add_times(1e3 * (self._clock() - started) / len(boxes), took_ms)
        for one, other in zip(before, scores, strict=True):
            found.add_logits(one.logit, other.logit)
        if found.flips_too_often(limits):
            raise self._fail(
                Message("it decided the opposite for {0} of {1} faces", found.flips, found.sure)
            )
        if found.timed == COMPARED and found.too_slow(limits):
            raise self._fail(
                Message("it takes {0} ms per face, before {1} ms", found.new_ms, found.old_ms)
            )

    def _fail(self, why: str) -> ModelError:
        self._failure = Message(
            "model {0} was replaced by the previous one after {1} frames: {2}",
            self.spec.id,
            self._calls,
            why,
        )
        self._on_end(False, self._failure)
        return ModelError(self._failure)
