"""Scores and labels as every metric takes them, and the confusion matrix at a threshold."""

from __future__ import annotations

from dataclasses import dataclass

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
        raise DataError(
            f"labels and scores must be lists of the same length, got {y.shape}, {s.shape}"
        )
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
        raise DataError(f"the set contains only {only}; this metric needs both classes")
    return y, s


@dataclass(frozen=True, slots=True)
class Confusion:
    """tp: attacks called attack; fn: attacks let through; fp: bona fide refused; tn: the rest.

    A ratio whose denominator is zero is NaN: unknown is not zero.
    """

    tp: int
    tn: int
    fp: int
    fn: int

    @property
    def total(self) -> int:
        return self.tp + self.tn + self.fp + self.fn

    @property
    def accuracy(self) -> float:
        return ratio(self.tp + self.tn, self.total)

    @property
    def bona_fide_accuracy(self) -> float:
        """Bona fide called bona fide ("real" accuracy): 1 − BPCER."""
        return ratio(self.tn, self.tn + self.fp)

    @property
    def attack_accuracy(self) -> float:
        """Attacks called attack ("spoof" accuracy): recall, 1 − pooled APCER."""
        return ratio(self.tp, self.tp + self.fn)

    @property
    def balanced_accuracy(self) -> float:
        return (self.bona_fide_accuracy + self.attack_accuracy) / 2

    @property
    def precision(self) -> float:
        return ratio(self.tp, self.tp + self.fp)

    @property
    def recall(self) -> float:
        return self.attack_accuracy

    @property
    def f1(self) -> float:
        return ratio(2 * self.tp, 2 * self.tp + self.fp + self.fn)


def ratio(part: int, whole: int) -> float:
    """part / whole, NaN where there is no whole."""
    return part / whole if whole else float("nan")


def confusion(labels: ArrayLike, scores: ArrayLike, threshold: float) -> Confusion:
    """Counts with `score ≥ threshold` called attack. One class alone is allowed."""
    y, s = checked(labels, scores)
    called = s >= threshold
    tp = int(np.count_nonzero(called & y))
    fp = int(np.count_nonzero(called)) - tp
    attacks = int(np.count_nonzero(y))
    return Confusion(tp=tp, tn=y.size - attacks - fp, fp=fp, fn=attacks - tp)
