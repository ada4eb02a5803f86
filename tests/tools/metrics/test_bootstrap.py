"""Cluster bootstrap: covers the truth, widens with correlation, else stays silent."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from tools.metrics.bootstrap import _areas, _equal_errors, _ranks, _table, bootstrap, rate_interval
from tools.metrics.curve import Curve
from tools.metrics.ranking import auc, equal_error


def people(count: int, frames: int, seed: int = 0):
    """`count` people, each with `frames` bona fide and as many attack frames that look alike."""
    rng = np.random.default_rng(seed)
    person = np.repeat(np.arange(count), 2 * frames)
    labels = np.tile(np.repeat([0, 1], frames), count)
    own = rng.normal(0, 1, (count, 2))[person, labels]
    return labels, 1.5 * labels + own + rng.normal(0, 0.1, person.size), person


def test_on_unit_weights_it_is_the_plain_metric():
    labels, scores, _ = people(20, 10)
    y = labels.astype(bool)
    ranks, bins = _ranks(scores)
    zero = np.zeros(y.size, np.int64)
    attack = _table(zero[y], ranks[y], (1, bins))
    bona = _table(zero[~y], ranks[~y], (1, bins))
    curve = Curve.of(labels, scores)
    assert _areas(attack, bona)[0] == pytest.approx(auc(curve), abs=1e-12)
    assert _equal_errors(attack, bona)[0] == pytest.approx(equal_error(curve).rate, abs=1e-12)


def test_the_interval_holds_the_estimate_and_frames_of_one_person_do_not_narrow_it():
    labels, scores, person = people(30, 20)
    estimate = roc_auc_score(labels, scores)
    by_person = bootstrap(labels, scores, person, 0.75).auc
    by_frame = bootstrap(labels, scores, np.arange(labels.size), 0.75).auc
    assert by_person.low < estimate < by_person.high
    assert by_person.clusters == 30
    assert by_person.high - by_person.low > 2 * (by_frame.high - by_frame.low)


def test_many_clusters_merged_give_the_width_of_the_normal_approximation():
    rng = np.random.default_rng(1)
    labels = np.arange(20_000) % 2
    scores = np.where(labels, rng.random(20_000) < 0.9, rng.random(20_000) < 0.2).astype(float)
    found = bootstrap(labels, scores, np.arange(20_000), 0.5).bpcer
    half = 1.96 * np.sqrt(0.2 * 0.8 / 10_000)
    assert (found.high - found.low) / 2 == pytest.approx(half, rel=0.15)


def test_rates_at_the_threshold_are_per_type():
    labels, scores, person = people(40, 5)
    types = person % 2
    found = bootstrap(labels, scores, person, 0.75, types)
    assert found.apcer_worst.high >= found.apcer_pooled.high
    assert 0 <= found.bpcer.low <= found.bpcer.high <= 1


def test_one_cluster_of_a_class_gives_no_interval_rather_than_a_false_one():
    labels = np.array([0, 0, 1, 1])
    found = bootstrap(labels, np.array([0.1, 0.2, 0.8, 0.9]), np.array([0, 1, 2, 2]), 0.5)
    assert found.auc is None
    assert found.bpcer is None


def test_the_same_seed_gives_the_same_interval():
    labels, scores, person = people(10, 5)
    assert bootstrap(labels, scores, person, 0.5) == bootstrap(labels, scores, person, 0.5)


def test_the_rate_of_one_class_alone_has_the_interval_it_has_among_two():
    rng = np.random.default_rng(3)
    clusters = np.repeat(np.arange(60), 10)
    wrong = rng.random(600) < np.repeat(rng.random(60) * 0.4, 10)
    found = rate_interval(wrong, clusters)
    assert found is not None
    assert found.clusters == 60
    shares = wrong.reshape(60, 10).mean(1)
    spread = 1.96 * shares.std() / np.sqrt(60)  # clusters of one size: the mean of their shares
    assert found.low == pytest.approx(shares.mean() - spread, abs=0.01)
    assert found.high == pytest.approx(shares.mean() + spread, abs=0.01)
    assert rate_interval(wrong, np.zeros(600)) is None
    many = rate_interval(wrong, np.arange(600) * 7)
    assert many is not None
    assert many.high - many.low < found.high - found.low
