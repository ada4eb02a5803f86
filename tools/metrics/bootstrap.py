"""Intervals by resampling whole clusters: frames of one person or video stand or fall together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tools.metrics.scores import Scores, both_classes

GRID = 1024  # thresholds a resample is measured at; AUC and EER then err by less than 1e-3
GROUPS = 1000  # more clusters than this are merged at random, which keeps the variance


@dataclass(frozen=True, slots=True)
class Interval:
    """A percentile interval. clusters: how many independent ones it rests on."""

    low: float
    high: float
    clusters: int


@dataclass(frozen=True, slots=True)
class Intervals:
    """Percentile intervals of one set of scores; None where one class has under two clusters."""

    auc: Interval | None
    eer: Interval | None
    apcer_worst: Interval | None
    apcer_pooled: Interval | None
    bpcer: Interval | None
    acer_worst: Interval | None


NONE = Intervals(None, None, None, None, None, None)


def bootstrap(
    labels: ArrayLike,
    scores: ArrayLike,
    clusters: ArrayLike,
    threshold: float,
    types: ArrayLike | None = None,
    *,
    resamples: int = 1000,
    confidence: float = 0.95,
    seed: int = 0,
) -> Intervals:
    """Resample clusters with replacement and take percentiles (Efron and Tibshirani 1993).

    clusters: an integer per sample (the same number = the same subject, video or source); types:
    attack type as an integer, or None. A resample without one of the classes is left out, and with
    under two clusters of either class there is no interval. Scores are put on a grid of GRID
    quantiles first; memory is GROUPS · GRID numbers whatever the number of samples.
    """
    y, s = both_classes(labels, scores)
    kind = np.zeros(y.size, np.int64) if types is None else np.asarray(types, np.int64)
    names, group = np.unique(np.asarray(clusters), return_inverse=True)
    independent = int(names.size)
    if any(np.unique(group[of]).size < 2 for of in (y, ~y)):
        return NONE
    rng = np.random.default_rng(seed)
    if independent > GROUPS:
        group = (rng.permutation(independent) % GROUPS)[group]
    count = min(independent, GROUPS)
    weights = rng.multinomial(count, np.full(count, 1 / count), size=resamples).astype(np.float64)

    ranks, bins = _ranks(s)
    attack = weights @ _table(group[y], ranks[y], (count, bins))
    bona = weights @ _table(group[~y], ranks[~y], (count, bins))
    whole = (attack.sum(1) > 0) & (bona.sum(1) > 0)
    attack, bona, weights = attack[whole], bona[whole], weights[whole]

    shape = (count, int(kind[y].max()) + 1)
    total = weights @ _table(group[y], kind[y], shape)
    missed = weights @ _table(group[y], kind[y], shape, s[y] < threshold)
    refused = weights @ np.bincount(group[~y], weights=s[~y] >= threshold, minlength=count)
    worst = np.divide(missed, total, out=np.zeros_like(missed), where=total > 0).max(1)
    alarms = refused / bona.sum(1)
    tail = 50 * (1 - confidence)

    def interval(values: Scores) -> Interval:
        low, high = np.percentile(values, [tail, 100 - tail])
        return Interval(float(low), float(high), independent)

    return Intervals(
        auc=interval(_areas(attack, bona)),
        eer=interval(_equal_errors(attack, bona)),
        apcer_worst=interval(worst),
        apcer_pooled=interval(missed.sum(1) / total.sum(1)),
        bpcer=interval(alarms),
        acer_worst=interval((worst + alarms) / 2),
    )


def rate_interval(
    wrong: ArrayLike,
    clusters: ArrayLike,
    *,
    resamples: int = 1000,
    confidence: float = 0.95,
    seed: int = 0,
) -> Interval | None:
    """Of the share of wrong samples, where there is one class alone; as `bootstrap` otherwise.

    None with under two clusters.
    """
    names, group = np.unique(np.asarray(clusters), return_inverse=True)
    independent = int(names.size)
    if independent < 2:
        return None
    rng = np.random.default_rng(seed)
    if independent > GROUPS:
        group = (rng.permutation(independent) % GROUPS)[group]
    count = min(independent, GROUPS)
    weights = rng.multinomial(count, np.full(count, 1 / count), size=resamples)
    errors = np.bincount(group, weights=np.asarray(wrong, np.float64), minlength=count)
    rates = (weights @ errors) / (weights @ np.bincount(group, minlength=count))
    tail = 50 * (1 - confidence)
    low, high = np.percentile(rates, [tail, 100 - tail])
    return Interval(float(low), float(high), independent)


def _ranks(scores: Scores) -> tuple[NDArray[np.int64], int]:
    """Each score's bin, 0 = lowest, and the number of bins: one per distinct score up to GRID."""
    ordered = np.sort(scores)
    edges = ordered[np.append(True, ordered[1:] != ordered[:-1])]
    if edges.size > GRID:
        edges = np.unique(ordered[np.linspace(0, ordered.size - 1, GRID).astype(np.int64)])
    return np.searchsorted(edges, scores, side="right") - 1, edges.size


def _table(
    rows: NDArray[np.int64],
    columns: NDArray[np.int64],
    shape: tuple[int, int],
    weights: ArrayLike | None = None,
) -> Scores:
    """How many samples fall on each (row, column)."""
    flat = np.bincount(rows * shape[1] + columns, weights=weights, minlength=shape[0] * shape[1])
    return flat.reshape(shape).astype(np.float64)


def _areas(attack: Scores, bona: Scores) -> Scores:
    """AUC per resample; (resamples, bins) counts, lowest score first."""
    below = np.cumsum(bona, axis=1) - bona / 2
    areas: Scores = (attack * below).sum(1) / (attack.sum(1) * bona.sum(1))
    return areas


def _equal_errors(attack: Scores, bona: Scores) -> Scores:
    """EER per resample, straight lines between the steps."""
    zero = np.zeros((attack.shape[0], 1))
    passed = np.hstack((zero, np.cumsum(attack, axis=1))) / attack.sum(1, keepdims=True)
    alarms = 1 - np.hstack((zero, np.cumsum(bona, axis=1))) / bona.sum(1, keepdims=True)
    gap = passed - alarms  # rises from −1 to 1 with the threshold
    after = np.argmax(gap >= 0, axis=1)
    row = np.arange(after.size)
    before = after - 1
    share = gap[row, before] / (gap[row, before] - gap[row, after])
    rates: Scores = passed[row, before] + share * (passed[row, after] - passed[row, before])
    return rates
