"""Wald's test on a track: its bounds, the number of frames it takes, and its hysteresis."""

from __future__ import annotations

import math

import numpy as np
import pytest

from edge.config import DecisionConfig
from edge.decide.sequential import OVERSHOOT, Bounds, SequentialTest
from edge.types import Lean

FPS = 30.0


def run(test: SequentialTest, values: list[float], fps: float = FPS, start: float = 0.0) -> Lean:
    for i, value in enumerate(values):
        test.update(value, start + i / fps)
    return test.lean


def frames_to_decide(value: float, fps: float, config: DecisionConfig) -> int:
    test = SequentialTest(config)
    for i in range(10_000):
        if test.update(value, i / fps) is not Lean.OPEN:
            return i + 1
    raise AssertionError("never decided")


def test_the_bounds_follow_from_the_error_rates_asked_for() -> None:
    bounds = Bounds.of(DecisionConfig(bpcer=0.02, apcer=0.05))
    assert bounds.attack == pytest.approx(math.log(0.95 / 0.02))
    assert bounds.live == pytest.approx(math.log(0.05 / 0.98))


def test_one_lucky_frame_decides_nothing() -> None:
    assert run(SequentialTest(DecisionConfig()), [-100.0]) is Lean.OPEN


@pytest.mark.parametrize(("value", "lean"), [(-2.0, Lean.LIVE), (2.0, Lean.ATTACK)])
def test_steady_evidence_decides_within_two_seconds(value: float, lean: Lean) -> None:
    assert run(SequentialTest(DecisionConfig()), [value] * 60) is lean


def test_stricter_rates_take_longer() -> None:
    loose = frames_to_decide(-1.0, FPS, DecisionConfig(apcer=0.1))
    strict = frames_to_decide(-1.0, FPS, DecisionConfig(apcer=0.001))
    assert strict > loose


def test_a_verdict_needs_about_the_same_time_at_any_frame_rate() -> None:
    seconds = [frames_to_decide(-2.0, fps, DecisionConfig()) / fps for fps in (8, 15, 30, 60)]
    assert max(seconds) < 1.35 * min(seconds)


def test_independent_samples_keep_the_error_rates() -> None:
    """With independent Gaussian evidence the rates asked for hold: Wald's own guarantee."""
    config = DecisionConfig(bpcer=0.05, apcer=0.05, correlation_s=0, min_frames=1, max_step=100.0)
    rng = np.random.default_rng(3)
    separation = 1.0  # d': the log-likelihood ratio of N(+d/2, 1) against N(-d/2, 1) is d·x
    wrong = 0
    tracks = 2000
    for _ in range(tracks):
        test = SequentialTest(config)
        now = 0.0
        while test.lean is Lean.OPEN:
            test.update(separation * rng.normal(-separation / 2, 1.0), now)
            now += 1.0
        wrong += test.lean is Lean.ATTACK
    assert wrong / tracks <= 0.05 + 3 * math.sqrt(0.05 * 0.95 / tracks)


def test_a_decision_holds_until_later_evidence_outweighs_it() -> None:
    test = SequentialTest(DecisionConfig())
    run(test, [-3.0] * 60)
    assert run(test, [3.0] * 5, start=2.0) is Lean.LIVE
    assert run(test, [3.0] * 100, start=3.0) is Lean.ATTACK


def test_a_long_past_does_not_make_a_verdict_irreversible() -> None:
    test = SequentialTest(DecisionConfig())
    run(test, [-4.0] * 10_000)
    assert run(test, [4.0] * 90, start=400.0) is Lean.ATTACK


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_evidence_that_is_not_a_number_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match="finite"):
        SequentialTest(DecisionConfig()).update(value, 0.0)


def test_new_rates_are_applied_to_the_evidence_at_hand() -> None:
    test = SequentialTest(DecisionConfig(apcer=0.3))
    run(test, [-1.0] * 30)
    assert test.lean is Lean.LIVE
    test.reconfigure(DecisionConfig(apcer=0.0001))
    assert test.lean is Lean.OPEN


@pytest.mark.parametrize(
    ("value", "lean"), [(2.0, Lean.OPEN), (-2.0, Lean.OPEN), (3.8, Lean.ATTACK)]
)
def test_a_bounded_track_settles_at_its_mean_times_the_looks(value: float, lean: Lean) -> None:
    test = SequentialTest(DecisionConfig(), looks=1.5)
    assert run(test, [value] * 3000) is lean
    bounds = Bounds.of(DecisionConfig())
    assert test.total == pytest.approx(min(1.5 * value, OVERSHOOT * bounds.attack), abs=0.01)
