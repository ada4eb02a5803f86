"""Counts and ratios against scikit-learn; undefined ratios are NaN, never zero."""

from __future__ import annotations

import math

import numpy as np
import pytest
from sklearn.metrics import confusion_matrix, f1_score, precision_score, recall_score

from edge.errors import DataError
from tools.metrics.scores import confusion


@pytest.mark.parametrize("threshold", [0.1, 0.5, 0.9])
def test_counts_and_ratios_are_those_of_scikit_learn(threshold):
    rng = np.random.default_rng(0)
    labels = rng.integers(0, 2, 300)
    scores = np.round(np.clip(rng.normal(0.3 + 0.4 * labels, 0.3), 0, 1), 2)
    found, called = confusion(labels, scores, threshold), scores >= threshold
    tn, fp, fn, tp = confusion_matrix(labels, called).ravel()
    assert (found.tn, found.fp, found.fn, found.tp) == (tn, fp, fn, tp)
    assert found.precision == pytest.approx(precision_score(labels, called))
    assert found.recall == pytest.approx(recall_score(labels, called))
    assert found.f1 == pytest.approx(f1_score(labels, called))
    assert found.accuracy == pytest.approx(np.mean(called == labels))


def test_a_score_on_the_threshold_is_called_attack():
    assert confusion([0, 1], [0.5, 0.5], 0.5).fp == 1


def test_rates_that_need_both_classes_are_nan_with_one():
    found = confusion([0, 0, 0], [0.1, 0.2, 0.9], 0.5)
    assert (found.tn, found.fp) == (2, 1)
    assert found.bona_fide_accuracy == pytest.approx(2 / 3)
    assert math.isnan(found.attack_accuracy)
    assert found.precision == 0.0
    assert math.isnan(confusion([0], [0.1], 0.5).f1)


def test_nan_scores_are_refused():
    with pytest.raises(DataError, match="finite"):
        confusion([0, 1], [0.1, math.nan], 0.5)
