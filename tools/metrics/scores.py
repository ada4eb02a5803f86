"""What every metric is given: finite scores, higher = attack, and labels that are 0 or 1."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from edge.errors import DataError

Scores = NDArray[np.float64]
Labels = NDArray[np.bool_]


def checked(labels: ArrayLike, scores: ArrayLike) -> tuple[Labels, Scores]:
    """Labels as bool (True = attack) and scores as float64, of one length.

    Raises DataError on an empty set, lengths that differ, a label other than 0 or 1, a score that
    is NaN or infinite.
    """
    y, s = np.asarray(labels), np.asarray(scores, dtype=np.float64)
    if y.ndim != 1 or y.shape != s.shape:
        raise DataError(f"labels and scores must be lists of one length, got {y.shape}, {s.shape}")
    if y.size == 0:
        raise DataError("there are no scores to measure")
    if y.dtype != np.bool_:
        wrong = np.flatnonzero((y != 0) & (y != 1))
        if wrong.size:
            raise DataError(f"label {y[wrong[0]]} at position {wrong[0]} is neither 0 nor 1")
        y = y.astype(np.bool_)
    bad = np.flatnonzero(~np.isfinite(s))
    if bad.size:
        raise DataError(f"the score at position {bad[0]} is {s[bad[0]]}; scores must be finite")
    return y, s


def both_classes(labels: ArrayLike, scores: ArrayLike) -> tuple[Labels, Scores]:
    """As `checked`, and raises DataError where only one class is present."""
    y, s = checked(labels, scores)
    attacks = int(np.count_nonzero(y))
    if attacks in (0, y.size):
        only = "attacks" if attacks else "bona fide presentations"
        raise DataError(f"the set holds only {only}; this metric needs both classes")
    return y, s
