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


def test_the_rate_forgets_what_was_before_the_last_seconds() -> None:
    meter = FrameMeter()
    for i in range(50):
        meter.add(i / 10, {})
    for i in range(1, 121):
        meter.add(4.9 + i / 30, {})
    assert meter.fps(8.9) == pytest.approx(30)


def test_a_source_slower_than_the_window_has_a_rate_too() -> None:
    meter = FrameMeter()
    for at in (0.0, 5.0, 10.0):
        meter.add(at, {})
    assert meter.fps(10.0) == pytest.approx(0.2)


def test_a_meter_that_is_restarted_measures_anew_and_counts_on() -> None:
    meter = FrameMeter()
    for i in range(30):
        meter.add(i / 10, {"detect": 9.0})
    meter.restart()
    assert meter.fps(3.0) == 0.0
    assert meter.latencies() == {}
    assert meter.frames == 30


def test_a_meter_without_frames_has_no_rate() -> None:
    assert FrameMeter().fps(1.0) == 0.0
    assert FrameMeter().latencies() == {}


def test_latencies_are_median_and_95th_percentile_of_the_newest_frames() -> None:
    meter = FrameMeter()
    for ms in [1000.0] * 10 + list(range(WINDOW)):
        meter.add(0.0, {"detect": float(ms)})
    p50, p95 = meter.latencies()["detect"]
    assert p50 == pytest.approx((WINDOW - 1) / 2)
    assert p95 == pytest.approx(0.95 * (WINDOW - 1))
