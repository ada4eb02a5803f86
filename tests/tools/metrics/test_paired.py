"""Paired differences: narrower intervals than two separate rates, zero for equal models."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binom

from tools.metrics.bootstrap import EXACT, Resamples, bootstrap
from tools.metrics.paired import differences, mcnemar


def two_models(people: int = 40, frames: int = 10):
    """Two models that share the difficulty of each person; the second is a little worse."""
    rng = np.random.default_rng(5)
    person = np.repeat(np.arange(people), 2 * frames)
    labels = np.tile(np.repeat([0, 1], frames), people)
    own = rng.normal(0, 1, (people, 2))[person, labels]
    first = 2 * labels + own + rng.normal(0, 0.2, person.size)
    second = 1.8 * labels + own + rng.normal(0, 0.2, person.size)
    return labels, first, second, person


def test_a_difference_is_narrower_than_the_two_intervals_it_is_of():
    labels, first, second, person = two_models()
    found = differences(labels, first, second, person, (1.0, 1.0)).auc
    single = bootstrap(labels, first, person, 1.0).auc
    assert found.high < 0.01
    assert found.high - found.low < 0.5 * (single.high - single.low)


def test_a_model_beside_itself_differs_by_nothing():
    labels, first, _, person = two_models()
    found = differences(labels, first, first, person, (1.0, 1.0))
    for name in ("auc", "eer", "apcer_worst", "apcer_pooled", "bpcer"):
        interval = getattr(found, name)
        assert (interval.low, interval.high) == (0.0, 0.0)
    assert mcnemar(labels, first, first, (1.0, 1.0)).p_value == 1.0


def test_one_cluster_of_a_class_gives_no_difference():
    found = differences([0, 0, 1, 1], [0, 1, 2, 3], [0, 2, 1, 3], [0, 1, 2, 2], (1.0, 1.0))
    assert found.auc is None


def test_mcnemar_counts_what_one_alone_decides_rightly():
    labels = np.repeat([0, 1], 10)
    first = labels.astype(float)
    second = first.copy()
    second[:3] = 1.0  # three bona fide refused by the second alone
    first[10] = 0.0  # one attack missed by the first alone
    found = mcnemar(labels, first, second, (0.5, 0.5))
    assert (found.first_only, found.second_only) == (3, 1)
    assert found.p_value == pytest.approx(2 * binom.cdf(1, 4, 0.5))


def test_few_clusters_are_resampled_in_every_way_there_is():
    drawn = Resamples.of(np.arange(3))
    assert sorted(map(tuple, drawn.weights.astype(int).tolist())) == [
        (0, 0, 3), (0, 1, 2), (0, 2, 1), (0, 3, 0), (1, 0, 2), (1, 1, 1), (1, 2, 0), (2, 0, 1),
        (2, 1, 0), (3, 0, 0),
    ]  # fmt: skip
    assert drawn.probability.sum() == pytest.approx(1)
    assert Resamples.of(np.arange(EXACT)).weights.shape == (6435, 8)
    assert Resamples.of(np.arange(EXACT + 1)).probability is None


def test_an_exact_interval_hangs_on_no_seed_and_agrees_with_many_random_resamples():
    labels, first, _, person = two_models(people=6)
    exact = bootstrap(labels, first, person, 1.0)
    assert exact == bootstrap(labels, first, person, 1.0, seed=9)
    rng = np.random.default_rng(0)
    weights = rng.multinomial(6, np.full(6, 1 / 6), size=20_000)
    refused = np.bincount(person, weights=(first >= 1.0) & (labels == 0))
    shares = weights @ refused / (weights @ np.bincount(person, weights=labels == 0))
    low, high = np.percentile(shares, [2.5, 97.5])
    assert exact.bpcer.low == pytest.approx(low, abs=0.02)
    assert exact.bpcer.high == pytest.approx(high, abs=0.02)
