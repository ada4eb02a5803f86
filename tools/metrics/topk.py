"""Top-k accuracy of classifiers, for the backbones a detector is built on."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from edge.errors import DataError


def ranked(
    logits: NDArray[np.float32], k: int, classes: NDArray[np.int64] | None = None
) -> NDArray[np.int64]:
    """The k best classes per row, best first, int64 (N, k).

    logits: (N, C). classes: the subset a derived set uses (its class mask); the result then holds
    positions within that subset, which is how such sets label their images.
    """
    if classes is not None:
        logits = logits[:, classes]
    k = min(k, logits.shape[1])
    best = np.argpartition(-logits, k - 1, axis=1)[:, :k]
    order = np.argsort(-np.take_along_axis(logits, best, axis=1), axis=1, kind="stable")
    return np.take_along_axis(best, order, axis=1)


def hits(best: NDArray[np.int64], labels: Sequence[Sequence[int]], k: int) -> tuple[int, int]:
    """(right, counted): a row is right where any of its labels is among its first k.

    labels: per row the acceptable classes: one for the validation set, any number for the
    reassessed ("real") labels of Beyer et al. 2020, where a row without labels is not counted.
    """
    if len(labels) != best.shape[0]:
        raise DataError(f"{best.shape[0]} predictions but labels for {len(labels)}")
    counted = [(row, set(ok)) for row, ok in zip(best[:, :k].tolist(), labels, strict=True) if ok]
    return sum(bool(ok.intersection(row)) for row, ok in counted), len(counted)
