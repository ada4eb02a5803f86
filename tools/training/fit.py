"""The fit of a release on validation scores: a calibration and operating points."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from edge.errors import ModelError

F32 = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class ReleaseFit:
    """Platt scaling (slope · logit + offset, equal priors) and operating points on p_attack."""

    slope: float
    offset: float
    thresholds: dict[str, float]

    def p_attack(self, raw: F32) -> NDArray[np.float64]:
        logit = np.clip(self.slope * raw.astype(np.float64) + self.offset, -60, 60)
        result: NDArray[np.float64] = 1 / (1 + np.exp(-logit))
        return result


def balanced_weights(sources: NDArray[np.str_], labels: NDArray[np.int64]) -> NDArray[np.float64]:
    """Weights (N,) with equal sums for both classes and for every source within a class; they sum
    to N.
    """
    weights = np.zeros(len(labels))
    for label in np.unique(labels):
        mine = labels == label
        _, inverse, counts = np.unique(sources[mine], return_inverse=True, return_counts=True)
        weights[mine] = 1 / (len(counts) * counts[inverse])
    return np.asarray(weights * (len(labels) / weights.sum()))


def platt(raw: F32, labels: NDArray[np.int64], weights: NDArray[np.float64]) -> tuple[float, float]:
    """Slope and offset of a weighted logistic regression (Platt 1999).

    raw: logits (N,). weights: (N,). Raises ModelError where the scores do not rise from bona fide
    to attack.
    """
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=1e6).fit(raw[:, None], labels, sample_weight=weights)
    slope, offset = float(model.coef_[0, 0]), float(model.intercept_[0])
    if round(slope, 5) <= 0:
        raise ModelError(
            f"the scores do not rise from bona fide to attack (slope {slope:.2g}), so they "
            "cannot be calibrated; train the network longer"
        )
    return slope, offset


def worst_source_threshold(
    scores: NDArray[np.float64], sources: NDArray[np.str_], rate: float
) -> float:
    """The lowest threshold at which the BPCER of no source exceeds `rate` (0..1).

    A score at or above the threshold means attack. scores: of bona fide faces only, (N,).
    """
    limits = [-np.inf]
    for source in np.unique(sources):
        mine = np.sort(scores[sources == source])
        passing = len(mine) - int(rate * len(mine))
        if passing:  # just above the highest score that must be accepted
            limits.append(np.nextafter(mine[passing - 1], np.inf))
    return float(max(limits))


def balanced_equal_error(
    scores: NDArray[np.float64], labels: NDArray[np.int64], weights: NDArray[np.float64]
) -> float:
    """The threshold at which weighted BPCER (scores at or above) and APCER (below) are equal."""
    order = np.argsort(scores)
    y, w = labels[order], weights[order]
    live, attack = np.where(y == 0, w, 0), np.where(y == 1, w, 0)
    missed = (np.cumsum(attack) - attack) / attack.sum()
    refused = 1 - (np.cumsum(live) - live) / live.sum()
    return float(scores[order][int(np.argmin(np.abs(refused - missed)))])
