"""Error rates of presentation attack detection, in the terms of ISO/IEC 30107-3.

Bona fide scores are one array; attack scores a mapping from the attack type (the standard's PAI
species) to its array. A presentation is classified as an attack where score ≥ threshold.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from edge.calibration.rates import allowed, kth_lowest, threshold_at_bpcer
from edge.errors import DataError
from tools.metrics.bounds import Rate
from tools.metrics.scores import Scores, both_classes

ByType = Mapping[str, Scores]


def split(
    labels: ArrayLike,
    scores: ArrayLike,
    types: ArrayLike | None = None,
    names: Sequence[str] = (),
) -> tuple[Scores, dict[str, Scores]]:
    """Bona fide scores, and attack scores by type.

    types: integer index into `names` per sample, or None: then all attacks are of type "attack".
    An attack whose name is empty is of type "unspecified". Raises DataError on one class.
    """
    y, s = both_classes(labels, scores)
    if types is None:
        return s[~y], {"attack": s[y]}
    codes, attacks = np.asarray(types)[y], s[y]
    present = np.flatnonzero(np.bincount(codes, minlength=len(names))).tolist()
    return s[~y], {names[c] or "unspecified": attacks[codes == c] for c in present}


def apcer(attacks: Scores, threshold: float) -> Rate:
    """Attack presentation classification error rate of one type: attacks called bona fide."""
    return Rate(int(np.count_nonzero(attacks < threshold)), attacks.size)


def bpcer(bona_fide: Scores, threshold: float) -> Rate:
    """Bona fide presentation classification error rate: bona fide called attack."""
    return Rate(int(np.count_nonzero(bona_fide >= threshold)), bona_fide.size)


@dataclass(frozen=True, slots=True)
class PadErrors:
    """All error rates at one threshold.

    acer_worst is the mean of BPCER and the worst type's APCER; acer_pooled the mean of BPCER and
    the APCER over all attacks together, which lets a large easy type hide a small hard one.
    """

    threshold: float
    bpcer: Rate
    apcer: dict[str, Rate]

    @property
    def worst_type(self) -> str:
        """The attack type with the highest APCER, the alphabetically first of equals."""
        return min(self.apcer, key=lambda name: (-self.apcer[name].value, name))

    @property
    def apcer_worst(self) -> Rate:
        return self.apcer[self.worst_type]

    @property
    def apcer_pooled(self) -> Rate:
        rates = self.apcer.values()
        return Rate(sum(r.errors for r in rates), sum(r.total for r in rates))

    @property
    def acer_worst(self) -> float:
        return (self.apcer_worst.value + self.bpcer.value) / 2

    @property
    def acer_pooled(self) -> float:
        return (self.apcer_pooled.value + self.bpcer.value) / 2


def pad_errors(bona_fide: Scores, attacks: ByType, threshold: float) -> PadErrors:
    """Every error rate at `threshold`."""
    return PadErrors(
        threshold,
        bpcer(bona_fide, threshold),
        {name: apcer(scores, threshold) for name, scores in sorted(attacks.items())},
    )


def threshold_at_apcer(attacks: ByType, rate: float) -> float:
    """The highest threshold that keeps the APCER of every type at or below `rate`."""
    if not attacks or any(s.size == 0 for s in attacks.values()):
        raise DataError("a threshold at a given APCER needs attacks of every type listed")
    return min(kth_lowest(scores, allowed(rate, scores.size)) for scores in attacks.values())


def bpcer_at_apcer(bona_fide: Scores, attacks: ByType, rate: float) -> Rate:
    """BPCER where the worst type's APCER is at most `rate`: BPCER10, 20, 100 at 10, 5, 1 %."""
    return bpcer(bona_fide, threshold_at_apcer(attacks, rate))


def fnr_at_fpr(bona_fide: Scores, attacks: ByType, rate: float) -> Rate:
    """Attacks missed (all types pooled) where the BPCER, the FPR, is at most `rate`."""
    threshold = threshold_at_bpcer(bona_fide, rate)
    rates = [apcer(scores, threshold) for scores in attacks.values()]
    return Rate(sum(r.errors for r in rates), sum(r.total for r in rates))
