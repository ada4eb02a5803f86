"""An interval that resamples cannot show is given as the reason instead."""

from __future__ import annotations

import pytest

from tools.evaluation.words import interval, percents
from tools.metrics.bootstrap import Interval


@pytest.mark.parametrize(
    ("value", "of_auc", "said"),
    [
        (Interval(0.9, 0.95, 12), 0.93, "0.9000–0.9500"),
        (Interval(1.0, 1.0, 12), 1.0, "none: classes separable"),
        (Interval(0.5, 0.5, 200), 0.5, "none: resamples alike"),
        (None, 0.9, "too few clusters"),
    ],
)
def test_an_auc_interval_or_why_there_is_none(value, of_auc, said):
    assert interval(value, of_auc) == said


def test_a_rates_interval_without_width_is_none():
    assert percents(Interval(0.5, 0.5, 200)) == "none: resamples alike"
    assert percents(Interval(0.25, 0.5, 200)) == "25.0–50.0 %"
