"""Calibration weighs all sources equally, and operating points keep their target rates."""

from __future__ import annotations

import numpy as np
import pytest

from edge.errors import ModelError
from tools.training.fit import (
    balanced_equal_error,
    balanced_weights,
    platt,
    worst_source_threshold,
)


def test_weights_give_classes_and_the_sources_within_them_the_same_say() -> None:
    sources = np.array(["a", "a", "a", "b", "a", "c"])
    labels = np.array([0, 0, 0, 0, 1, 1])
    weights = balanced_weights(sources, labels)
    assert weights.sum() == pytest.approx(6)
    assert weights[labels == 0].sum() == pytest.approx(3)
    assert weights[:3].sum() == pytest.approx(weights[3])
    assert weights[4] == pytest.approx(weights[5])


def test_scores_that_do_not_rise_cannot_be_calibrated() -> None:
    labels = np.array([0, 1] * 50)
    with pytest.raises(ModelError, match="cannot be calibrated"):
        platt((-labels).astype(np.float32), labels, np.ones(100))


def test_a_weight_counts_as_so_many_samples() -> None:
    rng = np.random.default_rng(0)
    labels = np.arange(400) % 2
    raw = rng.normal(labels, 1.0).astype(np.float32)
    weights = np.where(np.arange(400) < 100, 2.0, 1.0)
    twice = np.concatenate([np.arange(100), np.arange(400)])
    found = platt(raw, labels, weights)
    assert found == pytest.approx(platt(raw[twice], labels[twice], np.ones(500)), rel=1e-3)


@pytest.mark.parametrize("rate", [0.0, 0.01, 0.05, 0.3])
def test_the_worst_sources_threshold_refuses_no_more_than_asked_of_any(rate: float) -> None:
    rng = np.random.default_rng(1)
    sources = np.array(["a"] * 100 + ["b"] * 37)
    scores = rng.random(137) * np.where(sources == "a", 0.5, 0.9)
    at = worst_source_threshold(scores, sources, rate)
    refused = [(scores[sources == s] >= at).mean() for s in ("a", "b")]
    assert max(refused) <= rate
    lower = np.nextafter(at, 0) if rate else at - 1e-9
    assert max((scores[sources == s] >= lower - 1e-12).mean() for s in ("a", "b")) > rate


def test_the_balanced_equal_error_is_where_weighted_errors_meet() -> None:
    scores = np.array([0.1, 0.2, 0.6, 0.4, 0.8, 0.9])
    labels = np.array([0, 0, 0, 1, 1, 1])
    at = balanced_equal_error(scores, labels, np.ones(6))
    assert (scores[labels == 0] >= at).mean() == (scores[labels == 1] < at).mean() == 1 / 3
