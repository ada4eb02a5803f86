"""How well scores rank attacks above bona fide, without a threshold."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tools.metrics.curve import Curve


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
