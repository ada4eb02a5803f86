"""What scores a chunk of rows: read, find the face, crop, infer. One thread or process owns it."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from edge.config import Config, DetectConfig, ModelsConfig
from edge.errors import ModelError
from edge.infer.load import open_session
from edge.infer.preprocess import tensor_shape, to_tensor
from edge.infer.scorer import Scorer, sigmoid
from edge.infer.session import Session
from edge.runtime.factory import build_detector
from edge.types import F32, U8, Box, Crop, Frame
from edge.vision.crop import crop_face
from edge.vision.detector import Detector
from models.registry import Registry
from tools.evaluation.candidate import Candidate
from tools.evaluation.dataset import DataRow, Where
from tools.evaluation.media import UnreadableError, frames_of
from tools.evaluation.robustness import Corruption
from tools.evaluation.shrink import fastest_shrink


@dataclass(frozen=True, slots=True)
class ScoringPlan:
    """All a worker needs to score rows the same way on any machine; it can be pickled.

    frames: of each video. batch: faces a run, for models that take a batch. threads: of one
    session; several workers share the cores, so one each.
    """

    candidates: tuple[Candidate, ...]
    frames: int = 16
    batch: int = 8
    threads: int = 1
    provider: str = "auto"
    detect: DetectConfig = field(default_factory=DetectConfig)
    corruption: Corruption | None = None


@dataclass(frozen=True, slots=True)
class ScoredFace:
    """One scored face. scores: p_attack of each candidate, in the plan's order."""

    frame: int
    box: Box
    scores: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class RowOutcome:
    """What became of one row: its samples, or why there are none. faceless: frames without one."""

    row: int
    samples: tuple[ScoredFace, ...]
    reason: str = ""
    faceless: int = 0


class ScoringWorker:
    """Scores chunks. Models are loaded at once, the detector when a row first needs it."""

    def __init__(self, plan: ScoringPlan, sessions: Sequence[Session] | None = None) -> None:
        """sessions: one of each candidate, opened already; else they are opened here."""
        self._plan = plan
        if sessions is None:
            sessions = [open_candidate(c, plan) for c in plan.candidates]
        self.sessions = list(sessions)
        self._scorers = [
            Scorer(c.spec, session)
            for c, session in zip(plan.candidates, self.sessions, strict=True)
        ]
        self._shrink = fastest_shrink()
        self._tensors: dict[tuple[int, ...], F32] = {}
        self._detector: Detector | None = None

    def score(self, rows: Sequence[DataRow]) -> list[RowOutcome]:
        """One outcome a row, in their order. Raises ModelError where a model breaks its contract.

        Faces of a chunk share batches, so the same chunk gives the same numbers to the bit.
        """
        scores: list[tuple[float, ...]] = []
        looked: list[_Looked] = []
        waiting: list[list[list[Crop]]] = []
        for row in rows:
            one, crops = self._look(row)
            looked.append(one)
            waiting += crops
            while len(waiting) >= self._plan.batch:  # while the crops are still in the cache
                scores += self._infer(waiting[: self._plan.batch])
                del waiting[: self._plan.batch]
        if waiting:
            scores += self._infer(waiting)
        outcomes, at = [], 0
        for row, one in zip(rows, looked, strict=True):
            samples = tuple(
                ScoredFace(number, box, scores[at + i]) for i, (number, box) in enumerate(one.faces)
            )
            at += len(one.faces)
            outcomes.append(RowOutcome(row.index, samples, one.reason, one.faceless))
        return outcomes

    def close(self) -> None:
        """Free the detector. Safe to call twice."""
        if self._detector is not None:
            self._detector.close()
            self._detector = None

    def _look(self, row: DataRow) -> tuple[_Looked, list[list[list[Crop]]]]:
        """The faces of one row, and of each the crops for every model."""
        faces: list[tuple[int, Box]] = []
        cut: list[list[list[Crop]]] = []
        faceless = 0
        reason = ""
        try:
            for number, image in frames_of(row, self._plan.frames):
                if self._plan.corruption is not None:
                    seed = zlib.crc32(f"{row.name}#{number}".encode())
                    image = self._plan.corruption.apply(image, seed)
                box = self._box(row, image)
                crops = None if box is None else self._crops(row, image, box)
                if box is None or crops is None:
                    faceless += 1
                    reason = "no face found" if box is None else "face box outside the image"
                    continue
                faces.append((number, box))
                cut.append(crops)
        except UnreadableError as error:
            reason = str(error)
        if not faces and not reason:
            reason = "no frames"
        return _Looked(faces, "" if faces else reason, faceless), cut

    def _box(self, row: DataRow, image: U8) -> Box | None:
        if row.where is Where.BOX:
            return row.box
        if row.where is not Where.DETECT:
            height, width = image.shape[:2]
            return Box(0, 0, width, height)
        if self._detector is None:
            config = Config(detect=self._plan.detect)
            self._detector = build_detector(config, Registry.open(), video=False)
        found = self._detector.detect(Frame(image, 0, "evaluation", 0.0))
        return found[0].box if found else None

    def _crops(self, row: DataRow, image: U8, box: Box) -> list[list[Crop]] | None:
        """Per candidate its crops, tightest first; None where the box misses the image."""
        made: dict[tuple[float, int], Crop] = {}
        per_model: list[list[Crop]] = []
        try:
            for candidate in self._plan.candidates:
                spec = candidate.spec.scoring_input
                shrink = max(spec.expansions) if row.where is Where.CROP else 1.0
                crops = []
                for expansion in spec.expansions:
                    key = (expansion / shrink, spec.size)
                    if key not in made:
                        made[key] = crop_face(image, box, *key, self._shrink)
                    crops.append(made[key])
                per_model.append(crops)
        except ValueError:
            return None
        return per_model

    def _infer(self, faces: Sequence[list[list[Crop]]]) -> list[tuple[float, ...]]:
        """p_attack of every face by every model. faces: a batch of them at most."""
        return list(zip(*(self._by(i, faces) for i in range(len(self._scorers))), strict=True))

    def _by(self, index: int, faces: Sequence[list[list[Crop]]]) -> list[float]:
        """p_attack of every face by one model."""
        scorer = self._scorers[index]
        spec = scorer.spec
        step = 1 if scorer.session.one_by_one else len(faces)
        scores: list[float] = []
        for start in range(0, len(faces), step):
            batch = [crops[index] for crops in faces[start : start + step]]
            tensor = self._tensor(tensor_shape(len(batch), spec.scoring_input))
            outputs = scorer.session.run(to_tensor(batch, spec.scoring_input, tensor))
            for raw in scorer.raw_logits(outputs, len(batch)).tolist():
                scores.append(sigmoid(spec.calibration.apply(raw)))
        if not np.isfinite(scores).all():
            raise ModelError(f"model {spec.id} gave a score that is not a finite number")
        return scores

    def _tensor(self, shape: tuple[int, ...]) -> F32:
        """Memory for a model's input, used again: fresh pages cost more than filling them."""
        key = shape[1:]
        if key not in self._tensors or len(self._tensors[key]) < shape[0]:
            self._tensors[key] = np.empty(shape, np.float32)
        return self._tensors[key][: shape[0]]


def open_candidate(candidate: Candidate, plan: ScoringPlan) -> Session:
    """Its session, as the plan wants it. Raises ModelError, ModelTamperedError."""
    models = ModelsConfig.model_validate({"provider": plan.provider, "threads": plan.threads})
    return open_session(candidate.path, candidate.spec, models)


@dataclass(frozen=True, slots=True)
class _Looked:
    """faces: (frame, box) of each."""

    faces: list[tuple[int, Box]]
    reason: str
    faceless: int
