"""Half total error rate, and the expected performance curves that fix every threshold elsewhere."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tools.metrics.curve import Curve
from tools.metrics.scores import Scores

F64 = NDArray[np.float64]


def hter(bona_fide: Scores, attacks: Scores, threshold: float) -> float:
    """(APCER over all attacks + BPCER) / 2 at a threshold fixed on another set, 0..1.

    With a threshold of the set itself it would be its lowest error and no prediction of one
    (Bengio and Mariéthoz, ICMLA 2004).
    """
    missed = float(np.mean(attacks < threshold))
    return (missed + float(np.mean(bona_fide >= threshold))) / 2


@dataclass(frozen=True, slots=True)
class ExpectedCurve:
    """weights: float64 (n,) in 0..1, what an attack let through costs; error: float64 (n,), the
    error on the test set where each threshold has the least weighted cost on the other one."""

    weights: F64
    error: F64
    thresholds: F64

    @property
    def area(self) -> float:
        """Mean error over all weights, by the trapezoid rule."""
        return float(np.trapezoid(self.error, self.weights))


def expected_performance(
    fixed_on: tuple[Scores, Scores], test: tuple[Scores, Scores], points: int = 101
) -> ExpectedCurve:
    """EPC of Bengio, Mariéthoz and Keller (ICML workshop on ROC analysis, 2005).

    fixed_on, test: bona fide and attack scores each. For every weight α the threshold minimises
    α · APCER + (1 − α) · BPCER on fixed_on; the HTER is that of test.
    """
    weights = np.linspace(0, 1, points)
    curve = _curve(*fixed_on)
    missed, alarms = 1 - curve.tpr, curve.fpr
    thresholds = np.array(
        [curve.thresholds[np.argmin(w * missed + (1 - w) * alarms)] for w in weights]
    )
    error = np.array([hter(*test, threshold) for threshold in thresholds])
    return ExpectedCurve(weights, error, thresholds)


@dataclass(frozen=True, slots=True)
class MatcherScores:
    """A matcher's comparison scores, higher = the same person; attacks pretend to be the one
    they are compared with."""

    genuine: Scores
    impostor: Scores
    attack: Scores

    def far(self, threshold: float) -> float:
        """False accept rate of the licit scenario: other people accepted."""
        return float(np.mean(self.impostor >= threshold))

    def frr(self, threshold: float) -> float:
        """False reject rate."""
        return float(np.mean(self.genuine < threshold))

    def iapar(self, threshold: float) -> float:
        """Impostor attack presentation accept rate of the spoof scenario (ISO/IEC 30107-3)."""
        return float(np.mean(self.attack >= threshold))

    def threshold(self, omega: float = 0.0, beta: float = 0.5) -> float:
        """The least β · FAR_ω + (1 − β) · FRR, FAR_ω = ω · IAPAR + (1 − ω) · FAR; of equal ones
        the lowest."""
        steps = np.unique(np.concatenate((self.genuine, self.impostor, self.attack)))
        steps = np.append(steps, np.nextafter(steps[-1], np.inf))
        accepted = omega * _at_least(self.attack, steps)
        accepted += (1 - omega) * _at_least(self.impostor, steps)
        refused = 1 - _at_least(self.genuine, steps)
        return float(steps[np.argmin(beta * accepted + (1 - beta) * refused)])

    def weighted_hter(self, threshold: float, omega: float) -> float:
        """(FAR_ω + FRR) / 2."""
        accepted = omega * self.iapar(threshold) + (1 - omega) * self.far(threshold)
        return (accepted + self.frr(threshold)) / 2


def expected_spoofability(
    fixed_on: MatcherScores, test: MatcherScores, beta: float = 0.5, points: int = 101
) -> ExpectedCurve:
    """EPSC of Chingovska, Anjos and Marcel (IEEE TIFS 9, 2014), by the share ω of attacks.

    ω = 0 is the licit scenario, ω = 1 the spoof scenario.
    """
    weights = np.linspace(0, 1, points)
    thresholds = np.array([fixed_on.threshold(w, beta) for w in weights])
    pairs = zip(thresholds, weights, strict=True)
    error = np.array([test.weighted_hter(threshold, w) for threshold, w in pairs])
    return ExpectedCurve(weights, error, thresholds)


def _curve(bona_fide: Scores, attacks: Scores) -> Curve:
    labels = np.arange(bona_fide.size + attacks.size) >= bona_fide.size
    return Curve.of(labels, np.concatenate((bona_fide, attacks)))


def _at_least(scores: Scores, steps: F64) -> F64:
    """Share of scores at or above each step."""
    below = np.searchsorted(np.sort(scores), steps, side="left")
    share: F64 = 1 - below / scores.size
    return share
