"""How high the scores of the next living person may lie: the bound that bona fide alone set.

A verdict rests on a presentation's mean, not on a frame. So recordings are cut into presentations
of a few seconds, and what is sought is the quantile of the next person's mean: the predictive one
of a normal distribution with unknown mean and variance and a weak prior on the variance (Gelman et
al., Bayesian Data Analysis, 3rd ed., 3.3), which is wide where few people were seen. A person's
presentations are alike; their number is cut down by the design effect (Kish, Survey Sampling,
1965). It is drawn by chance, from a fixed seed: a kiosk has no library of distributions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from edge.calibration.reference import Reference

F64 = NDArray[np.float64]

PRESENTATION_S = 3
"""Seconds that make one presentation, as long as a session looks at somebody."""

ALIKE = 0.5
"""Correlation taken between presentations of one person: how much of what makes people differ stays
the same while one of them stands there."""

PRIOR_SD = 1.5
"""Raw logits; between presentations of bona fide, where the model has no reference of its own."""

PRIOR_WEIGHT = 3.0
"""Presentations that the prior is worth."""

DRAWS = 100_000
PEOPLE = 5
"""People below which more are asked for."""


@dataclass(frozen=True, slots=True)
class Population:
    """The next presentation's mean logit, as far as it is known: draws of it.

    people: that were seen; effective: presentations they are worth; mean: raw logit.
    """

    draws: F64
    people: int
    effective: float
    mean: float

    def quantile(self, share: float) -> float:
        return float(np.quantile(self.draws, share))

    def share_up_to(self, bound: float) -> float:
        """Of presentations whose mean lies at or below the bound."""
        return float(np.mean(self.draws <= bound))


def presentations(raw: F64, second: NDArray[np.int64], person: NDArray[np.int64]) -> list[F64]:
    """By person, the means of PRESENTATION_S seconds each. All arrays (n,)."""
    found = []
    for one in np.unique(person):
        mine = person == one
        stretch = (second[mine] - second[mine].min()) // PRESENTATION_S
        found.append(np.array([raw[mine][stretch == s].mean() for s in np.unique(stretch)]))
    return found


def population(people: Sequence[F64], prior_sd: float = PRIOR_SD, seed: int = 0) -> Population:
    """What these people's presentations say of the next one. people: see `presentations`."""
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
    return Population(draws, len(people), effective, mean)


@dataclass(frozen=True, slots=True)
class LiveBound:
    """at: raw logit that the share asked for of living people stay below; interval: 95 %."""

    at: float
    interval: tuple[float, float]
    live: Population


def live_bound(people: Sequence[F64], bpcer: float, prior_sd: float = PRIOR_SD) -> LiveBound:
    """The bound at which `bpcer` of people would be refused.

    The interval is the quantile's own, mean and variance drawn from what is known of them.
    """
    live = population(people, prior_sd)
    weight = PRIOR_WEIGHT + max(0.0, live.effective - 1)
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
    """The share of attacks that would pass: of those shown here, else estimated from the model's
    reference attacks, which lie relative to their cameras' bona fide. None where nothing is known.
    """
    if shown:
        return population(shown).share_up_to(bound.at)
    if reference is None:
        return None
    return float(np.mean(np.asarray(reference.attacks) <= bound.at - bound.live.mean))
