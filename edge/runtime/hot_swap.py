"""Exchanging a model while the gate runs: canary first, then probation, and back by itself."""

from __future__ import annotations

import time
from collections.abc import Callable

from edge.config import CanaryConfig, Config
from edge.errors import FacevouchError
from edge.infer.pool import SessionPool
from edge.infer.scorer import FaceScorer
from edge.message import Message, both, of_error
from edge.runtime.canary import FaceMemory, Probation, admit
from edge.runtime.factory import load_scorer
from edge.runtime.pipeline import Pipeline
from edge.runtime.stats import Level
from models.registry import Registry


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

    def change(self, task: str, new: FaceScorer | None) -> Message:
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
        return Message("{0} model: {1}, on probation; {2}", task, new.spec.id, found.said)

    def _settle(
        self, task: str, trial: Probation, old: FaceScorer, *, held: bool, text: str
    ) -> None:
        if self._pipeline.scorer(task) is not trial:
            return  # somebody has chosen another one since
        if held:
            self._tell("info", text)
            return
        self._pipeline.set_scorer(task, old)
        self._tell("error", both(text, Message("{0} is back", old.spec.id)))


def exchanged(task: str, scorer: FaceScorer | None) -> Message:
    """What to tell of a task's new model."""
    if scorer is None:
        return Message("{0} model: off", task)
    return Message("{0} model: {1}", task, scorer.spec.id)


class ModelsInUse:
    """Exchanges the models of one pipeline, in the thread that owns it.

    memory: of faces just seen, on which a new model must prove itself first; None asks no proof.
    later: queues a call for that thread. tell: (level, text) for people.
    """

    def __init__(
        self,
        config: Config,
        registry: Registry,
        pool: SessionPool,
        *,
        memory: FaceMemory | None,
        later: Callable[[Callable[[Pipeline], None]], None],
        tell: Callable[[Level, str], None],
    ) -> None:
        self._config = config
        self._registry = registry
        self._pool = pool
        self._memory = memory
        self._later = later
        self._tell = tell
        self._swap: ModelSwap | None = None

    def change(self, pipeline: Pipeline, task: str, model_id: str | None, camera: str) -> None:
        """Another model for a task; None turns it off. One that fails leaves the old one.

        camera: whose calibration counts.
        """
        try:
            scorer = self._load(task, model_id, camera)
            if self._memory is None:
                pipeline.set_scorer(task, scorer)
                text = exchanged(task, scorer)
            else:
                text = self._proving(pipeline, self._memory).change(task, scorer)
        except FacevouchError as error:
            self._tell("error", of_error(error))
            return
        self._tell("info", text)

    def recalibrate(self, pipeline: Pipeline, camera: str) -> None:
        """Judge by the calibration of this camera. Raises ConfigError where that is damaged."""
        names = pipeline.models()
        loaded = {task: self._load(task, name, camera) for task, name in names.items()}
        for task, scorer in loaded.items():
            pipeline.set_scorer(task, scorer)

    def _load(self, task: str, model_id: str | None, camera: str) -> FaceScorer | None:
        return load_scorer(
            self._config, self._registry, task, model_id, camera=camera, pool=self._pool
        )

    def _proving(self, pipeline: Pipeline, memory: FaceMemory) -> ModelSwap:
        """The one swap there is, which knows what is on probation."""
        if self._swap is None:
            self._swap = ModelSwap(
                pipeline,
                memory,
                self._config.canary,
                later=lambda act: self._later(lambda _: act()),
                tell=self._tell,
            )
        return self._swap
