"""The sequential probability ratio test on one track: decide as soon as the evidence allows.

Wald, "Sequential Tests of Statistical Hypotheses", Ann. Math. Statist. 16 (1945): the sum of
log-likelihood ratios log p(x | attack) / p(x | bona fide) is compared with two bounds that follow
from the error rates asked for. With BPCER (bona fide called attack) and APCER (attack called live):

    attack  when  sum ≥ log((1 − APCER) / BPCER)
    live    when  sum ≤ log(APCER / (1 − BPCER))

Wald's bounds hold for independent samples; neighbouring frames are correlated. A stationary
sequence whose correlation falls as ρ^|k| carries (1 − ρ) / (1 + ρ) as much evidence a sample as an
independent one (the effective sample size of an AR(1) process), so each frame counts for that
much, with ρ = exp(−Δt / correlation time). A verdict thus takes about the same time on a Pi at
8 fps as on a PC at 30. The default time, 0.4 s, is where the autocorrelation of the reference
model's logit on the live and replay clips has fallen to 1/e (0.3 to 0.5 s, clip by clip).

A model may also be wrong about a face in every frame, and then more frames do not help. So `looks`
limits the effective sample size of a track: the sum leaks, so that it converges to `looks` times
the mean log-likelihood ratio (the effective size of a cluster is 1 / intraclass correlation,
however many members it has). LIVE then requires a mean below the live bound / looks: a track whose
scores stay near even odds never becomes LIVE.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from edge.config import DecisionConfig
from edge.types import Lean

OVERSHOOT = 1.2
"""The sum is clipped to this multiple of the bounds, so that later evidence can reverse it."""

LONGEST_STEP_S = 1.0
"""Frames further apart than this count as independent and no more than once."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """Log-likelihood ratios at which the test decides."""

    live: float
    attack: float

    @classmethod
    def of(cls, config: DecisionConfig) -> Bounds:
        """Wald's bounds for the error rates asked for."""
        return cls(
            live=math.log(config.apcer / (1 - config.bpcer)),
            attack=math.log((1 - config.apcer) / config.bpcer),
        )


class SequentialTest:
    """One model family's test on one track. Not thread-safe; the inference worker owns it.

    looks: largest effective sample size of a track; infinite where frames err independently.
    Hysteresis: a decision holds until the sum has returned to zero, that is until later evidence
    outweighs all the evidence for it.
    """

    def __init__(self, config: DecisionConfig, looks: float = math.inf) -> None:
        self._config = config
        self._looks = looks
        self._bounds = Bounds.of(config)
        self.reset()

    def reset(self) -> None:
        """Forget all evidence."""
        self.total = 0.0
        self.frames = 0
        self.lean = Lean.OPEN
        self._last: float | None = None

    def reconfigure(self, config: DecisionConfig) -> None:
        """Set new error rates; the evidence so far is compared with the new bounds."""
        self._config, self._bounds = config, Bounds.of(config)
        self.lean = Lean.OPEN
        self._settle()

    def update(self, log_likelihood_ratio: float, now: float, looks: float | None = None) -> Lean:
        """Add one frame's evidence. looks: in place of the test's own. Raises ValueError when it
        is not finite.
        """
        if not math.isfinite(log_likelihood_ratio):
            raise ValueError(f"evidence must be finite, got {log_likelihood_ratio}")
        limit = self._config.max_step
        step = max(-limit, min(limit, log_likelihood_ratio))
        weight = self._weight(now)
        self.total += weight * (step - self.total / (looks or self._looks))
        self.total = max(
            self._bounds.live * OVERSHOOT, min(self._bounds.attack * OVERSHOOT, self.total)
        )
        self.frames += 1
        self._last = now
        self._settle()
        return self.lean

    @property
    def bounds(self) -> Bounds:
        """Where the test decides."""
        return self._bounds

    @property
    def last_update(self) -> float | None:
        """Time of the newest evidence, or None."""
        return self._last

    @property
    def p_attack(self) -> float:
        """Posterior probability of attack at equal priors, given the evidence so far."""
        return 1.0 / (1.0 + math.exp(-self.total))

    def _weight(self, now: float) -> float:
        """Weight of a frame, 0..1, by its time since the previous one."""
        tau = self._config.correlation_s
        if tau == 0:
            return 1.0
        # the first frame of a track is weighted as if one had come 1/30 s before it
        dt = 1 / 30 if self._last is None else max(0.0, now - self._last)
        rho = math.exp(-min(dt, LONGEST_STEP_S) / tau)
        return (1 - rho) / (1 + rho)

    def _settle(self) -> None:
        overturned = {Lean.LIVE: self.total >= 0, Lean.ATTACK: self.total <= 0, Lean.OPEN: False}
        if overturned[self.lean]:
            self.lean = Lean.OPEN
        if self.frames < self._config.min_frames:
            return
        if self.total >= self._bounds.attack:
            self.lean = Lean.ATTACK
        elif self.total <= self._bounds.live:
            self.lean = Lean.LIVE
