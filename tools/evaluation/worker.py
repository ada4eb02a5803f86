"""What scores a chunk of rows: read, find the face, crop, infer. One thread or process owns it."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from edge.config import Config, DetectConfig, ModelsConfig
from edge.errors import ModelError
from edge.infer.load import open_session
from edge.infer.scorer import Scorer, sigmoid
from edge.infer.session import Session
from edge.runtime.factory import build_detector
from edge.types import F32, U8, Box, Frame
from edge.vision.detector import Detector
from models.registry import Registry
from tools.evaluation.candidate import Candidate
from tools.evaluation.dataset import DataRow, Where
from tools.evaluation.input_batch import InputBatch
from tools.evaluation.media import UnreadableError, frames_of
from tools.evaluation.options import BATCH
from tools.evaluation.planes import FacePlanes
from tools.evaluation.robustness import Corruption


@dataclass(frozen=True, slots=True)
class ScoringPlan:
    """All a worker needs to score rows the same way on any machine; it can be pickled.

    frames: of each video. batch: faces a run, for models that take a batch. threads: of one
    session; several workers share the cores, so one each.
    """

    candidates: tuple[Candidate, ...]
    frames: int = 16
    batch: int = BATCH
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
        keep_freed_memory()
        if sessions is None:
            sessions = [open_candidate(c, plan) for c in plan.candidates]
        self.sessions = list(sessions)
        self._models = [
            _Model(Scorer(c.spec, session), plan.batch)
            for c, session in zip(plan.candidates, self.sessions, strict=True)
        ]
        self._detector: Detector | None = None

    def score(self, rows: Sequence[DataRow]) -> list[RowOutcome]:
        """One outcome a row, in their order. Raises ModelError where a model breaks its contract.

        Faces of a chunk share batches, so the same chunk gives the same numbers to the bit.
        """
        looked = [self._look(row) for row in rows]
        scores = zip(*(model.take() for model in self._models), strict=True)
        return [
            RowOutcome(
                row.index,
                tuple(ScoredFace(number, box, next(scores)) for number, box in one.faces),
                one.reason,
                one.faceless,
            )
            for row, one in zip(rows, looked, strict=True)
        ]

    def close(self) -> None:
        """Free the detector. Safe to call twice."""
        if self._detector is not None:
            self._detector.close()
            self._detector = None

    def _look(self, row: DataRow) -> _Looked:
        """Find the faces of one row and give them to every model."""
        faces: list[tuple[int, Box]] = []
        faceless = 0
        reason = ""
        try:
            for number, image in frames_of(row, self._plan.frames):
                if self._plan.corruption is not None:
                    seed = zlib.crc32(f"{row.name}#{number}".encode())
                    image = self._plan.corruption.apply(image, seed)
                box = self._box(row, image)
                views = None if box is None else self._views(row, image, box)
                if box is None or views is None:
                    faceless += 1
                    reason = "no face found" if box is None else "face box outside the image"
                    continue
                faces.append((number, box))
                for model, squares in zip(self._models, views, strict=True):
                    model.add(squares)
        except UnreadableError as error:
            reason = str(error)
        if not faces and not reason:
            reason = "no frames"
        return _Looked(faces, "" if faces else reason, faceless)

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

    def _views(self, row: DataRow, image: U8, box: Box) -> list[list[F32]] | None:
        """Per candidate its squares, tightest first; None where the box misses the image."""
        made: dict[tuple[float, int], F32] = {}
        per_model: list[list[F32]] = []
        face = FacePlanes(image, box)
        try:
            for candidate in self._plan.candidates:
                spec = candidate.spec.scoring_input
                shrink = max(spec.expansions) if row.where is Where.CROP else 1.0
                views = []
                for expansion in spec.expansions:
                    key = (expansion / shrink, spec.size)
                    if key not in made:
                        made[key] = face.cut(*key)
                    views.append(made[key])
                per_model.append(views)
        except ValueError:
            return None
        return per_model


class _Model:
    """Infers with one model when its batch is full, and keeps the scores until they are taken."""

    def __init__(self, scorer: Scorer, batch: int) -> None:
        self._scorer = scorer
        faces = 1 if scorer.session.one_by_one else batch
        self._batch = InputBatch(scorer.spec.scoring_input, faces)
        self._scores: list[float] = []

    def add(self, views: Sequence[F32]) -> None:
        """One face's squares."""
        self._batch.add(views)
        if self._batch.full:
            self._infer()

    def take(self) -> list[float]:
        """p_attack of every face since the last call."""
        self._infer()
        scores, self._scores = self._scores, []
        return scores

    def _infer(self) -> None:
        faces = self._batch.take()
        if not len(faces):
            return
        spec = self._scorer.spec
        raw = self._scorer.raw_logits(self._scorer.session.run(faces), len(faces))
        scores = [sigmoid(spec.calibration.apply(value)) for value in raw.tolist()]
        if not np.isfinite(scores).all():
            raise ModelError(f"model {spec.id} gave a score that is not a finite number")
        self._scores += scores


def keep_freed_memory() -> None:
    """Have glibc keep 32 MiB of freed memory, and not return it after every picture.

    Fresh pages for the next one would take a twentieth of a worker's time. glibc returns freed
    memory above twice the largest block freed so far; elsewhere this has no effect.
    """
    np.empty(16 << 20, np.uint8)


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
