"""An upper bound of the next bona fide person's scores, estimated from bona fide alone.

A verdict rests on a presentation's mean, not on single frames. So recordings are divided into
presentations of a few seconds, and the bound is a quantile of the next person's mean: of the
posterior predictive distribution of a normal with unknown mean and variance and a weak prior on the
variance (Gelman et al., Bayesian Data Analysis, 3rd ed., 3.3), which is wide for few people. One
person's presentations are correlated, so their number is divided by the design effect (Kish, Survey
Sampling, 1965). Quantiles are those of random draws from a fixed seed, because the runtime has no
library of distributions.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from edge.calibration.reference import Reference

F64 = NDArray[np.float64]

PRESENTATION_S = 3
"""Seconds per presentation, about as long as a session observes a person."""

ALIKE = 0.5
"""Assumed intraclass correlation between the presentations of one person."""

PRIOR_SD = 1.5
"""Standard deviation between bona fide presentations, raw logits, for a model without reference."""

PRIOR_WEIGHT = 3.0
"""Weight of the variance's prior, in presentations (its degrees of freedom)."""

DRAWS = 100_000
PEOPLE = 5
"""Number of people below which a remark asks for more."""


@dataclass(frozen=True, slots=True)
class Population:
    """The predictive distribution of the next presentation's mean raw logit.

    draws: (DRAWS,) float64 samples of it. people: number of people recorded; effective: effective
    number of independent presentations; mean: over people, raw logit. scale, weight: the standard
    deviation of presentations, raw logits, and the degrees of freedom it is known with.
    """

    draws: F64
    people: int
    effective: float
    mean: float
    scale: float
    weight: float

    def quantile(self, share: float) -> float:
        return float(np.quantile(self.draws, share))

    def share_up_to(self, bound: float) -> float:
        """The share, 0..1, of presentations whose mean lies at or below the bound."""
        return float(np.mean(self.draws <= bound))

    def interval_above(self, bound: float, draws: int = 2000, seed: int = 2) -> tuple[float, float]:
        """The 95 % interval of the share, 0..1, of presentations whose mean lies above the bound:
        mean and variance are drawn from their posterior.
        """
        rng = np.random.default_rng(seed)
        sigma = self.scale * np.sqrt(self.weight / rng.chisquare(self.weight, draws))
        mean = self.mean + sigma / math.sqrt(self.effective) * rng.standard_normal(draws)
        away = (bound - mean) / (sigma * math.sqrt(2))
        low, high = np.quantile([0.5 * math.erfc(z) for z in away], (0.025, 0.975))
        return float(low), float(high)


def presentations(raw: F64, second: NDArray[np.int64], person: NDArray[np.int64]) -> list[F64]:
    """Per person, the mean raw logits of intervals of PRESENTATION_S seconds.

    raw, second, person: (n,) each, see Recording. Returns one float64 array per person.
    """
    found = []
    for one in np.unique(person):
        mine = person == one
        stretch = (second[mine] - second[mine].min()) // PRESENTATION_S
        found.append(np.array([raw[mine][stretch == s].mean() for s in np.unique(stretch)]))
    return found


def population(people: Sequence[F64], prior_sd: float = PRIOR_SD, seed: int = 0) -> Population:
    """The predictive distribution of the next presentation.

    people: as of `presentations`. prior_sd: prior of the standard deviation, raw logits.
    """
    values = np.concatenate(people)
    each = values.size / len(people)
    effective = values.size / (1 + (each - 1) * ALIKE)
    mean = float(np.mean([one.mean() for one in people]))
    spread = float(values.var(ddof=1)) if values.size > 1 else 0.0
    weight = PRIOR_WEIGHT + max(0.0, effective - 1)
    variance = (PRIOR_WEIGHT * prior_sd**2 + max(0.0, effective - 1) * spread) / weight
    rng = np.random.default_rng(seed)
    sigma = np.sqrt(weight * variance / rng.chisquare(weight, DRAWS))
    draws = mean + sigma * np.sqrt(1 + 1 / effective) * rng.standard_normal(DRAWS)
    return Population(draws, len(people), effective, mean, math.sqrt(variance), weight)


@dataclass(frozen=True, slots=True)
class LiveBound:
    """at: raw logit that all but the accepted share of bona fide people stay below; interval: its
    95 % interval; live: the distribution behind it.
    """

    at: float
    interval: tuple[float, float]
    live: Population


def live_bound(people: Sequence[F64], bpcer: float, prior_sd: float = PRIOR_SD) -> LiveBound:
    """The bound at which a share `bpcer` of people would be refused.

    The interval is that of the quantile, with mean and variance drawn from their posterior.
    """
    live = population(people, prior_sd)
    weight = live.weight
    rng = np.random.default_rng(1)
    centred = np.quantile(live.draws - live.mean, 1 - bpcer)
    factor = np.sqrt(weight / rng.chisquare(weight, 2000))
    typical = float(np.std(live.draws) / np.sqrt(1 + live.effective))
    drawn = live.mean + typical * rng.standard_normal(2000) + centred * factor / factor.mean()
    low, high = np.quantile(drawn, (0.025, 0.975))
    return LiveBound(live.quantile(1 - bpcer), (float(low), float(high)), live)


def attacks_below(
    bound: LiveBound, shown: Sequence[F64], reference: Reference | None
) -> float | None:
    """The share, 0..1, of attacks that would pass: estimated from those shown here, else from the
    model's reference attacks, which are relative to the bona fide mean of their camera. None
    without both.
    """
    if shown:
        return population(shown).share_up_to(bound.at)
    if reference is None:
        return None
    return float(np.mean(np.asarray(reference.attacks) <= bound.at - bound.live.mean))
