"""Numbers and rates as reports write them."""

from __future__ import annotations

import math

from tools.metrics.bootstrap import Interval
from tools.metrics.bounds import Rate


def number(value: float | None, digits: int = 4) -> str:
    """Fixed digits, N/A for None and NaN."""
    if value is None or math.isnan(value):
        return "N/A"
    return f"{value:.{digits}f}".replace("-", "−")


def percent(value: float | None, digits: int = 1) -> str:
    """A share 0..1 as "17.6 %", N/A for None and NaN."""
    return "N/A" if value is None or math.isnan(value) else f"{number(100 * value, digits)} %"


def counted(rate: Rate | None, digits: int = 1) -> str:
    """A rate with its counts: "2.5 % (5/200)"."""
    if rate is None or not rate.total:
        return "N/A"
    return f"{percent(rate.value, digits)} ({rate.errors}/{rate.total})"


def exact(rate: Rate) -> str:
    """The ends of a rate's exact interval."""
    low, high = rate.interval()
    return f"{percent(low, 2)} to {percent(high, 2)}" if rate.total else "N/A"


def interval(value: Interval | None, of_auc: float | None = None) -> str:
    """An interval with four digits, or why there is none. of_auc: the AUC that it is of."""
    if of_auc in (0.0, 1.0):
        return "none: classes separable"  # so in every resample
    reason = _none(value)
    return reason if value is None or reason else f"{value.low:.4f}–{value.high:.4f}"


def percents(value: Interval | None) -> str:
    """An interval of a rate in percent, or why there is none."""
    reason = _none(value)
    if value is None or reason:
        return reason
    return f"{100 * value.low:.1f}–{100 * value.high:.1f} %"


def _none(value: Interval | None) -> str:
    if value is None:
        return "too few clusters"
    return "none: resamples alike" if value.low == value.high else ""
