"""Counts at one threshold, and the usual ratios of them. Positive = attack."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from tools.metrics.scores import checked


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
