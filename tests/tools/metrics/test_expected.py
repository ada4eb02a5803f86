"""HTER and the expected curves, by hand and at their ends."""

from __future__ import annotations

import numpy as np
import pytest

from tools.metrics.expected import (
    MatcherScores,
    expected_performance,
    expected_spoofability,
    hter,
)

BONA, ATTACK = np.array([0.1, 0.2, 0.3, 0.6]), np.array([0.4, 0.5, 0.8, 0.9])


def test_the_half_total_error_is_the_mean_of_both_errors():
    assert hter(BONA, ATTACK, 0.45) == pytest.approx((0.25 + 0.25) / 2)
    assert hter(BONA, ATTACK, 2.0) == pytest.approx(0.5)


def test_the_expected_curve_has_one_error_alone_at_its_ends():
    test = (BONA + 0.15, ATTACK + 0.15)
    curve = expected_performance((BONA, ATTACK), test, points=5)
    assert curve.weights.tolist() == [0, 0.25, 0.5, 0.75, 1]
    assert hter(*test, curve.thresholds[0]) == curve.error[0]
    assert np.mean(curve.thresholds[0] <= BONA) == 0  # only bona fide count where α is 0
    assert np.mean(curve.thresholds[-1] > ATTACK) == 0
    assert 0 < curve.area < 0.5


def test_thresholds_are_least_by_a_search_over_all_scores():
    rng = np.random.default_rng(0)
    bona, attack = rng.normal(0, 1, 60), rng.normal(1, 1, 80)
    curve = expected_performance((bona, attack), (bona, attack), points=11)
    steps = np.append(np.concatenate((bona, attack)), np.inf)
    for weight, threshold in zip(curve.weights, curve.thresholds, strict=True):
        costs = [
            weight * np.mean(attack < t) + (1 - weight) * np.mean(bona >= t)
            for t in (*steps, threshold)
        ]
        assert costs[-1] == pytest.approx(min(costs), abs=1e-12)


def test_a_matcher_is_measured_with_and_without_attacks():
    matcher = MatcherScores(
        np.array([0.9, 0.8, 0.7, 0.3]), np.array([0.1, 0.2, 0.4, 0.6]), np.array([0.65, 0.75])
    )
    assert (matcher.far(0.5), matcher.frr(0.5), matcher.iapar(0.5)) == (0.25, 0.25, 1.0)
    assert matcher.threshold(omega=0.0) == pytest.approx(0.65)
    assert matcher.threshold(omega=1.0) == pytest.approx(0.8)
    assert matcher.weighted_hter(0.5, 1.0) == pytest.approx(0.625)


def test_spoofability_rises_with_the_share_of_attacks():
    rng = np.random.default_rng(1)
    sets = [
        MatcherScores(rng.normal(3, 1, 200), rng.normal(0, 1, 200), rng.normal(2, 1, 200))
        for _ in range(2)
    ]
    curve = expected_spoofability(*sets, points=11)
    assert curve.error[0] < 0.1
    assert curve.error[-1] > 0.2
    assert curve.error[-1] == sets[1].weighted_hter(sets[0].threshold(1.0), 1.0)
