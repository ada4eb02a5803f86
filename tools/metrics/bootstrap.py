"""Intervals by resampling whole clusters: frames of one person or video stand or fall together."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tools.metrics.scores import Labels, Scores, both_classes

GRID = 1024  # thresholds a resample is measured at; AUC and EER then err by less than 1e-3
GROUPS = 1000  # more clusters than this are merged at random, which keeps the variance
EXACT = 8
"""Up to so many clusters every resample is taken: there are 6435 of 8, and 24,310 of 9."""


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


@dataclass(frozen=True, slots=True)
class Resamples:
    """How often each group of clusters is drawn in each resample, and how likely each is.

    weights: float64 (resamples, groups). probability: float64 (resamples,), or None where all
    count alike. group: int64 (n,), each sample's group.
    """

    weights: Scores
    probability: Scores | None
    group: NDArray[np.int64]
    clusters: int

    @classmethod
    def of(cls, clusters: ArrayLike, resamples: int = 1000, seed: int = 0) -> Resamples:
        """Draw `resamples` at random; of at most EXACT clusters take every one there is."""
        names, group = np.unique(np.asarray(clusters), return_inverse=True)
        independent = int(names.size)
        if independent <= EXACT:
            weights, probability = _every_resample(independent)
            return cls(weights, probability, group, independent)
        rng = np.random.default_rng(seed)
        if independent > GROUPS:
            group = (rng.permutation(independent) % GROUPS)[group]
        count = min(independent, GROUPS)
        drawn = rng.multinomial(count, np.full(count, 1 / count), size=resamples)
        return cls(drawn.astype(np.float64), None, group, independent)

    @property
    def groups(self) -> int:
        return int(self.weights.shape[1])

    def only(self, kept: NDArray[np.bool_]) -> Resamples:
        """Without the resamples that cannot be measured."""
        probability = None if self.probability is None else self.probability[kept]
        return Resamples(self.weights[kept], probability, self.group, self.clusters)

    def interval(self, values: Scores, confidence: float) -> Interval:
        """Percentiles of one number a resample."""
        tail = (1 - confidence) / 2
        if self.probability is None:
            low, high = np.percentile(values, [100 * tail, 100 * (1 - tail)])
        else:
            order = np.argsort(values, kind="stable")
            reached = np.cumsum(self.probability[order]) / self.probability.sum()
            places = np.searchsorted(reached, [tail + 1e-12, 1 - tail - 1e-12])
            low, high = values[order][np.minimum(places, values.size - 1)]
        return Interval(float(low), float(high), self.clusters)


def _every_resample(count: int) -> tuple[Scores, Scores]:
    """All ways to draw `count` out of `count` with replacement, and the probability of each.

    There are C(2·count − 1, count), 6435 of 8 (Efron and Tibshirani 1993, section 6.2).
    """
    drawn = itertools.combinations_with_replacement(range(count), count)
    weights = np.array([np.bincount(one, minlength=count) for one in drawn], np.float64)
    ways = np.array([math.prod(map(math.factorial, row)) for row in weights.astype(int).tolist()])
    return weights, math.factorial(count) / ways / float(count) ** count


@dataclass(frozen=True, slots=True)
class Resampled:
    """Each figure of every resample, float64 (resamples,), of which percentiles are taken."""

    auc: Scores
    eer: Scores
    apcer_worst: Scores
    apcer_pooled: Scores
    bpcer: Scores
    acer_worst: Scores


def resampled(
    labels: Labels,
    scores: Scores,
    types: ArrayLike | None,
    threshold: float,
    drawn: Resamples,
) -> tuple[Resampled, NDArray[np.bool_]]:
    """The figures of every resample that holds both classes, and which of `drawn` those are.

    Scores are put on a grid of GRID quantiles first; memory is groups · GRID numbers whatever the
    number of samples.
    """
    y, s, group, count = labels, scores, drawn.group, drawn.groups
    kind = np.zeros(y.size, np.int64) if types is None else np.asarray(types, np.int64)
    ranks, bins = _ranks(s)
    attack = drawn.weights @ _table(group[y], ranks[y], (count, bins))
    bona = drawn.weights @ _table(group[~y], ranks[~y], (count, bins))
    whole = (attack.sum(1) > 0) & (bona.sum(1) > 0)
    attack, bona, weights = attack[whole], bona[whole], drawn.weights[whole]

    shape = (count, int(kind[y].max()) + 1)
    total = weights @ _table(group[y], kind[y], shape)
    missed = weights @ _table(group[y], kind[y], shape, s[y] < threshold)
    refused = weights @ np.bincount(group[~y], weights=s[~y] >= threshold, minlength=count)
    worst = np.divide(missed, total, out=np.zeros_like(missed), where=total > 0).max(1)
    alarms = refused / bona.sum(1)
    return Resampled(
        auc=_areas(attack, bona),
        eer=_equal_errors(attack, bona),
        apcer_worst=worst,
        apcer_pooled=missed.sum(1) / total.sum(1),
        bpcer=alarms,
        acer_worst=(worst + alarms) / 2,
    ), whole


def too_few(labels: Labels, group: NDArray[np.int64]) -> bool:
    """Whether either class has under two clusters: nothing then tells how much they vary."""
    return any(np.unique(group[of]).size < 2 for of in (labels, ~labels))


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
    under two clusters of either class there is no interval. Of at most EXACT clusters every
    resample is taken, so the interval is exact and hangs on no seed.
    """
    y, s = both_classes(labels, scores)
    drawn = Resamples.of(clusters, resamples, seed)
    if too_few(y, drawn.group):
        return NONE
    found, whole = resampled(y, s, types, threshold, drawn)
    kept = drawn.only(whole)
    return Intervals(
        **{f.name: kept.interval(getattr(found, f.name), confidence) for f in fields(Intervals)}
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
    drawn = Resamples.of(clusters, resamples, seed)
    if drawn.clusters < 2:
        return None
    errors = np.bincount(drawn.group, weights=np.asarray(wrong, np.float64), minlength=drawn.groups)
    sizes = np.bincount(drawn.group, minlength=drawn.groups)
    return drawn.interval((drawn.weights @ errors) / (drawn.weights @ sizes), confidence)


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
