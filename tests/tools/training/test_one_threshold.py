"""Targets with one zero for all sources, and errors at one threshold."""

from __future__ import annotations

import numpy as np
import pytest

from tools.training.aligned_targets import MARGIN, REACH, targets
from tools.training.one_threshold import (
    best_threshold,
    class_middle,
    errors_at,
    left_out,
    pooled_auc,
)

LABELS = np.tile(np.repeat([0, 1], 200), 2)
SOURCES = np.repeat(["here", "there"], 400)
APART = np.where(SOURCES == "here", -4.0, 4.0)


def scores(wander: float) -> np.ndarray:
    noise = np.random.default_rng(0).normal(size=800)
    return (noise + 6.0 * LABELS + wander * APART).astype(np.float32)


def test_a_wandering_zero_lowers_the_pooled_auc_and_not_that_of_a_source() -> None:
    assert pooled_auc(scores(0.0), LABELS, SOURCES) > 0.999
    assert pooled_auc(scores(1.0), LABELS, SOURCES) < 0.9


def test_the_best_threshold_prefers_two_fair_sources_to_one_that_fails() -> None:
    errors = best_threshold(scores(0.25), LABELS, SOURCES)
    assert errors.threshold == pytest.approx(3.0, abs=0.3)
    assert errors.worst < 0.05
    lower = errors_at(scores(0.25), LABELS, SOURCES, 1.0)
    assert lower.bpcer["there"] > 0.3 > lower.apcer["there"]
    assert lower.acer == pytest.approx(np.mean([*lower.apcer.values(), *lower.bpcer.values()]))


def test_the_middle_of_the_classes_gives_each_source_one_vote() -> None:
    assert class_middle(scores(0.25), LABELS, SOURCES) == pytest.approx(3.0, abs=0.2)
    some = (SOURCES == "here") | (np.arange(800) % 10 == 0)  # there has a tenth of its faces left
    few = class_middle(scores(0.25)[some], LABELS[some], SOURCES[some])
    assert few == pytest.approx(3.0, abs=0.3)


def test_a_source_left_out_is_judged_at_the_threshold_of_the_others() -> None:
    errors = left_out(scores(1.0), LABELS, SOURCES)
    # here lies 8 lower than there: at the zero of there all of its attacks pass
    assert errors.apcer["here"] > 0.95
    assert errors.bpcer["there"] > 0.95


def test_the_teachers_zero_is_taken_from_each_source() -> None:
    half = scores(1.0) / 2
    told = targets(half, half, LABELS.astype(np.int8), SOURCES, pull=0.0)
    for source in ("here", "there"):
        for label, middle in ((0, -MARGIN), (1, MARGIN)):
            mine = told.logit[(source == SOURCES) & (label == LABELS)]
            assert np.median(mine) == pytest.approx(middle, abs=0.3)
    assert np.allclose(told.tight + told.wide, told.logit, atol=1e-5)


def test_targets_without_alignment_and_pull_are_the_teachers_clipped_logits() -> None:
    half = scores(1.0) / 2
    told = targets(half, half, LABELS.astype(np.int8), SOURCES, align=False, pull=0.0)
    assert np.allclose(told.logit, np.clip(2 * half, -REACH, REACH), atol=1e-5)


def test_the_label_pulls_a_teacher_that_errs_to_its_side() -> None:
    wrong = -scores(0.0) / 2
    for pull, agree in ((0.0, 0.1), (1.0, 1.0)):
        told = targets(wrong, wrong, LABELS.astype(np.int8), SOURCES, align=False, pull=pull)
        assert ((told.logit > 0) == (LABELS == 1)).mean() == pytest.approx(agree, abs=0.45)
