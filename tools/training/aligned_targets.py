"""The student's targets: the teachers' logits, shifted so that all sources have the same zero.

The teachers rank well within a source, but the best threshold on their raw logit differs between
cameras by several units (the midpoint between a source's bona fide and attack presentations is
between about -2 and 6). A student of the raw logits would learn the same. Here the midpoint of each
source is subtracted, and the result is interpolated towards a target of the label.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

F32 = NDArray[np.float32]
MARGIN = 3.0  # target mean of each class, ±: log-odds of 0.95 and 0.05
REACH = 8.0  # the logit is limited to ±8 before the label is mixed in


@dataclass(frozen=True, slots=True)
class Targets:
    """Target logits of the tight tower, the wide tower and their sum, float32 (N,) each."""

    tight: F32
    wide: F32
    logit: F32


def targets(
    tight: F32,
    wide: F32,
    labels: NDArray[np.int8],
    sources: NDArray[np.str_],
    *,
    align: bool = True,
    pull: float = 0.5,
) -> Targets:
    """The targets of samples.

    tight, wide: (N,), the terms of the teachers' logit from each tower's crop; they add up to it.
    align: subtract each source's midpoint and scale. pull: weight of the label's target ±MARGIN
    against the aligned logit, 0 = the teachers alone, 1 = the label alone.
    """
    shares: list[F32] = [tight.astype(np.float32), wide.astype(np.float32)]
    if align:
        shares = [_aligned(share, labels, sources) for share in shares]
        total = shares[0] + shares[1]
        scale = _scales(total, labels, sources)
        shares = [share * scale for share in shares]
    total = np.clip(shares[0] + shares[1], -REACH, REACH)
    side = np.where(labels == 1, MARGIN, -MARGIN).astype(np.float32)
    logit = ((1 - pull) * total + pull * side).astype(np.float32)
    # the label's contribution is split evenly, so that the towers' targets add up to the logit's
    rest = (logit - shares[0] - shares[1]) / 2
    return Targets(shares[0] + rest, shares[1] + rest, logit)


def _middle(values: F32) -> float:
    """A trimmed mean, without the lowest and the highest tenth."""
    low, high = np.quantile(values, (0.1, 0.9))
    return float(values[(values >= low) & (values <= high)].mean())


def _groups(
    labels: NDArray[np.int8], sources: NDArray[np.str_]
) -> Sequence[tuple[NDArray[np.bool_], NDArray[np.bool_]]]:
    """Masks (N,) of (bona fide, attack) of each source that has both."""
    masks = [((sources == s) & (labels == 0), (sources == s) & (labels == 1)) for s in set(sources)]
    return [(live, attack) for live, attack in masks if live.any() and attack.any()]


def _aligned(share: F32, labels: NDArray[np.int8], sources: NDArray[np.str_]) -> F32:
    out = share.copy()
    for live, attack in _groups(labels, sources):
        out[live | attack] -= (_middle(share[live]) + _middle(share[attack])) / 2
    return out


def _scales(total: F32, labels: NDArray[np.int8], sources: NDArray[np.str_]) -> F32:
    """Factor per sample, (N,), that brings the classes of its source to ±MARGIN; 0.5 to 2."""
    out = np.ones_like(total)
    for live, attack in _groups(labels, sources):
        half = (_middle(total[attack]) - _middle(total[live])) / 2
        out[live | attack] = float(np.clip(MARGIN / max(half, 1e-3), 0.5, 2.0))
    return out
