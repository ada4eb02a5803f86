"""The rates of a calibration: the rule of three, the AUC of scikit-learn, no binary fractions."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from edge.calibration.rates import allowed, mann_whitney, zero_failure_bound


def test_no_error_in_three_hundred_means_at_most_one_percent():
    assert zero_failure_bound(300) == pytest.approx(3 / 300, rel=0.01)
    assert (1 - zero_failure_bound(300)) ** 300 == pytest.approx(0.05)


def test_no_trials_bound_nothing():
    assert zero_failure_bound(0) == 1.0


@pytest.mark.parametrize(
    ("rate", "total", "count"), [(0.1, 30, 3), (0.05, 100, 5), (0.01, 99, 0), (1.0, 4, 4)]
)
def test_allowed_errors_do_not_suffer_from_binary_fractions(rate, total, count):
    assert allowed(rate, total) == count


@pytest.mark.parametrize("step", [1e-9, 0.5])
def test_the_auc_is_that_of_scikit_learn_with_and_without_ties(step):
    rng = np.random.default_rng(3)
    bona_fide, attacks = (step * np.round(rng.normal(m, 1, 400) / step) for m in (0.0, 1.0))
    labels = np.repeat([0, 1], 400)
    expected = roc_auc_score(labels, np.concatenate((bona_fide, attacks)))
    assert mann_whitney(bona_fide, attacks) == pytest.approx(expected, abs=1e-12)
