"""How a quantity is distributed, in bins that are fixed once, and how far another sample is off.

The population stability index of two histograms e and a over the same bins is
Σ (a − e)·ln(a / e), the symmetric Kullback–Leibler divergence (Siddiqi, Credit Risk Scorecards,
2006; Kullback and Leibler, 1951). Two samples of the same thing, n and m large, already have
(bins − 1)·(1/n + 1/m) of it on average (Yurdakul and Naranjo, 2020): that is taken off.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

MOST_BINS = 10
IN_A_BIN = 15
"""Reference values that a bin needs: fewer bins from fewer values."""

FEWEST = 30
"""Values below which no distribution can be told."""


class Distribution(BaseModel):
    """edges: the inner bounds of the bins, ascending; counts: of the reference, one more."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    edges: tuple[float, ...]
    counts: tuple[int, ...] = Field(min_length=2)

    @classmethod
    def of(cls, values: Sequence[float]) -> Distribution | None:
        """Bins that hold about as many of these values each; None from too few values."""
        known = np.asarray(values, np.float64)
        known = known[np.isfinite(known)]
        if known.size < FEWEST:
            return None
        bins = max(3, min(MOST_BINS, known.size // IN_A_BIN))
        edges = np.unique(np.quantile(known, np.linspace(0, 1, bins + 1)[1:-1]))
        return cls(
            edges=tuple(float(edge) for edge in edges),
            counts=tuple(int(count) for count in _counted(known, edges)),
        )

    def psi(self, values: Sequence[float]) -> float | None:
        """How far these values are from the reference, 0 and up; None from too few values."""
        known = np.asarray(values, np.float64)
        known = known[np.isfinite(known)]
        if known.size < FEWEST:
            return None
        there = np.asarray(self.counts, np.float64)
        here = _counted(known, np.asarray(self.edges)).astype(np.float64)
        # half a count more in each: an empty bin is rare, not impossible
        e = (there + 0.5) / (there + 0.5).sum()
        a = (here + 0.5) / (here + 0.5).sum()
        by_chance = (len(self.counts) - 1) * (1 / there.sum() + 1 / here.sum())
        return max(0.0, float(((a - e) * np.log(a / e)).sum()) - float(by_chance))


def _counted(values: NDArray[np.float64], edges: NDArray[np.float64]) -> NDArray[np.int64]:
    return np.bincount(np.searchsorted(edges, values, side="right"), minlength=len(edges) + 1)
