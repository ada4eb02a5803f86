"""Reliability by hand and against scikit-learn."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.calibration import calibration_curve
from sklearn.metrics import brier_score_loss

from edge.errors import DataError
from tools.metrics.calibration import brier, reliability


def test_ece_by_hand_with_an_empty_bin_between():
    # bin 0: three samples, mean 0.1, one attack; bin 3: two samples, mean 0.9, both attacks
    found = reliability([0, 0, 1, 1, 1], [0.05, 0.1, 0.15, 0.85, 0.95], bins=4)
    assert found.count.tolist() == [3, 0, 0, 2]
    assert found.ece == pytest.approx((3 * abs(1 / 3 - 0.1) + 2 * 0.1) / 5)
    assert found.mce == pytest.approx(1 / 3 - 0.1)
    assert np.isnan(found.frequency[1])


def test_bins_and_brier_are_those_of_scikit_learn():
    rng = np.random.default_rng(0)
    p = rng.random(500)
    labels = (rng.random(500) < p**2).astype(int)
    found = reliability(labels, p, bins=10)
    frequency, confidence = calibration_curve(labels, p, n_bins=10)
    assert found.frequency == pytest.approx(frequency)
    assert found.confidence == pytest.approx(confidence)
    assert brier(labels, p) == pytest.approx(brier_score_loss(labels, p))


def test_certainty_falls_into_the_last_bin():
    assert reliability([1, 0], [1.0, 0.0], bins=5).count.tolist() == [1, 0, 0, 0, 1]


def test_logits_are_no_probabilities():
    with pytest.raises(DataError, match="is outside"):
        reliability([0, 1], [-2.0, 3.0])
