"""Which models a running pipeline judges with, and by whose calibration."""

from __future__ import annotations

from collections.abc import Callable

from edge.build import load_scorer
from edge.config import Config
from edge.errors import FacevouchError
from edge.infer.canary import FaceMemory
from edge.infer.pool import SessionPool
from edge.infer.swap import ModelSwap, exchanged
from edge.pipeline import FaceScorer, Pipeline
from edge.said import of_error
from edge.status import Level
from models.registry import Registry


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
