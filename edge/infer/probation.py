"""A new model on probation: the old one stays loaded, looks on, and comes back at a fault."""

from __future__ import annotations

import math
import statistics
import time
from collections import deque
from collections.abc import Callable, Sequence

from edge.config import CanaryConfig
from edge.errors import ModelError
from edge.infer.canary import disagree
from edge.pipeline import FaceScorer
from edge.said import Said, of_error
from edge.types import U8, Box, Score

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
            raise self._fail(Said("it broke: {0}", of_error(error))) from error
        except Exception as error:  # a library's own: no reason to end the watch
            raise self._fail(Said("it broke: {0}", f"{type(error).__name__}: {error}")) from error
        took_ms = 1e3 * (self._clock() - started) / max(1, len(boxes))
        if not all(math.isfinite(score.logit) for score in scores):
            raise self._fail(Said("it gave a score that is not a finite number"))
        if boxes:
            self._look(frame, boxes, scores, took_ms)
        return scores

    def _look(self, frame: U8, boxes: Sequence[Box], scores: list[Score], took_ms: float) -> None:
        if self._calls % self._limits.look_every == 0:
            self._compare(frame, boxes, scores, took_ms)
        self._calls += 1
        if self._calls >= self._limits.probation:
            self.old = None
            held = Said("model {0} held through {1} frames", self.spec.id, self._calls)
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
                Said("it judged {0} of {1} faces the other way", self._flips, self._sure)
            )
        if len(self._new_ms) == LOOKS:
            new_ms, old_ms = statistics.median(self._new_ms), statistics.median(self._old_ms)
            if new_ms > max(limits.slower * old_ms, limits.always_ms):
                raise self._fail(Said("it takes {0} ms a face after {1} ms", new_ms, old_ms))

    def _fail(self, why: str) -> ModelError:
        self._failed = Said(
            "model {0} was taken back after {1} frames: {2}", self.spec.id, self._calls, why
        )
        self._on_end(False, self._failed)
        return ModelError(self._failed)
