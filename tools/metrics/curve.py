"""The step curve behind every threshold-free metric: one sort, then cumulative counts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tools.metrics.scores import Scores, both_classes

Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Curve:
    """Counts at every distinct threshold; a sample is called attack where score ≥ threshold.

    thresholds: float64 (n,), falling, the first is +inf (nothing is called attack).
    true_attacks: int64 (n,), attacks at or above the threshold.
    false_attacks: int64 (n,), bona fide at or above it. Equal scores fall on one step, so the
    curve does not depend on the order of ties.
    """

    thresholds: Scores
    true_attacks: Counts
    false_attacks: Counts

    @classmethod
    def of(cls, labels: ArrayLike, scores: ArrayLike) -> Curve:
        """Build it in O(n log n). Raises DataError as `both_classes` does."""
        y, s = both_classes(labels, scores)
        order = np.argsort(-s)
        s, y = s[order], y[order]
        del order
        ends = np.append(np.flatnonzero(s[1:] != s[:-1]), s.size - 1)
        hits = np.cumsum(y, dtype=np.int64)[ends]
        misses = ends + 1 - hits
        zero = np.zeros(1, np.int64)
        return cls(
            np.concatenate((np.array([np.inf]), s[ends])),
            np.concatenate((zero, hits)),
            np.concatenate((zero, misses)),
        )

    @property
    def attacks(self) -> int:
        return int(self.true_attacks[-1])

    @property
    def bona_fide(self) -> int:
        return int(self.false_attacks[-1])

    @property
    def tpr(self) -> Scores:
        """Attacks found, 0..1, rising: 1 − APCER over all attack types pooled."""
        return self.true_attacks / self.attacks

    @property
    def fpr(self) -> Scores:
        """Bona fide called attack, 0..1, rising: the BPCER."""
        return self.false_attacks / self.bona_fide

    @property
    def precision(self) -> Scores:
        """Attacks among the samples called attack; 1 where nothing is called attack."""
        called = self.true_attacks + self.false_attacks
        share = np.ones(called.size)
        np.divide(self.true_attacks, called, out=share, where=called > 0)
        return share

    def thinned(self, points: int = 1000) -> Curve:
        """At most about `points` points that draw the same line: evenly along its length.

        Keeps both ends. For figures only: metrics are taken from the whole curve.
        """
        n = self.thresholds.size
        if n <= points:
            return self
        along = self.tpr + self.fpr  # rises from 0 to 2 with the curve's length in steps
        keep = np.unique(np.searchsorted(along, np.linspace(0.0, 2.0, points)).clip(0, n - 1))
        keep = np.union1d(keep, np.array([0, n - 1]))
        return Curve(self.thresholds[keep], self.true_attacks[keep], self.false_attacks[keep])
