"""Platt scaling: slope and offset of the log-odds of attack from two sets of raw logits."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from edge.errors import DataError
from edge.message import Message

F64 = NDArray[np.float64]

MOST_STEPS = 100
"""Largest number of Newton steps; about ten are needed."""

FLAT = 1e-10
"""Gradient at which the iteration stops; also added to the Hessian's diagonal, so that it is not
singular."""


def platt(negative: F64, positive: F64, independent: tuple[int, int]) -> tuple[float, float]:
    """(slope, offset) of the log-odds of attack at equal priors; slope > 0.

    negative, positive: (n,) and (m,) raw logits of bona fide and of attacks. independent: number of
    independent seconds of each. Platt (1999), with the smoothed targets computed from independent
    seconds, so that perfectly separated recordings give a finite slope. Raises DataError where the
    attacks' mean is not higher than the bona fide's.
    """
    if positive.mean() <= negative.mean():
        raise DataError(
            Message(
                "attacks score no higher than bona fide on this camera: no calibration can help; "
                "check that the recordings were not exchanged, and which model is used"
            )
        )
    targets = 1 / (independent[0] + 2), (independent[1] + 1) / (independent[1] + 2)
    x = np.concatenate((negative, positive))
    t = np.repeat(targets, [negative.size, positive.size])
    weight = np.repeat([0.5 / negative.size, 0.5 / positive.size], [negative.size, positive.size])
    middle, spread = float(weight @ x), float(np.sqrt(weight @ (x - weight @ x) ** 2))
    slope, offset = _least_cross_entropy((x - middle) / spread, t, weight)
    return slope / spread, offset - slope * middle / spread


def _least_cross_entropy(x: F64, t: F64, weight: F64) -> tuple[float, float]:
    """(slope, offset) of the logit with the least cross-entropy to targets t: Newton's method with
    step halving.

    x, t, weight: (n,) each. After Lin, Lin and Weng (Machine Learning 68, 2007), who solve Platt's
    problem this way: the loss is convex, and the slope at its minimum is above 0 where the attacks'
    mean lies above the bona fide's.
    """

    def loss(at: F64) -> float:
        z = design @ at
        return float(weight @ (np.logaddexp(0, z) - t * z))

    design = np.column_stack((x, np.ones_like(x)))
    found = np.zeros(2)
    for _ in range(MOST_STEPS):
        p = 0.5 * (1 + np.tanh(design @ found / 2))
        gradient = design.T @ (weight * (p - t))
        if np.abs(gradient).max() < FLAT:
            break
        curvature = (design.T * (weight * p * (1 - p))) @ design
        step = np.linalg.solve(curvature + FLAT * np.eye(2), gradient)
        before, part = loss(found), 1.0
        while loss(found - part * step) > before and part > FLAT:
            part /= 2
        found = found - part * step
    return float(found[0]), float(found[1])
