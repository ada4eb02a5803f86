"""Two models on the same samples: how much they differ, and whether that may be chance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from tools.metrics.bootstrap import Interval, Resampled, Resamples, resampled, too_few
from tools.metrics.scores import both_classes


@dataclass(frozen=True, slots=True)
class Differences:
    """Intervals of second minus first, each resample measured on both; None: too few clusters."""

    auc: Interval | None
    eer: Interval | None
    apcer_worst: Interval | None
    apcer_pooled: Interval | None
    bpcer: Interval | None


@dataclass(frozen=True, slots=True)
class McNemar:
    """Samples that one model alone decides rightly, at each one's threshold.

    p_value: of as uneven a split or more, were both equally good; exact binomial, two-sided
    (McNemar, Psychometrika 12, 1947). Holds for independent samples.
    """

    first_only: int
    second_only: int
    p_value: float


def differences(
    labels: ArrayLike,
    first: ArrayLike,
    second: ArrayLike,
    clusters: ArrayLike,
    thresholds: tuple[float, float],
    types: ArrayLike | None = None,
    *,
    resamples: int = 1000,
    confidence: float = 0.95,
    seed: int = 0,
) -> Differences:
    """Resample clusters, measure both models on the same resample, take percentiles.

    first, second: scores of the same samples in the same order; otherwise as `bootstrap`.
    """
    y, a = both_classes(labels, first)
    _, b = both_classes(labels, second)
    drawn = Resamples.of(clusters, resamples, seed)
    if too_few(y, drawn.group):
        return Differences(None, None, None, None, None)
    before, whole = resampled(y, a, types, thresholds[0], drawn)
    after, _ = resampled(y, b, types, thresholds[1], drawn)
    kept = drawn.only(whole)

    def interval(name: str) -> Interval:
        return kept.interval(_figure(after, name) - _figure(before, name), confidence)

    return Differences(
        interval("auc"),
        interval("eer"),
        interval("apcer_worst"),
        interval("apcer_pooled"),
        interval("bpcer"),
    )


def _figure(found: Resampled, name: str) -> np.ndarray:
    values: np.ndarray = getattr(found, name)
    return values


def mcnemar(
    labels: ArrayLike,
    first: ArrayLike,
    second: ArrayLike,
    thresholds: tuple[float, float],
) -> McNemar:
    """Compare decisions sample by sample; score ≥ threshold is called attack."""
    from scipy.stats import binomtest

    y, a = both_classes(labels, first)
    _, b = both_classes(labels, second)
    right_a, right_b = (a >= thresholds[0]) == y, (b >= thresholds[1]) == y
    first_only = int(np.count_nonzero(right_a & ~right_b))
    second_only = int(np.count_nonzero(right_b & ~right_a))
    both = first_only + second_only
    p_value = float(binomtest(first_only, both, 0.5).pvalue) if both else 1.0
    return McNemar(first_only, second_only, p_value)
