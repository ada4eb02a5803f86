"""Exchanging a model while the gate runs: canary first, then probation, and back by itself."""

from __future__ import annotations

import time
from collections.abc import Callable

from edge.config import CanaryConfig
from edge.infer.canary import FaceMemory, admit
from edge.infer.probation import Probation
from edge.pipeline import FaceScorer, Pipeline
from edge.said import Said, both
from edge.status import Level


class ModelSwap:
    """One pipeline's exchanges. Everything here happens in the thread that owns the pipeline.

    later: queues a call for that thread, between two frames. tell: (level, text) for people.
    """

    def __init__(
        self,
        pipeline: Pipeline,
        memory: FaceMemory,
        limits: CanaryConfig,
        *,
        later: Callable[[Callable[[], None]], None],
        tell: Callable[[Level, str], None],
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self._pipeline = pipeline
        self._memory = memory
        self._limits = limits
        self._later = later
        self._tell = tell
        self._clock = clock

    def change(self, task: str, new: FaceScorer | None) -> Said:
        """Put a loaded model in use, on probation where it takes another's place; None: none.

        Returns what to tell. Raises ModelError where it must stay out; the old one goes on.
        """
        if new is None:
            self._pipeline.set_scorer(task, None)
            return exchanged(task, None)
        old = self._pipeline.scorer(task)
        if isinstance(old, Probation):
            old = old.new
        found = admit(new, old, self._memory, self._limits, self._clock)
        if old is None or found is None:
            self._pipeline.set_scorer(task, new)
            return exchanged(task, new)
        before = old

        def ended(held: bool, text: str) -> None:
            self._later(lambda: self._settle(task, trial, before, held=held, text=text))

        trial = Probation(new, old, self._limits, ended, clock=self._clock)
        self._pipeline.set_scorer(task, trial)
        return Said("{0} model: {1}, on probation; {2}", task, new.spec.id, found.said)

    def _settle(
        self, task: str, trial: Probation, old: FaceScorer, *, held: bool, text: str
    ) -> None:
        if self._pipeline.scorer(task) is not trial:
            return  # somebody has chosen another one since
        if held:
            self._tell("info", text)
            return
        self._pipeline.set_scorer(task, old)
        self._tell("error", both(text, Said("{0} is back", old.spec.id)))


def exchanged(task: str, scorer: FaceScorer | None) -> Said:
    """What to tell of a task's new model."""
    if scorer is None:
        return Said("{0} model: off", task)
    return Said("{0} model: {1}", task, scorer.spec.id)
