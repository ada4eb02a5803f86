"""Whether a p_attack of 0.8 means attack four times in five."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from edge.errors import DataError
from tools.metrics.scores import Scores, checked


@dataclass(frozen=True, slots=True)
class Reliability:
    """The reliability diagram, bins of equal width on p_attack.

    edges: float64 (bins + 1,). count: int64 (bins,). confidence: mean p_attack of the bin;
    frequency: share of attacks in it; both NaN in an empty bin.
    """

    edges: Scores
    count: NDArray[np.int64]
    confidence: Scores
    frequency: Scores

    @property
    def ece(self) -> float:
        """Expected calibration error Σ n_b/N · |frequency − confidence| (Naeini et al. 2015)."""
        full = self.count > 0
        gaps = np.abs(self.frequency[full] - self.confidence[full])
        return float(np.average(gaps, weights=self.count[full]))

    @property
    def mce(self) -> float:
        """Largest gap of any bin."""
        full = self.count > 0
        return float(np.max(np.abs(self.frequency[full] - self.confidence[full])))


def reliability(labels: ArrayLike, p_attack: ArrayLike, bins: int = 15) -> Reliability:
    """Raises DataError on a score outside 0..1: a logit is no probability."""
    y, p = checked(labels, p_attack)
    if p.min() < 0 or p.max() > 1:
        raise DataError("calibration is measured on probabilities, but a score is outside 0..1")
    edges = np.linspace(0.0, 1.0, bins + 1)
    index = np.minimum((p * bins).astype(np.int64), bins - 1)
    count = np.bincount(index, minlength=bins)
    with np.errstate(invalid="ignore"):
        confidence = np.bincount(index, weights=p, minlength=bins) / count
        frequency = np.bincount(index, weights=y, minlength=bins) / count
    return Reliability(edges, count, confidence, frequency)


def brier(labels: ArrayLike, p_attack: ArrayLike) -> float:
    """Mean squared difference between p_attack and the label (Brier 1950)."""
    y, p = checked(labels, p_attack)
    return float(np.mean((p - y) ** 2))
