"""Error rates at one threshold for all sources, as an unknown camera has to use."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import roc_auc_score

from tools.training.fit import balanced_weights

F64 = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Errors:
    """Error rates at one threshold, 0..1, by source and class."""

    threshold: float
    apcer: dict[str, float]
    bpcer: dict[str, float]

    @property
    def acer(self) -> float:
        """Half the sum of both error rates, averaged over sources."""
        return float(np.mean([*self.apcer.values(), *self.bpcer.values()]))

    @property
    def worst(self) -> float:
        return max([*self.apcer.values(), *self.bpcer.values()])


def pooled_auc(
    scores: NDArray[np.floating], labels: NDArray[np.int64], sources: NDArray[np.str_]
) -> float:
    """AUC over all sources together with equal weights. Unlike the mean of the sources' AUC, it is
    lower where the sources need different thresholds."""
    weights = balanced_weights(sources, labels)
    return float(roc_auc_score(labels, scores, sample_weight=weights))


def errors_at(
    scores: NDArray[np.floating],
    labels: NDArray[np.int64],
    sources: NDArray[np.str_],
    threshold: float,
) -> Errors:
    """Error rates where a score of `threshold` or more is classified as an attack."""
    apcer, bpcer = {}, {}
    for source in sorted(set(sources.tolist())):
        mine = scores[sources == source]
        attack = labels[sources == source] == 1
        apcer[source] = float((mine[attack] < threshold).mean())
        bpcer[source] = float((mine[~attack] >= threshold).mean())
    return Errors(threshold, apcer, bpcer)


def best_threshold(
    scores: NDArray[np.floating], labels: NDArray[np.int64], sources: NDArray[np.str_]
) -> Errors:
    """The threshold with the lowest root mean square error rate over sources and classes.

    Squares, because one source with a high error rate is worse than several with low ones.
    """
    candidates = np.quantile(scores, np.linspace(0.02, 0.98, 193))
    total = np.zeros(len(candidates))
    for source in set(sources.tolist()):
        for label in (0, 1):
            mine = np.sort(scores[(sources == source) & (labels == label)])
            below = np.searchsorted(mine, candidates, "left") / len(mine)
            total += (below if label else 1 - below) ** 2
    # the middle of the minimum where it is flat
    lowest = candidates[total <= total.min() + 1e-12]
    return errors_at(scores, labels, sources, float(np.median(lowest)))


def class_middle(
    scores: NDArray[np.floating], labels: NDArray[np.int64], sources: NDArray[np.str_]
) -> float:
    """The midpoint between the classes; each class is the mean of its sources' median scores.

    Every source has the same weight, whatever its error rates. With one of 19 sources left out,
    this changes less than the best threshold, and the error rates of that source are as low or
    lower.
    """
    middles = []
    for label in (0, 1):
        mine = [scores[(sources == s) & (labels == label)] for s in set(sources.tolist())]
        middles.append(np.mean([np.median(of) for of in mine if len(of)]))
    return float(np.mean(middles))


def left_out(
    scores: NDArray[np.floating], labels: NDArray[np.int64], sources: NDArray[np.str_]
) -> Errors:
    """Leave-one-out: each source at the best threshold of the others; `threshold` is their mean.

    A single source is measured at its own best threshold.
    """
    if len(set(sources.tolist())) == 1:
        return best_threshold(scores, labels, sources)
    apcer: dict[str, float] = {}
    bpcer: dict[str, float] = {}
    thresholds: list[float] = []
    for source in sorted(set(sources.tolist())):
        mine = sources == source
        others = best_threshold(scores[~mine], labels[~mine], sources[~mine]).threshold
        here = errors_at(scores[mine], labels[mine], sources[mine], others)
        apcer |= here.apcer
        bpcer |= here.bpcer
        thresholds.append(others)
    return Errors(float(np.mean(thresholds)), apcer, bpcer)
