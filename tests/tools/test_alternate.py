"""Candidates take turns, every call is counted, and the summary is arithmetic."""

from __future__ import annotations

import gc

import numpy as np
import pytest

from tools.alternate import Taken, Timing, alternate, ratio


class Clock:
    """Time that passes only when a candidate works."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_candidates_take_turns_in_changing_order_and_each_call_is_timed():
    clock, order = Clock(), []

    def work(name, seconds):
        def call():
            order.append(name)
            clock.now += seconds

        return call

    taken = alternate(
        {"a": work("a", 2.0), "b": work("b", 3.0)}, rounds=3, warmup=1, clock=clock, cpu_clock=clock
    )
    assert order == ["a", "b", "a", "b", "b", "a", "a", "b"]
    np.testing.assert_array_equal(taken["a"].wall, [2, 2, 2])
    np.testing.assert_array_equal(taken["b"].cpu, [3, 3, 3])


def test_garbage_collection_is_on_again_even_after_a_failure():
    def fail():
        if not gc.isenabled():
            raise RuntimeError("while measuring")

    with pytest.raises(RuntimeError):
        alternate({"a": fail}, rounds=1)
    assert gc.isenabled()


def test_a_timing_is_in_milliseconds():
    wall = np.arange(1, 101) / 1000
    timing = Timing.of(Taken(wall, wall / 2))
    assert (timing.best, timing.calls) == (1.0, 100)
    assert timing.p50 == pytest.approx(50.5)
    assert timing.p99 == pytest.approx(99.01)
    assert timing.cpu == pytest.approx(25.25)


def test_the_ratio_is_taken_round_by_round():
    drifting = np.array([1.0, 2.0, 4.0, 8.0])
    assert ratio(drifting / 4, drifting) == (0.25, 0.25, 0.25)
