"""How a detector does at one threshold for all sources: what a camera nobody knows will meet."""

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
        """Half the sum of both rates, mean over sources."""
        return float(np.mean([*self.apcer.values(), *self.bpcer.values()]))

    @property
    def worst(self) -> float:
        return max([*self.apcer.values(), *self.bpcer.values()])


def pooled_auc(
    scores: NDArray[np.floating], labels: NDArray[np.int64], sources: NDArray[np.str_]
) -> float:
    """AUC over all sources at once, each with the same say: a wandering zero lowers it."""
    weights = balanced_weights(sources, labels)
    return float(roc_auc_score(labels, scores, sample_weight=weights))


def errors_at(
    scores: NDArray[np.floating],
    labels: NDArray[np.int64],
    sources: NDArray[np.str_],
    threshold: float,
) -> Errors:
    """Errors where a score of `threshold` or more is called an attack."""
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
    """The threshold whose root mean square error rate over sources and classes is least.

    Squares, because a source that fails wholly is worse than several that fail a little.
    """
    candidates = np.quantile(scores, np.linspace(0.02, 0.98, 193))
    total = np.zeros(len(candidates))
    for source in set(sources.tolist()):
        for label in (0, 1):
            mine = np.sort(scores[(sources == source) & (labels == label)])
            below = np.searchsorted(mine, candidates, "left") / len(mine)
            total += (below if label else 1 - below) ** 2
    # the middle of the flat bottom, not its first end
    lowest = candidates[total <= total.min() + 1e-12]
    return errors_at(scores, labels, sources, float(np.median(lowest)))


def class_middle(
    scores: NDArray[np.floating], labels: NDArray[np.int64], sources: NDArray[np.str_]
) -> float:
    """Halfway between bona fide and attacks: each class at the mean of its sources' medians.

    A source has one vote a class, however it errs. Leaving one source of 19 out moves this less
    than the best threshold, and the source left out does as well there or better.
    """
    middles = []
    for label in (0, 1):
        mine = [scores[(sources == s) & (labels == label)] for s in set(sources.tolist())]
        middles.append(np.mean([np.median(of) for of in mine if len(of)]))
    return float(np.mean(middles))


def left_out(
    scores: NDArray[np.floating], labels: NDArray[np.int64], sources: NDArray[np.str_]
) -> Errors:
    """Each source at the threshold that the others alone choose; `threshold` is their mean.

    A lone source has no others: it is judged at its own best threshold.
    """
    if len(set(sources.tolist())) == 1:
        return best_threshold(scores, labels, sources)
    apcer, bpcer, thresholds = {}, {}, []
    for source in sorted(set(sources.tolist())):
        mine = sources == source
        others = best_threshold(scores[~mine], labels[~mine], sources[~mine]).threshold
        here = errors_at(scores[mine], labels[mine], sources[mine], others)
        apcer |= here.apcer
        bpcer |= here.bpcer
        thresholds.append(others)
    return Errors(float(np.mean(thresholds)), apcer, bpcer)
