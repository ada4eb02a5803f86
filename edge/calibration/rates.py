"""The error rates that a calibration needs, in the terms of ISO/IEC 30107-3.

They are part of the runtime because a gate calibrates its camera without the tools, whose
`tools/metrics/` uses the same functions. Scores are (n,) float64 arrays; higher means attack.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from edge.errors import DataError

F64 = NDArray[np.float64]


def zero_failure_bound(total: int, confidence: float = 0.95) -> float:
    """Largest true rate that still gives no error in `total` trials with 1 − confidence.

    1 − (1 − confidence)^(1/n), which the rule of three 3/n approximates (ISO/IEC 19795-1). 1.0 for
    no trials.
    """
    if total < 0:
        raise ValueError("trials cannot be negative")
    return 1.0 - (1.0 - confidence) ** (1.0 / total) if total else 1.0


def threshold_at_bpcer(bona_fide: F64, rate: float) -> float:
    """The lowest threshold that keeps the BPCER at or below `rate`.

    It lies just above the highest bona fide score that must pass.
    """
    if bona_fide.size == 0:
        raise DataError("a threshold at a given BPCER needs bona fide presentations")
    k = allowed(rate, bona_fide.size)
    if k >= bona_fide.size:
        return -math.inf
    highest_that_must_pass = -kth_lowest(-bona_fide, k)
    return float(np.nextafter(highest_that_must_pass, math.inf))


def mann_whitney(bona_fide: F64, attacks: F64) -> float:
    """The share of pairs in which the attack scores higher, ties one half: the AUC, 0..1."""
    below = np.sort(bona_fide)
    wins = np.searchsorted(below, attacks, "left") + np.searchsorted(below, attacks, "right")
    return float(int(wins.sum()) / (2 * bona_fide.size * attacks.size))


def allowed(rate: float, total: int) -> int:
    """How many errors `rate` allows out of `total`, immune to 0.1 · 30 = 3.0000000000000004."""
    if not 0 <= rate <= 1:
        raise DataError(f"a rate must be between 0 and 1, got {rate}")
    return min(total, math.floor(rate * total + 1e-9))


def kth_lowest(scores: F64, k: int) -> float:
    """The score with exactly k below it in sorted order; +inf where all are below."""
    return float(np.partition(scores, k)[k]) if k < scores.size else math.inf
