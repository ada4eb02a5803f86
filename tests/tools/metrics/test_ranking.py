"""AUC, average precision and EER against scikit-learn, and by hand where ties decide."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.interpolate import interp1d
from scipy.optimize import brentq
from sklearn.metrics import average_precision_score, roc_auc_score, roc_curve

from edge.errors import DataError
from tools.metrics.curve import Curve
from tools.metrics.ranking import auc, average_precision, equal_error


def noisy(seed: int, n: int = 400, decimals: int = 12) -> tuple[np.ndarray, np.ndarray]:
    """Overlapping scores; few decimals make many ties."""
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, 2, n)
    return labels, np.round(rng.normal(labels * 1.2, 1.0), decimals)


CASES = [
    pytest.param(*noisy(0), id="no ties"),
    pytest.param(*noisy(1, decimals=1), id="some ties"),
    pytest.param(*noisy(2, decimals=0), id="mostly ties"),
    pytest.param(*noisy(3, n=7), id="seven samples"),
    pytest.param(np.array([0, 0, 1, 1]), np.array([0.1, 0.2, 0.8, 0.9]), id="separable"),
    pytest.param(np.array([1, 1, 0, 0]), np.array([0.1, 0.2, 0.8, 0.9]), id="upside down"),
    pytest.param(np.array([0, 1, 0, 1]), np.full(4, 0.5), id="all equal"),
]


@pytest.mark.parametrize(("labels", "scores"), CASES)
def test_auc_and_average_precision_are_those_of_scikit_learn(labels, scores):
    curve = Curve.of(labels, scores)
    assert auc(curve) == pytest.approx(roc_auc_score(labels, scores), abs=1e-12)
    expected = average_precision_score(labels, scores)
    assert average_precision(curve) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize(("labels", "scores"), CASES)
def test_equal_error_is_where_the_roc_crosses_the_diagonal(labels, scores):
    fpr, tpr, _ = roc_curve(labels, scores, drop_intermediate=False)
    expected = brentq(lambda x: 1 - x - interp1d(fpr, tpr)(x), 0, 1)
    if len(np.unique(fpr)) == len(fpr) or expected not in fpr:  # interp1d is ambiguous on a jump
        assert equal_error(Curve.of(labels, scores)).rate == pytest.approx(expected, abs=1e-9)


def test_the_order_of_ties_changes_nothing():
    labels, scores = noisy(4, decimals=1)
    shuffled = np.random.default_rng(0).permutation(labels.size)
    one, other = Curve.of(labels, scores), Curve.of(labels[shuffled], scores[shuffled])
    assert np.array_equal(one.true_attacks, other.true_attacks)
    assert equal_error(one) == equal_error(other)


@pytest.mark.parametrize(
    ("labels", "scores", "rate", "threshold"),
    [
        ([0, 0, 1, 1], [0.1, 0.2, 0.8, 0.9], 0.0, 0.8),
        ([0, 1, 0, 1], [0.5, 0.5, 0.5, 0.5], 0.5, 0.5),
        # two bona fide of four above two attacks of four: half and half at 0.5
        ([0, 0, 0, 0, 1, 1, 1, 1], [0.1, 0.2, 0.6, 0.7, 0.3, 0.4, 0.8, 0.9], 0.5, 0.6),
        ([0, 0, 0, 1, 1, 1], [0.1, 0.2, 0.6, 0.5, 0.8, 0.9], 1 / 3, 0.6),
    ],
)
def test_equal_error_by_hand(labels, scores, rate, threshold):
    found = equal_error(Curve.of(labels, scores))
    assert found.rate == pytest.approx(rate)
    assert found.threshold == threshold


@pytest.mark.parametrize(
    ("labels", "scores", "words"),
    [
        ([], [], "no scores"),
        ([1, 1], [0.1, 0.2], "only attacks"),
        ([0, 0], [0.1, 0.2], "only bona fide"),
        ([0, 2], [0.1, 0.2], "neither 0 nor 1"),
        ([0, 1], [0.1, float("nan")], "finite"),
        ([0, 1], [0.1, float("inf")], "finite"),
        ([0, 1, 1], [0.1, 0.2], "the same length"),
    ],
)
def test_unmeasurable_scores_are_refused(labels, scores, words):
    with pytest.raises(DataError, match=words):
        Curve.of(labels, scores)


def test_a_thinned_curve_draws_the_same_line():
    labels, scores = noisy(5, n=50_000)
    curve = Curve.of(labels, scores)
    thin = curve.thinned(500)
    assert thin.thresholds.size <= 502
    assert auc(thin) == pytest.approx(auc(curve), abs=1e-4)
    assert (thin.fpr[-1], thin.tpr[-1], thin.fpr[0]) == (1.0, 1.0, 0.0)


def test_auc_is_exact_where_squares_of_counts_are_huge():
    n = 400_000
    labels = np.arange(2 * n) % 2
    scores = labels + np.where(np.arange(2 * n) < 2, 10.0 - 20 * labels, 0.0)  # one swapped pair
    expected = 1 - (2 * (n - 1) + 1) / n**2
    assert auc(Curve.of(labels, scores)) == pytest.approx(expected, abs=1e-15)
