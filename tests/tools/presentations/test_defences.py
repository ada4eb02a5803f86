"""The acceptance rates of each defence, on clips with known scores."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from edge.config import DecisionConfig
from models.spec import Calibration, InputSpec, ModelSpec
from tools.presentations.attacks import line, reference_from, reliability, table
from tools.presentations.defences import LIVE_CLIPS, Defence, defences, taught, tried
from tools.presentations.frame_trace import Seen, Trace, Verdicts, judged
from tools.presentations.presentation import Presentation
from tools.presentations.rates import groups
from tools.presentations.record import UNREAD

SPEC = ModelSpec(
    id="m", task="antispoof", architecture="x", precision="fp32", file="x.onnx", sha256="c" * 64,
    bytes=1, licence="x", input=InputSpec(size=32, expansions=(1.5,)),
)  # fmt: skip
FPS = 10


def a_trace(name: str, raw: float, seconds: float = 3.0) -> Trace:
    rng = np.random.default_rng(abs(hash(name)) % 2**32)
    frames = tuple(
        (n / FPS, (Seen(1, frozenset(), {"antispoof": raw + rng.normal(0, 0.2)}),))
        for n in range(round(seconds * FPS))
    )
    return Trace(name, frames, Verdicts(None, False))


Shown = tuple[list[Presentation], dict[str, Trace]]


@pytest.fixture
def shown() -> Shown:
    """A camera on which people score about 2 and attacks about 7: far from what ships (0)."""
    rng = np.random.default_rng(3)
    ones, traces = [], {}
    for label, species, mean in ((0, "bona fide", 2.0), (1, "print", 7.0)):
        for number in range(40):
            name = f"{species}-{number}"
            ones.append(Presentation(name, Path(name), label, species, "door", "door", False))
            traces[name] = a_trace(name, mean + rng.normal(0, 0.6))
    return ones, traces


def test_a_calibration_by_people_alone_lets_them_in_and_keeps_attacks_out(shown: Shown) -> None:
    ones, traces = shown
    lines = {d.calibrated: line(tried(d, ones, traces, SPEC, 0.05), traces) for d in defences(0.05)}
    assert lines["live"].refused.value <= 0.15
    assert lines["live"].attacks.errors == 0
    assert lines["attacks"].refused.value <= 0.15
    assert lines["attacks"].attacks.errors == 0
    uncalibrated = line(tried(defences(0.05)[1], ones, traces, SPEC, 0.05), traces)
    assert uncalibrated.refused.value > 0.8, "as shipped, these people look like attacks"


def test_an_uncalibrated_gate_lets_nobody_in_whatever_the_scores(shown: Shown) -> None:
    ones, _ = shown
    traces = {one.name: a_trace(one.name, -9.0) for one in ones}
    found = line(tried(defences(0.05)[0], ones, traces, SPEC, 0.05), traces)
    assert found.attacks.errors == 0
    assert found.refused.value == 1.0


def test_those_who_calibrate_are_not_judged(shown: Shown) -> None:
    ones, traces = shown
    result = tried(Defence("", DecisionConfig(), "attacks"), ones, traces, SPEC, 0.05)
    teach = {one.name for one in taught(ones, attacks=True)}
    assert len([name for name in teach if name.startswith("bona fide")]) == LIVE_CLIPS
    assert teach.isdisjoint(result.verdicts)
    assert teach | result.verdicts.keys() == {one.name for one in ones}


def test_clips_without_a_scored_frame_are_refused_and_counted_apart(shown: Shown) -> None:
    ones, traces = shown
    silent = [one.name for one in ones if not one.label][-3:]
    traces = {**traces, **{name: Trace(name, (), UNREAD) for name in silent}}
    found = line(tried(defences(0.05)[1], ones, traces, SPEC, 0.05), traces)
    assert found.unscored == 3
    assert found.refused.errors >= 3


def test_every_defence_is_tried_on_the_same_clips(shown: Shown) -> None:
    ones, traces = shown
    judged_by = [set(tried(d, ones, traces, SPEC, 0.05).verdicts) for d in defences(0.05)]
    assert all(names == judged_by[0] for names in judged_by)


def test_a_camera_that_cannot_be_calibrated_is_named_and_not_counted(shown: Shown) -> None:
    ones, _ = shown
    traces = {one.name: a_trace(one.name, 9.0) for one in ones}
    found = line(tried(defences(0.05)[3], ones, traces, SPEC, 0.05), traces)
    assert "score like attacks" in found.skipped["door"]
    assert found.attacks.total == 0
    assert "door could not be calibrated" in table([found])


def test_who_asks_for_fewer_refused_people_lets_more_attacks_pass(shown: Shown) -> None:
    ones, traces = shown
    reached = reliability(ones, traces, SPEC)
    refused = [live.refused.value for _, live, _ in reached]
    passed = [live.attacks.value for _, live, _ in reached]
    assert refused == sorted(refused)
    assert passed == sorted(passed, reverse=True)


def test_a_reference_states_attacks_relative_to_the_people_of_their_camera(shown: Shown) -> None:
    ones, traces = shown
    found = reference_from(ones, traces, "a set")
    assert found is not None
    assert found.clips == 40
    assert found.bona_fide_sd == pytest.approx(0.6, abs=0.2)
    assert np.median(found.attacks) == pytest.approx(5.0, abs=0.4)
    assert list(found.attacks) == sorted(found.attacks)


def test_rates_count_a_clip_once_and_people_the_other_way_round(shown: Shown) -> None:
    ones, traces = shown
    vouched = Verdicts(1.5, False)
    found = groups(
        ones, traces, lambda one: vouched if one.name.endswith("7") else Verdicts(None, True)
    )
    by = {(group.source, group.species): group for group in found}
    assert by["door", "print"].error.value == pytest.approx(4 / 40)
    assert by["door", "bona fide"].error.value == pytest.approx(36 / 40)
    assert by["all", "print"].after_s == 1.5
    low, high = by["door", "print"].error.interval()
    assert low < 0.1 < high


def test_a_steady_logit_short_of_the_bound_is_never_vouched_for_however_long() -> None:
    trace = a_trace("long", -1.5, seconds=60)
    verdict = judged(trace, DecisionConfig(antispoof_looks=2), {"antispoof": Calibration()})
    assert not verdict.vouched
    verdict = judged(trace, DecisionConfig(antispoof_looks=1e9), {"antispoof": Calibration()})
    assert verdict.vouched
