"""How well scores rank: AUC, average precision and EER of two classes, top-k of many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from edge.errors import DataError
from tools.metrics.curve import Curve


def ranked(
    logits: NDArray[np.float32], k: int, classes: NDArray[np.int64] | None = None
) -> NDArray[np.int64]:
    """The k best classes per row, best first, int64 (N, k).

    logits: (N, C). classes: the subset a derived set uses (its class mask); the result then holds
    positions within that subset, which is how such sets label their images.
    """
    if classes is not None:
        logits = logits[:, classes]
    k = min(k, logits.shape[1])
    best = np.argpartition(-logits, k - 1, axis=1)[:, :k]
    order = np.argsort(-np.take_along_axis(logits, best, axis=1), axis=1, kind="stable")
    return np.take_along_axis(best, order, axis=1)


def hits(best: NDArray[np.int64], labels: Sequence[Sequence[int]], k: int) -> tuple[int, int]:
    """(right, counted): a row is right where any of its labels is among its first k.

    labels: per row the acceptable classes: one for the validation set, any number for the
    reassessed ("real") labels of Beyer et al. 2020, where a row without labels is not counted.
    """
    if len(labels) != best.shape[0]:
        raise DataError(f"{best.shape[0]} predictions but labels for {len(labels)}")
    counted = [(row, set(ok)) for row, ok in zip(best[:, :k].tolist(), labels, strict=True) if ok]
    return sum(bool(ok.intersection(row)) for row, ok in counted), len(counted)


def auc(curve: Curve) -> float:
    """Area under the ROC curve, 0..1; a tie between the classes counts one half.

    Equals the Mann-Whitney statistic U / (attacks · bona fide); summed in integers, so exact up
    to the last division.
    """
    widths = np.diff(curve.false_attacks)
    heights = curve.true_attacks[1:] + curve.true_attacks[:-1]
    return float(int(np.dot(widths, heights)) / (2 * curve.attacks * curve.bona_fide))


def average_precision(curve: Curve) -> float:
    """Average precision Σ (Rₙ − Rₙ₋₁) Pₙ: the step-wise area, without interpolation."""
    return float(np.sum(np.diff(curve.tpr) * curve.precision[1:]))


@dataclass(frozen=True, slots=True)
class EqualError:
    """rate: where APCER (pooled) and BPCER meet, 0..1. threshold: of the nearest real step."""

    rate: float
    threshold: float


def equal_error(curve: Curve) -> EqualError:
    """Equal error rate, with the ROC joined by straight lines between its steps.

    The threshold is a score of the set: the step with the smallest |APCER − BPCER|, and of two
    equal ones the one with the lower BPCER.
    """
    missed, alarms = 1.0 - curve.tpr, curve.fpr
    gap = missed - alarms  # falls from 1 to −1
    after = int(np.argmax(gap <= 0))
    before = after - 1
    share = gap[before] / (gap[before] - gap[after])
    rate = alarms[before] + share * (alarms[after] - alarms[before])
    nearest = before if before > 0 and abs(gap[before]) <= abs(gap[after]) else after
    return EqualError(float(rate), float(curve.thresholds[nearest]))
