"""Scores faces with one model: crops, tensor, inference, and output turned to higher = attack."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from typing import Protocol

import numpy as np

from edge.calibration.store import calibrated
from edge.config import ModelsConfig
from edge.errors import ModelError
from edge.infer.evidence import merge
from edge.infer.pool import SessionPool
from edge.infer.preprocess import tensor_shape, to_tensor
from edge.infer.session import Session
from edge.types import F32, U8, Box, Crop, Score
from edge.vision.crop import crop_face
from models.registry import Registry
from models.spec import ModelSpec


class FaceScorer(Protocol):
    """What the pipeline needs of a model; implemented by `Scorer`, and by `Probation`."""

    spec: ModelSpec

    def score(self, frame: U8, boxes: Sequence[Box]) -> list[Score]: ...


class Scorer:
    """One model and its contract. Used by one thread at a time.

    bias: the logit's part outside the evidence; evidence.sum() + bias = the raw logit of attack.
    """

    def __init__(self, spec: ModelSpec, session: Session) -> None:
        self.spec = spec
        self.session = session
        self._input = spec.scoring_input
        self._sign = 1.0 if spec.output.attack_index == 1 else -1.0
        self.bias = self._sign * spec.output.bias
        widest = max(self._input.expansions)
        self._widest = self._input.expansions.index(widest)
        self._buffer: F32 = np.empty(tensor_shape(1, self._input), np.float32)

    @classmethod
    def load(
        cls,
        registry: Registry,
        model_id: str,
        models: ModelsConfig,
        *,
        camera: str | None = None,
        pool: SessionPool | None = None,
    ) -> Scorer:
        """Open a registered model.

        camera: identity of the camera whose stored calibration to use. pool: shares open sessions.
        Raises ModelError, ModelTamperedError, MissingExtraError, and ConfigError on a damaged
        calibration.
        """
        spec = registry.get(model_id)
        if spec.input is None:
            raise ModelError(f"{spec.id} is a {spec.task} model, which does not score faces")
        session = (pool or SessionPool()).open(registry.path(spec), spec, models)
        return cls(spec if camera is None else calibrated(spec, camera), session)

    def score(self, frame_bgr: U8, boxes: Sequence[Box]) -> list[Score]:
        """A score for each box of one frame, in the boxes' order.

        frame_bgr: uint8 (H, W, 3). Raises ModelError on NaN, infinity or a shape that breaks the
        contract, and ValueError on a box without area or wholly outside the frame.
        """
        if self.session.one_by_one:
            return [score for box in boxes for score in self._batch(frame_bgr, [box])]
        return self._batch(frame_bgr, boxes) if boxes else []

    def _batch(self, frame_bgr: U8, boxes: Sequence[Box]) -> list[Score]:
        started = time.perf_counter()
        crops: list[list[Crop]] = []
        cutting: list[float] = []
        for box in boxes:
            before = time.perf_counter()
            crops.append(
                [crop_face(frame_bgr, box, e, self._input.size) for e in self._input.expansions]
            )
            cutting.append(time.perf_counter() - before)
        if len(self._buffer) < len(boxes):
            self._buffer = np.empty(tensor_shape(len(boxes), self._input), np.float32)
        outputs = self.session.run(to_tensor(crops, self._input, self._buffer[: len(boxes)]))
        raw = self.raw_logits(outputs, len(boxes))
        maps = self._evidence(outputs, len(boxes))
        generated = self._generated(outputs, len(boxes))
        shared = (time.perf_counter() - started - sum(cutting)) / len(boxes)
        return [
            self._score(
                float(raw[i]),
                maps[i] if maps else None,
                crops[i],
                1000 * (own + shared),
                generated[i],
            )
            for i, own in enumerate(cutting)
        ]

    def raw_logits(self, outputs: dict[str, F32], faces: int) -> F32:
        """(N,) raw logits of attack from a run's outputs. Raises ModelError."""
        spec = self.spec.output
        values = outputs.get(spec.name)
        if values is None:
            raise ModelError(
                f"model {self.spec.id} gave no output {spec.name!r}, only {', '.join(outputs)}"
            )
        numbers = 2 if spec.kind == "pair" else 1
        if values.size != numbers * faces or values.shape[0] != faces:
            raise ModelError(
                f"model {self.spec.id} gave a {spec.name} of shape {values.shape} for "
                f"{faces} faces; its contract states {numbers} per face"
            )
        if not np.isfinite(values).all():
            raise ModelError(
                f"model {self.spec.id} gave a score that is not a finite number; "
                "check the file with: facevouch models verify"
            )
        table = values.reshape(faces, numbers)
        difference = table[:, 1] - table[:, 0] if spec.kind == "pair" else table[:, 0]
        return (self._sign * difference).astype(np.float32)

    def _evidence(self, outputs: dict[str, F32], faces: int) -> list[F32] | None:
        name = self.spec.output.evidence
        if name is None:
            return None
        values = outputs.get(name)
        k = len(self._input.expansions)
        if values is None or values.ndim != 4 or values.shape[:2] != (faces, k):
            found = "none" if values is None else str(values.shape)
            raise ModelError(
                f"model {self.spec.id} must give evidence of shape ({faces}, {k}, h, w) as "
                f"{name!r}, but gave {found}"
            )
        if not np.isfinite(values).all():
            raise ModelError(f"model {self.spec.id} gave evidence that is not finite")
        return [merge(np.float32(self._sign) * one, self._input.expansions) for one in values]

    def _generated(self, outputs: dict[str, F32], faces: int) -> list[float | None]:
        name = self.spec.output.generated
        if name is None:
            return [None] * faces
        values = outputs.get(name)
        if values is None or values.shape[:1] != (faces,) or values.size != faces:
            found = "none" if values is None else str(values.shape)
            raise ModelError(
                f"model {self.spec.id} must give one number per face as {name!r}, but gave "
                f"{found} for {faces}"
            )
        if not np.isfinite(values).all():
            raise ModelError(f"model {self.spec.id} gave a {name} that is not finite")
        return [float(value) for value in values.reshape(faces)]

    def _score(
        self, raw: float, evidence: F32 | None, crops: list[Crop], ms: float,
        generated: float | None,
    ) -> Score:  # fmt: skip
        logit = self.spec.calibration.apply(raw)
        to_frame = None
        if evidence is not None:
            to_frame = crops[self._widest].to_frame.copy()
            to_frame[:, :2] *= self._input.size
        looks = self.spec.calibration.looks
        return Score(self.spec.id, sigmoid(logit), logit, ms, evidence, to_frame, looks, generated)


def sigmoid(logit: float) -> float:
    """1 / (1 + e^-logit), without overflow."""
    if logit >= 0:
        return 1 / (1 + math.exp(-logit))
    grown = math.exp(logit)
    return grown / (1 + grown)
