"""A model's scores on real crops, computed with the runtime's own session."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from edge.config import ModelsConfig
from edge.errors import DataError
from edge.infer.load import open_session
from edge.infer.scorer import Scorer
from edge.infer.session import Session
from models.spec import InputSpec
from tools.conversion.subject import Subject
from tools.progress import Stages
from tools.quantise.crops import Example, load_crops

F32 = NDArray[np.float32]
F64 = NDArray[np.float64]
I64 = NDArray[np.int64]
_CHUNK = 32


@dataclass(frozen=True, slots=True)
class CropSet:
    """Labelled faces for comparing models; the crops are made for each input contract.

    examples: those whose image could be read. unreadable: the number of the others.
    """

    examples: list[Example]
    unreadable: int = 0

    @property
    def labels(self) -> I64:
        return np.array([e.label for e in self.examples], np.int64)

    @property
    def types(self) -> list[str]:
        return [e.attack_type for e in self.examples]


def session_of(subject: Subject, threads: int = 1) -> Session:
    """Open the file as the runtime does, or return the session that is open.

    Raises ModelError, ModelTamperedError, MissingExtraError.
    """
    if subject.opened is not None:
        return subject.opened
    return open_session(subject.path, subject.spec, ModelsConfig(provider="cpu", threads=threads))


def raw_logits(subject: Subject, session: Session, tensor: F32) -> F32:
    """Raw logits towards attack, float32 (N,), of a preprocessed tensor."""
    scorer = Scorer(subject.spec, session)
    if not session.one_by_one:
        return scorer.raw_logits(session.run(tensor), len(tensor))
    rows = [scorer.raw_logits(session.run(x[None]), 1) for x in tensor]
    return np.concatenate(rows)


def logits_of(
    subject: Subject, crops: CropSet, threads: int = 1, watch: Stages | None = None
) -> F64:
    """Calibrated logits (N,) of all crops.

    Raises ModelError on NaN or a wrong shape, DataError where an image is no longer readable.
    """
    watch = watch or Stages()
    watch.stage(f"scoring crops with {subject.name}", len(crops.examples))
    session = session_of(subject, threads)
    spec: InputSpec = subject.spec.scoring_input
    rows = []
    for i in range(0, len(crops.examples), _CHUNK):
        chunk = crops.examples[i : i + _CHUNK]
        tensor, read = load_crops(chunk, spec)
        if len(read) != len(chunk):
            raise DataError(
                f"{len(chunk) - len(read)} of the pictures can no longer be read; check "
                "them and run the command again"
            )
        rows.append(raw_logits(subject, session, tensor))
        watch.advance(len(chunk))
    c = subject.spec.calibration
    return c.slope * np.concatenate(rows).astype(np.float64) + c.offset


def p_attack(logits: F64) -> F64:
    """The logistic function 1 / (1 + e^-logit), without overflow."""
    return 0.5 * (1 + np.tanh(logits / 2))
