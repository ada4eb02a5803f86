"""Binomial bounds against scipy and the rule of three."""

from __future__ import annotations

import math

import pytest
from scipy.stats import binomtest

from tools.metrics.bounds import Rate, zero_failure_bound


@pytest.mark.parametrize(("errors", "total"), [(0, 50), (1, 50), (25, 50), (50, 50), (3, 7)])
def test_the_interval_is_that_of_clopper_and_pearson(errors, total):
    expected = binomtest(errors, total).proportion_ci(0.95, method="exact")
    low, high = Rate(errors, total).interval()
    assert low == pytest.approx(expected.low, abs=1e-12)
    assert high == pytest.approx(expected.high, abs=1e-12)


def test_no_error_in_three_hundred_means_at_most_one_percent():
    assert zero_failure_bound(300) == pytest.approx(3 / 300, rel=0.01)
    assert (1 - zero_failure_bound(300)) ** 300 == pytest.approx(0.05)


def test_nothing_tried_says_nothing():
    assert zero_failure_bound(0) == 1.0
    assert math.isnan(Rate(0, 0).value)
    assert Rate(0, 0).interval() == (0.0, 1.0)


@pytest.mark.parametrize(("errors", "total"), [(-1, 5), (6, 5)])
def test_impossible_counts_are_refused(errors, total):
    with pytest.raises(ValueError, match="cannot be"):
        Rate(errors, total)
