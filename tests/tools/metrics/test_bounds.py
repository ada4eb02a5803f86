"""Binomial bounds against scipy."""

from __future__ import annotations

import math

import pytest
from scipy.stats import binomtest

from tools.metrics.bounds import Rate


@pytest.mark.parametrize(("errors", "total"), [(0, 50), (1, 50), (25, 50), (50, 50), (3, 7)])
def test_the_interval_is_that_of_clopper_and_pearson(errors, total):
    expected = binomtest(errors, total).proportion_ci(0.95, method="exact")
    low, high = Rate(errors, total).interval()
    assert low == pytest.approx(expected.low, abs=1e-12)
    assert high == pytest.approx(expected.high, abs=1e-12)


def test_nothing_tried_says_nothing():
    assert math.isnan(Rate(0, 0).value)
    assert Rate(0, 0).interval() == (0.0, 1.0)


@pytest.mark.parametrize(("errors", "total"), [(-1, 5), (6, 5)])
def test_impossible_counts_are_refused(errors, total):
    with pytest.raises(ValueError, match="are impossible"):
        Rate(errors, total)
