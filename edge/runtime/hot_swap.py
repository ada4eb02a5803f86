"""Exchanging a model while the camera runs: tested before use, then in use on probation, and
rejected where either test fails."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Protocol

from edge.calibration.store import SiteCalibration, as_calibrated
from edge.config import CanaryConfig
from edge.errors import FacevouchError
from edge.infer.scorer import FaceScorer
from edge.message import Message, joined, of_error
from edge.runtime.canary import Probation, admit
from edge.runtime.pipeline import Pipeline
from edge.runtime.stats import Level
from edge.vision.recent_faces import RecentFaces


class LoadModel(Protocol):
    """Loads the model of a task, calibrated for a camera. Raises FacevouchError."""

    def __call__(self, task: str, model_id: str | None, *, camera: str) -> FaceScorer | None: ...


class ModelExchange:
    """Exchanges the models of one pipeline. Everything here happens in the thread that owns it.

    memory: recently seen faces, on which a new model is tested before it is on probation; None: a
    new model is used at once, without tests. queue: runs a command in that thread, between two
    frames. report: called with (level, text) for the operator. clock: s.
    """

    def __init__(
        self,
        load: LoadModel,
        limits: CanaryConfig,
        memory: RecentFaces | None,
        *,
        queue: Callable[[Callable[[Pipeline], None]], None],
        report: Callable[[Level, str], None],
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self._load = load
        self._limits = limits
        self._memory = memory
        self._queue = queue
        self._report = report
        self._clock = clock

    def change(self, pipeline: Pipeline, task: str, model_id: str | None, camera: str) -> None:
        """Exchange the model of a task; None turns it off. Where the new one fails, the old one
        stays in use.

        camera: identity of the camera whose calibration is used. The result is reported.
        """
        try:
            text = self.put_in_use(pipeline, task, self._load(task, model_id, camera=camera))
        except FacevouchError as error:
            self._report("error", of_error(error))
            return
        self._report("info", text)

    def recalibrate(self, pipeline: Pipeline, camera: str) -> None:
        """Use this camera's stored calibration. Raises ConfigError where that is damaged."""
        names = pipeline.models()
        loaded = {task: self._load(task, name, camera=camera) for task, name in names.items()}
        for task, scorer in loaded.items():
            pipeline.set_scorer(task, scorer)

    def try_out(self, pipeline: Pipeline, entries: Sequence[SiteCalibration], camera: str) -> None:
        """Use calibrations that are not stored, until the next `recalibrate`."""
        fitted = {entry.model: entry for entry in entries}
        for task, name in pipeline.models().items():
            scorer = self._load(task, name, camera=camera)
            if scorer is not None and name in fitted:
                scorer.spec = as_calibrated(scorer.spec, fitted[name], camera)
            pipeline.set_scorer(task, scorer)

    def put_in_use(self, pipeline: Pipeline, task: str, new: FaceScorer | None) -> Message:
        """Use a loaded model, on probation where it replaces another one; None: use none.

        Returns the text to report. Raises ModelError where it must not be used; the old one stays.
        """
        if new is None:
            pipeline.set_scorer(task, None)
            return Message("{0} model: off", task)
        in_use = Message("{0} model: {1}", task, new.spec.id)
        if self._memory is None:
            pipeline.set_scorer(task, new)
            return in_use
        old = pipeline.scorer(task)
        if isinstance(old, Probation):
            old = old.new
        found = admit(new, old, self._memory, self._limits, self._clock)
        if old is None or found is None:
            pipeline.set_scorer(task, new)
            return in_use
        trial = self._on_probation(task, new, old)
        pipeline.set_scorer(task, trial)
        return Message("{0} model: {1}, on probation; {2}", task, new.spec.id, found.text)

    def _on_probation(self, task: str, new: FaceScorer, old: FaceScorer) -> Probation:
        def on_end(passed: bool, text: str) -> None:
            self._queue(lambda pipeline: settle(pipeline, passed, text))

        def settle(pipeline: Pipeline, passed: bool, text: str) -> None:
            if pipeline.scorer(task) is not trial:
                return  # another model has been chosen meanwhile
            if passed:
                self._report("info", text)
                return
            pipeline.set_scorer(task, old)
            self._report("error", joined(text, Message("{0} is back", old.spec.id)))

        trial = Probation(new, old, self._limits, on_end, clock=self._clock)
        return trial
