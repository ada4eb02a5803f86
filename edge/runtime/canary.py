"""The canary: a new model must do on faces just seen what the model in use does, or it stays out.

A watcher remembers crops of recent faces, in memory only. Before a swap both models score them, in
alternation. What a model is worth is shown by an evaluation; here it is only asked whether it works
at this camera: finite, its known answers right, not far slower, not of another mind about faces on
which both are sure.
"""

from __future__ import annotations

import math
import statistics
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from edge.config import CanaryConfig
from edge.errors import ModelError
from edge.infer.scorer import FaceScorer, Scorer
from edge.infer.selftest import pictures, refuse_other
from edge.message import Message, of_error
from edge.types import U8, Box, Frame, FrameResult, Score

REACH = 3.0  # side of what is kept over the face's: more than any model's widest crop
LARGEST_PX = 384
EVERY_S = 1.0  # of one face, so that many faces and moments are in it
FACES = 32
TIMED = 9
SURE = 1.0  # a logit beyond this, either way


@dataclass(frozen=True, slots=True)
class Specimen:
    """A face as it was seen. bgr: the face with its surroundings; box: the face in it."""

    bgr: U8
    box: Box


class FaceMemory:
    """A watcher: the last FACES faces of good quality, at most one a second of each track."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[int, int], Specimen] = OrderedDict()

    def on_frame(self, frame: Frame, result: FrameResult) -> None:
        with self._lock:
            for face in result.faces:
                key = (face.verdict.track_id, int(result.time / EVERY_S))
                if not face.quality.ok or key in self._kept:
                    continue
                self._kept[key] = _specimen(frame.bgr, face.face.box)
                while len(self._kept) > FACES:
                    self._kept.popitem(last=False)

    def faces(self) -> list[Specimen]:
        """Oldest first."""
        with self._lock:
            return list(self._kept.values())


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two models on the same faces. ms: median of one face. sure: faces on which both are."""

    faces: int
    sure: int
    flips: int
    old_ms: float
    new_ms: float

    @property
    def said(self) -> Message:
        return Message(
            "{0} of {1} faces judged the other way, {2} ms a face after {3} ms",
            self.flips,
            self.sure,
            float(self.new_ms),
            float(self.old_ms),
        )


def admit(
    new: FaceScorer,
    old: FaceScorer | None,
    memory: FaceMemory,
    limits: CanaryConfig,
    clock: Callable[[], float] = time.perf_counter,
) -> Comparison | None:
    """Try a model that was loaded before it takes another's place; None with nothing to compare.

    Raises ModelError where it must stay out; the old one is then as it was.
    """
    if isinstance(new, Scorer):
        refuse_other(new)
    specimens = memory.faces() or [Specimen(bgr, box) for bgr, box in pictures().values()]
    if old is None:
        for specimen in specimens:
            new.score(specimen.bgr, [specimen.box])
        return None
    found = compare(new, old, specimens, clock)
    refuse(new, found, limits)
    return found


def compare(
    new: FaceScorer, old: FaceScorer, specimens: list[Specimen], clock: Callable[[], float]
) -> Comparison:
    """Score all specimens with both, in alternation. Raises ModelError where the new one breaks."""
    sure = flips = 0
    times: dict[str, list[float]] = {"old": [], "new": []}
    rounds = -(-TIMED // len(specimens))
    for turn in range(rounds):
        for specimen in specimens:
            before = clock()
            of_old = old.score(specimen.bgr, [specimen.box])[0].logit
            between = clock()
            of_new = new.score(specimen.bgr, [specimen.box])[0].logit
            times["old"].append(between - before)
            times["new"].append(clock() - between)
            if turn == 0 and (verdict := disagree(of_old, of_new)) is not None:
                sure += 1
                flips += verdict
    return Comparison(
        len(specimens),
        sure,
        flips,
        1e3 * statistics.median(times["old"]),
        1e3 * statistics.median(times["new"]),
    )


def disagree(old_logit: float, new_logit: float) -> bool | None:
    """Whether two models are of another mind about a face; None where either is not sure."""
    if min(abs(old_logit), abs(new_logit)) < SURE:
        return None
    return (old_logit > 0) != (new_logit > 0)


def refuse(new: FaceScorer, found: Comparison, limits: CanaryConfig) -> None:
    """Raise ModelError where a comparison is beyond the limits."""
    if found.sure >= limits.faces and found.flips > limits.flips * found.sure:
        raise ModelError(
            Message(
                "model {0} judges {1} of {2} faces just seen the other way (canary.flips allows "
                "{3}), so it is not used; evaluate it first, or set canary.flips = 1 if you know "
                "that the old one was wrong",
                new.spec.id,
                found.flips,
                found.sure,
                f"{limits.flips:.0%}",
            )
        )
    if found.new_ms > max(limits.slower * found.old_ms, limits.always_ms):
        raise ModelError(
            Message(
                "model {0} takes {1} ms a face where the one in use takes {2} ms (canary.slower "
                "allows {3} times), so it is not used",
                new.spec.id,
                float(found.new_ms),
                float(found.old_ms),
                f"{limits.slower:g}",
            )
        )


def _specimen(bgr: U8, box: Box) -> Specimen:
    """A copy of the face and its surroundings, at most LARGEST_PX wide."""
    height, width = bgr.shape[:2]
    (cx, cy), half = box.center, box.side * REACH / 2
    left, top = int(np.clip(cx - half, 0, width - 1)), int(np.clip(cy - half, 0, height - 1))
    right, bottom = (
        int(np.clip(cx + half, left + 1, width)),
        int(np.clip(cy + half, top + 1, height)),
    )
    cut = bgr[top:bottom, left:right]
    scale = min(1.0, LARGEST_PX / max(cut.shape[:2]))
    small = cut.copy()
    if scale < 1:
        small = np.asarray(
            cv2.resize(cut, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8
        )
    return Specimen(
        small,
        Box(
            (box.x1 - left) * scale,
            (box.y1 - top) * scale,
            (box.x2 - left) * scale,
            (box.y2 - top) * scale,
        ),
    )


LOOKS = 8
"""So many of the last comparisons say how long each model takes, on the same faces at the same
time: a machine that is busy slows both."""


class Probation:
    """Scores with the new model, as a pipeline's scorer does. Used by one thread at a time.

    The end is told once, `on_end(held, text)`, from within a call: it must only queue what it does.
    A failing call raises ModelError, so that the faces of that frame are UNAVAILABLE; after
    that, until the pipeline is given the old model back, every call does.
    """

    def __init__(
        self,
        new: FaceScorer,
        old: FaceScorer,
        limits: CanaryConfig,
        on_end: Callable[[bool, str], None],
        *,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self.spec = new.spec
        self.old: FaceScorer | None = old
        self.new = new
        self._limits = limits
        self._on_end = on_end
        self._clock = clock
        self._calls = self._sure = self._flips = 0
        self._old_ms: deque[float] = deque(maxlen=LOOKS)
        self._new_ms: deque[float] = deque(maxlen=LOOKS)
        self._failed: str | None = None

    def score(self, frame: U8, boxes: Sequence[Box]) -> list[Score]:
        """As the new model's own. Raises ModelError where it broke."""
        if self._failed is not None:
            raise ModelError(self._failed)
        if self.old is None:
            return self.new.score(frame, boxes)
        started = self._clock()
        try:
            scores = self.new.score(frame, boxes)
        except ModelError as error:
            raise self._fail(Message("it broke: {0}", of_error(error))) from error
        except Exception as error:  # a library's own: no reason to end the watch
            raise self._fail(
                Message("it broke: {0}", f"{type(error).__name__}: {error}")
            ) from error
        took_ms = 1e3 * (self._clock() - started) / max(1, len(boxes))
        if not all(math.isfinite(score.logit) for score in scores):
            raise self._fail(Message("it gave a score that is not a finite number"))
        if boxes:
            self._look(frame, boxes, scores, took_ms)
        return scores

    def _look(self, frame: U8, boxes: Sequence[Box], scores: list[Score], took_ms: float) -> None:
        if self._calls % self._limits.look_every == 0:
            self._compare(frame, boxes, scores, took_ms)
        self._calls += 1
        if self._calls >= self._limits.probation:
            self.old = None
            held = Message("model {0} held through {1} frames", self.spec.id, self._calls)
            self._on_end(True, held)

    def _compare(
        self, frame: U8, boxes: Sequence[Box], scores: list[Score], took_ms: float
    ) -> None:
        if self.old is None:
            return
        started = self._clock()
        try:
            opinions = self.old.score(frame, boxes)
        except ModelError:  # the old one's trouble is none of the new one's
            return
        self._old_ms.append(1e3 * (self._clock() - started) / len(boxes))
        self._new_ms.append(took_ms)
        for before, after in zip(opinions, scores, strict=True):
            verdict = disagree(before.logit, after.logit)
            if verdict is not None:
                self._sure += 1
                self._flips += verdict
        limits = self._limits
        if self._sure >= limits.faces and self._flips > limits.flips * self._sure:
            raise self._fail(
                Message("it judged {0} of {1} faces the other way", self._flips, self._sure)
            )
        if len(self._new_ms) == LOOKS:
            new_ms, old_ms = statistics.median(self._new_ms), statistics.median(self._old_ms)
            if new_ms > max(limits.slower * old_ms, limits.always_ms):
                raise self._fail(Message("it takes {0} ms a face after {1} ms", new_ms, old_ms))

    def _fail(self, why: str) -> ModelError:
        self._failed = Message(
            "model {0} was taken back after {1} frames: {2}", self.spec.id, self._calls, why
        )
        self._on_end(False, self._failed)
        return ModelError(self._failed)
