"""What the student is to answer: the teachers' logits, moved so that all sources share one zero.

The teachers rank well within a source, but their zero wanders from camera to camera by whole units
(on the raw logit the midpoint between a source's bona fide and attack presentations lies between
about -2 and 6). A student of the raw logits inherits that. Here each source's own midpoint is taken
away, and the label pulls the rest to its side.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

F32 = NDArray[np.float32]
MARGIN = 3.0  # where the middle of each class is to lie: log-odds of 0.95 and 0.05
REACH = 8.0  # no target lies farther out: a logit of 8 is certainty enough


@dataclass(frozen=True, slots=True)
class Targets:
    """One number a sample: for the tight tower, the wide tower and their sum, float32 (N,)."""

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
    """The targets of samples whose teachers say `tight` and `wide` (shares of a logit, (N,)).

    align: take each source's own midpoint away. pull: how far the aligned logit is drawn to its
    class's middle (±MARGIN), 0 = the teachers' word alone, 1 = the label alone.
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
    # half of what the label adds belongs to each tower, so that their sum is the logit's target
    rest = (logit - shares[0] - shares[1]) / 2
    return Targets(shares[0] + rest, shares[1] + rest, logit)


def _middle(values: F32) -> float:
    """A mean that a tenth of stray values at either end cannot move."""
    low, high = np.quantile(values, (0.1, 0.9))
    return float(values[(values >= low) & (values <= high)].mean())


def _groups(
    labels: NDArray[np.int8], sources: NDArray[np.str_]
) -> Sequence[tuple[NDArray[np.bool_], NDArray[np.bool_]]]:
    """Masks of (bona fide, attack) of each source that has both."""
    masks = [((sources == s) & (labels == 0), (sources == s) & (labels == 1)) for s in set(sources)]
    return [(live, attack) for live, attack in masks if live.any() and attack.any()]


def _aligned(share: F32, labels: NDArray[np.int8], sources: NDArray[np.str_]) -> F32:
    out = share.copy()
    for live, attack in _groups(labels, sources):
        out[live | attack] -= (_middle(share[live]) + _middle(share[attack])) / 2
    return out


def _scales(total: F32, labels: NDArray[np.int8], sources: NDArray[np.str_]) -> F32:
    """Per sample: what brings its source's classes to ±MARGIN, a factor of two at most."""
    out = np.ones_like(total)
    for live, attack in _groups(labels, sources):
        half = (_middle(total[attack]) - _middle(total[live])) / 2
        out[live | attack] = float(np.clip(MARGIN / max(half, 1e-3), 0.5, 2.0))
    return out
