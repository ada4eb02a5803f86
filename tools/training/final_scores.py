"""What the best epoch makes of the test split, at a threshold that was fixed on val."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from edge.types import F32
from tools.metrics.curve import Curve
from tools.metrics.ranking import auc, equal_error
from tools.metrics.scores import Confusion, confusion

I64 = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class FinalScores:
    """Raw scores (N,) of val and of test with their labels (N,), attack = 1, both in each."""

    val_labels: I64
    val_scores: F32
    test_labels: I64
    test_scores: F32


@dataclass(frozen=True, slots=True)
class FinalResult:
    """On the test split. threshold: of val's equal error rate, on the raw score."""

    threshold: float
    auc: float
    confusion: Confusion


def final_result(scores: FinalScores) -> FinalResult:
    """Rank and count; attack is the positive class."""
    at = float(equal_error(Curve.of(scores.val_labels, scores.val_scores)).threshold)
    return FinalResult(
        at,
        auc(Curve.of(scores.test_labels, scores.test_scores)),
        confusion(scores.test_labels, scores.test_scores, at),
    )
