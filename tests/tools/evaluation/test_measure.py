"""Breakdown, mean over sources and clusters, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from tools.evaluation.measure import measure
from tools.evaluation.table import Column, ScoreTable


def column(values: list[str]) -> Column:
    names = tuple(dict.fromkeys(values))
    return Column(np.array([names.index(v) for v in values], np.int32), names)


def table(scores, labels, **columns: list[str]) -> ScoreTable:
    return ScoreTable(
        "m",
        np.array(labels, np.bool_),
        np.array(scores, np.float64),
        np.arange(len(scores)),
        {name: column(values) for name, values in columns.items()},
    )


TWO = table(
    [0.1, 0.9, 0.8, 0.2, 0.1, 0.3, 0.6, 0.7],
    [0, 1, 0, 1, 0, 0, 1, 1],
    source=["good", "good", "bad", "bad", "good", "bad", "good", "bad"],
    attack_type=["", "print", "", "replay", "", "", "print", "print"],
)


def test_a_source_the_model_fails_on_shows_in_the_mean_not_only_in_the_pool():
    found = measure(TWO, 0.5, "given", resamples=5)
    groups = {g.value: g for g in found.groups["source"]}
    assert groups["good"].auc == 1.0
    assert groups["bad"].auc == pytest.approx(0.25)
    assert found.source_mean.auc == pytest.approx(0.625)
    assert found.source_mean.sources == 2


def test_an_attack_type_is_set_against_all_bona_fide():
    groups = {g.value: g for g in measure(TWO, 0.5, "given", resamples=5).groups["attack_type"]}
    assert (groups["replay"].bona_fide, groups["replay"].attacks) == (4, 1)
    assert groups["replay"].auc == pytest.approx(0.5)
    assert (groups["print"].apcer.errors, groups["print"].apcer.total) == (0, 3)


def test_one_class_alone_has_its_error_rate_and_nothing_that_needs_both():
    found = measure(table([0.1, 0.9, 0.2], [0, 0, 0]), 0.5, "given")
    assert (found.bpcer.errors, found.bpcer.total) == (1, 3)
    assert found.ranking is None
    assert found.pad is None
    assert found.apcer == {}


def test_clusters_are_the_closest_bond_each_row_has():
    some = table(
        [0.1, 0.2, 0.3, 0.4, 0.5],
        [0, 0, 1, 1, 1],
        subject=["p", "", "p", "", ""],
        source=["s", "s", "t", "s", ""],
    )
    clusters, name = some.clusters()
    assert name == "subject/source"
    assert clusters[0] == clusters[2]
    assert clusters[1] == clusters[3]
    assert len(set(clusters.tolist())) == 3


def test_logits_are_measured_but_not_called_probabilities():
    found = measure(table([-3.0, 2.0, -1.0, 4.0], [0, 1, 0, 1]), 0.0, "given", resamples=5)
    assert found.ranking.auc == 1.0
    assert found.reliability is None
    assert found.brier is None


def test_a_column_that_names_every_row_is_no_condition():
    scores, labels = [0.1, 0.9, 0.8, 0.2], [0, 1, 0, 1]
    clips = table(scores, labels, video=["a", "b", "c", "d"], source=["x", "x", "y", "y"])
    assert set(measure(clips, 0.5, "given", resamples=5).groups) == {"source"}
    assert set(measure(clips, 0.5, "given", by=("video",), resamples=5).groups) == {"video"}


def test_one_class_alone_has_its_rate_with_an_interval_and_no_other():
    alone = table([0.1, 0.9, 0.2, 0.7], [0, 0, 0, 0], subject=["a", "b", "c", "c"])
    found = measure(alone, 0.5, "given")
    assert (found.bpcer.errors, found.bpcer.total) == (2, 4)
    assert found.apcer_pooled.total == 0
    assert found.ranking is None
    assert found.reliability is None  # of what is never an attack no score is an attack's share
    assert found.intervals.bpcer is not None
    assert found.intervals.bpcer.clusters == 3
    assert found.intervals.apcer_pooled is None
