"""Rates and latencies of the last few seconds."""

from __future__ import annotations

import pytest

from edge.runtime.stats import WINDOW, FrameMeter


def test_the_rate_is_that_of_the_window() -> None:
    meter = FrameMeter()
    for i in range(100):
        meter.add(i / 25, {"detect": 2.0})
    assert meter.fps(99 / 25) == pytest.approx(25)
    assert meter.frames == 100


def test_the_rate_falls_when_nothing_comes_any_more() -> None:
    meter = FrameMeter()
    for i in range(30):
        meter.add(i / 30, {})
    assert meter.fps(30.0) < 2


def test_nothing_measured_is_no_rate() -> None:
    assert FrameMeter().fps(1.0) == 0.0
    assert FrameMeter().latencies() == {}


def test_latencies_are_median_and_95th_percentile_of_the_newest_frames() -> None:
    meter = FrameMeter()
    for ms in [1000.0] * 10 + list(range(WINDOW)):
        meter.add(0.0, {"detect": float(ms)})
    p50, p95 = meter.latencies()["detect"]
    assert p50 == pytest.approx((WINDOW - 1) / 2)
    assert p95 == pytest.approx(0.95 * (WINDOW - 1))
