"""Slope and offset are the right ones where they are known."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from edge.calibration.platt import platt


def test_platt_agrees_with_logistic_regression_at_equal_priors():
    rng = np.random.default_rng(0)
    negative, positive = rng.normal(-1, 1.5, 4000), rng.normal(2, 1.5, 500)
    many = 10_000_000  # so many seconds that the smoothing of the targets is nothing
    slope, offset = platt(negative, positive, (many, many))
    x, y = np.concatenate((negative, positive)), np.repeat([0, 1], [4000, 500])
    model = LogisticRegression(C=1e9, class_weight="balanced", tol=1e-10).fit(x[:, None], y)
    assert slope == pytest.approx(float(model.coef_[0, 0]), rel=1e-3)
    assert offset == pytest.approx(float(model.intercept_[0]), rel=1e-2, abs=1e-3)


def test_no_slope_and_offset_fit_better_however_far_the_classes_are_apart():
    rng = np.random.default_rng(4)
    for apart in (0.5, 5.0, 50.0, 500.0):
        negative, positive = rng.normal(0, 1, 300), rng.normal(apart, 2, 40)
        found = platt(negative, positive, (30, 20))
        scale = np.array([1 / np.std([*negative, *positive]), 1.0])
        best = _loss(found, negative, positive)
        for _ in range(50):
            other = np.asarray(found) + scale * rng.normal(0, 0.1, 2)
            assert best <= _loss(other, negative, positive)


def _loss(parameters, negative, positive):
    """Cross-entropy at equal priors, with Platt's targets for 30 and 20 independent seconds."""
    slope, offset = parameters
    terms = []
    for x, target in ((negative, 1 / 32), (positive, 21 / 22)):
        z = slope * x + offset
        terms.append(np.mean(np.logaddexp(0, z) - target * z))
    return sum(terms)


def test_two_normal_distributions_give_their_likelihood_ratio():
    rng = np.random.default_rng(1)
    negative, positive = rng.normal(-1, 1, 200_000), rng.normal(3, 1, 200_000)
    slope, offset = platt(negative, positive, (200_000, 200_000))
    assert slope == pytest.approx(4, rel=0.02)  # (mu1 - mu0) / variance
    assert offset == pytest.approx(-4, rel=0.03)  # (mu0² - mu1²) / 2


def test_separated_recordings_give_a_finite_temperature_that_grows_with_the_data():
    negative, positive = np.array([-2.0, -1.5]), np.array([1.5, 2.0])
    few, many = (platt(negative, positive, (n, n))[0] for n in (10, 1000))
    assert 0 < few < many < 20
