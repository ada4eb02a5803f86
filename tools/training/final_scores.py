"""The result of the best epoch on the test split, at a threshold fixed on val."""

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
    """Raw scores (N,) and labels (N,), attack = 1, of val and of test; each has both classes."""

    val_labels: I64
    val_scores: F32
    test_labels: I64
    test_scores: F32


@dataclass(frozen=True, slots=True)
class FinalResult:
    """Results on the test split. threshold: on the raw score, at the equal error rate on val."""

    threshold: float
    auc: float
    confusion: Confusion


def final_result(scores: FinalScores) -> FinalResult:
    """Compute AUC, and the confusion matrix at val's threshold; attack is positive."""
    at = float(equal_error(Curve.of(scores.val_labels, scores.val_scores)).threshold)
    return FinalResult(
        at,
        auc(Curve.of(scores.test_labels, scores.test_scores)),
        confusion(scores.test_labels, scores.test_scores, at),
    )
