"""ISO/IEC 30107-3 rates computed by hand: worst type, ties, thresholds that keep a target rate."""

from __future__ import annotations

import math

import numpy as np
import pytest

from edge.calibration.rates import threshold_at_bpcer
from edge.errors import DataError
from tools.metrics.bounds import Rate
from tools.metrics.operating import Rule
from tools.metrics.pad_rates import (
    bpcer_at_apcer,
    fnr_at_fpr,
    pad_errors,
    split,
    threshold_at_apcer,
)

BONA_FIDE = np.array([0.05, 0.1, 0.2, 0.5, 0.7])
ATTACKS = {"print": np.array([0.4, 0.6, 0.8, 0.9]), "replay": np.array([0.5, 0.95])}


def test_rates_at_half_by_hand():
    errors = pad_errors(BONA_FIDE, ATTACKS, 0.5)
    assert errors.bpcer == Rate(2, 5)  # 0.5 itself is called attack
    assert errors.apcer == {"print": Rate(1, 4), "replay": Rate(0, 2)}
    assert errors.worst_type == "print"
    assert errors.apcer_pooled == Rate(1, 6)
    assert errors.acer_worst == pytest.approx((1 / 4 + 2 / 5) / 2)
    assert errors.acer_pooled == pytest.approx((1 / 6 + 2 / 5) / 2)


def test_the_worst_of_two_equal_types_is_the_first_by_name():
    attacks = {"b": np.array([0.1, 0.9]), "a": np.array([0.1, 0.9])}
    assert pad_errors(BONA_FIDE, attacks, 0.5).worst_type == "a"


@pytest.mark.parametrize(
    ("rate", "threshold", "refused"),
    [
        (0.0, 0.4, 2),  # no attack may pass: the lowest attack score
        (0.25, 0.5, 2),  # print may lose one of four, replay none of two
        (0.5, 0.8, 0),  # print loses two, replay one: min(0.8, 0.95)
        (1.0, math.inf, 0),
    ],
)
def test_the_threshold_at_an_apcer_holds_for_every_type(rate, threshold, refused):
    assert threshold_at_apcer(ATTACKS, rate) == threshold
    assert bpcer_at_apcer(BONA_FIDE, ATTACKS, rate) == Rate(refused, 5)
    errors = pad_errors(BONA_FIDE, ATTACKS, threshold)
    assert errors.apcer_worst.value <= rate


@pytest.mark.parametrize(
    ("rate", "refused", "missed"), [(0.0, 0, 3), (0.2, 1, 2), (0.4, 2, 0), (1.0, 5, 0)]
)
def test_the_threshold_at_a_bpcer_is_the_lowest_that_keeps_it(rate, refused, missed):
    threshold = threshold_at_bpcer(BONA_FIDE, rate)
    assert pad_errors(BONA_FIDE, ATTACKS, threshold).bpcer == Rate(refused, 5)
    assert fnr_at_fpr(BONA_FIDE, ATTACKS, rate) == Rate(missed, 6)


def test_ties_at_the_threshold_never_break_the_promise():
    bona_fide = np.array([0.1, 0.5, 0.5, 0.5])
    attacks = {"print": np.array([0.5, 0.5, 0.5, 0.9])}
    assert pad_errors(bona_fide, attacks, threshold_at_bpcer(bona_fide, 0.25)).bpcer.errors == 0
    at = threshold_at_apcer(attacks, 0.5)
    assert pad_errors(bona_fide, attacks, at).apcer_worst.errors == 0


def test_separable_scores_have_no_error_at_any_point():
    bona_fide, attacks = np.array([0.1, 0.2]), {"print": np.array([0.8, 0.9])}
    assert bpcer_at_apcer(bona_fide, attacks, 0.0).errors == 0
    assert fnr_at_fpr(bona_fide, attacks, 0.0).errors == 0


def test_attack_types_come_from_codes_and_an_empty_name_is_unspecified():
    bona_fide, attacks = split([0, 1, 1, 1], [0.1, 0.2, 0.3, 0.4], [0, 1, 2, 1], ("", "print", ""))
    assert bona_fide.tolist() == [0.1]
    assert {k: v.tolist() for k, v in attacks.items()} == {
        "print": [0.2, 0.4],
        "unspecified": [0.3],
    }


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [("0.5", "fixed", 0.5), ("eer", "eer", 0.0), ("apcer=5%", "apcer", 0.05)],
)
def test_a_rule_is_read_and_written_alike(text, kind, value):
    rule = Rule.parse(text)
    assert (rule.kind, rule.value, str(rule)) == (kind, value, text)


@pytest.mark.parametrize("text", ["", "nan", "acer", "apcer=0%", "bpcer=100%", "apcer=5"])
def test_a_rule_that_means_nothing_is_refused(text):
    with pytest.raises(DataError, match="not a threshold rule"):
        Rule.parse(text)


@pytest.mark.parametrize("text", ["0.5", "eer", "apcer=25%", "bpcer=20%"])
def test_a_rule_gives_the_threshold_it_promises(text):
    errors = pad_errors(BONA_FIDE, ATTACKS, Rule.parse(text).threshold(BONA_FIDE, ATTACKS))
    promised = {
        "0.5": errors.threshold == 0.5,
        "eer": abs(errors.apcer_pooled.value - errors.bpcer.value) < 0.25,
        "apcer=25%": errors.apcer_worst.value <= 0.25,
        "bpcer=20%": errors.bpcer.value <= 0.2,
    }
    assert promised[text]
