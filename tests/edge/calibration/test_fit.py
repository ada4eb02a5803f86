"""Fitted values are the right ones where they are known, and uncertain where data are few."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest

from edge.calibration.fit import LIVE, fit, needed_seconds
from edge.calibration.live_bound import live_bound
from edge.calibration.recording import Recording
from edge.calibration.reference import Reference, reference_of
from edge.config import DecisionConfig
from edge.errors import DataError
from models.registry import Registry
from models.spec import Calibration

START = Calibration()


def test_attacks_move_the_offset_to_where_the_classes_part(recording):
    result = fit(recording("bona fide", 1.0), [recording("print", 6.0, seed=1)], START)
    assert result.basis == "attacks"
    assert -result.offset / result.slope == pytest.approx(3.5, abs=0.5)
    assert result.slope_interval[0] < result.slope < result.slope_interval[1]
    assert result.auc == pytest.approx(1.0, abs=0.01)


def test_the_threshold_refuses_no_more_bona_fide_than_asked(recording):
    bona_fide = recording("bona fide", -1.0, seconds=100)
    result = fit(bona_fide, [recording("phone", 3.0, seed=2)], START, bpcer=0.05)
    p = 1 / (1 + np.exp(-(result.slope * bona_fide.raw + result.offset)))
    assert np.mean(p >= result.threshold) <= 0.05
    assert result.threshold_interval[0] <= result.threshold <= result.threshold_interval[1]


def people(recording, mean: float, count: int, between: float = 0.3) -> Recording:
    """So many, a minute each, one after the other."""
    rng = np.random.default_rng(count)
    minutes = [recording("bona fide", mean + rng.normal(0, between), seed=s) for s in range(count)]
    first, *rest = minutes
    for minute in rest:
        first = first.joined(minute)
    return first


def test_bona_fide_alone_tighten_the_bound_where_they_score_low_and_loosen_it_where_high(recording):
    low, high = (fit(people(recording, mean, 5), [], START, bpcer=0.05) for mean in (-6.0, -1.0))
    assert (low.basis, low.slope) == ("bona fide", high.slope)
    assert low.slope * low.looks == pytest.approx(2.0 * START.slope)
    shipped = LIVE / DecisionConfig().antispoof_looks  # as START, which is no calibration, has it
    reached = [(LIVE / one.looks - one.offset) / one.slope for one in (low, high)]
    assert reached[0] < shipped < reached[1]
    assert reached == [pytest.approx(one.live.at) for one in (low, high)]
    assert any("no attacks were shown" in r for r in high.remarks)


def test_bona_fide_alone_are_refused_as_often_as_asked_for():
    rng = np.random.default_rng(7)
    refused = []
    for _ in range(40):
        seen = [rng.normal(0, 1, 1) for _ in range(12)]
        bound = live_bound(seen, 0.1, prior_sd=1.0).at
        refused.append(np.mean(rng.normal(0, 1, 2000) > bound))
    assert 0.06 < np.mean(refused) < 0.14


def test_one_person_says_less_of_the_next_one_than_five(recording):
    one, five = (fit(people(recording, -3.0, n), [], START, bpcer=0.05) for n in (1, 5))
    assert one.live.at > five.live.at
    width = [r.live.interval[1] - r.live.interval[0] for r in (one, five)]
    assert width[0] > width[1]
    assert any("people seen: 1," in r and "--people 5" in r for r in one.remarks)
    assert not any("--people" in r for r in five.remarks)


def test_more_seconds_of_one_person_are_no_new_people():
    once, often = (live_bound([np.zeros(n)], 0.05).live.effective for n in (10, 1000))
    assert often < 2 * once < 4


def test_what_passes_is_told_from_shown_attacks_or_from_the_reference_of_the_model(recording):
    live = people(recording, -3.0, 5)
    assert fit(live, [], START, bpcer=0.05).passing is None
    reference = Reference(bona_fide_sd=1.0, attacks=tuple(range(11)), clips=50)
    known = fit(live, [], START, bpcer=0.05, reference=reference)
    expected = np.mean(np.arange(11) <= known.live.at - known.live.live.mean)
    assert known.passing == pytest.approx(expected)
    assert list(known.trade) == [0.01, 0.02, 0.05, 0.1]
    assert sorted(known.trade.values(), reverse=True) == list(known.trade.values())
    shown = fit(live, [recording("print", 9.0, seed=1)], START, bpcer=0.05, reference=reference)
    assert shown.passing is not None
    assert shown.passing < 0.05


def test_a_fit_on_attacks_is_so_sharp_that_a_usual_person_is_vouched_for(recording):
    live = people(recording, 0.0, 5)
    result = fit(live, [recording("print", 6.0, seed=1)], START, bpcer=0.05)
    assert result.offset <= LIVE / result.looks
    assert result.slope * 6.0 + result.offset > 0
    assert result.refused < 0.1


def test_bona_fide_that_score_like_attacks_are_not_calibrated_away(recording):
    with pytest.raises(DataError, match="look at light and focus"):
        fit(recording("bona fide", 6.0), [], START)


def test_fewer_seconds_give_wider_intervals_and_a_larger_bound(recording):
    short, long = (
        fit(
            recording("bona fide", 0.0, seconds=s),
            [recording("print", 2.0, seconds=s, seed=1)],
            START,
        )
        for s in (20, 400)
    )
    width = [r.offset_interval[1] - r.offset_interval[0] for r in (short, long)]
    assert width[0] > width[1]
    assert short.bpcer_bound == pytest.approx(1 - 0.05 ** (1 / 20))
    assert any("299 seconds would" in r for r in short.remarks)
    assert not any("seconds would" in r for r in long.remarks)


def test_more_frames_of_the_same_seconds_do_not_make_it_surer(recording):
    attacks = [recording("print", 4.0, seed=1)]
    sparse, dense = (
        fit(recording("bona fide", 0.0, seconds=30, per_second=n), attacks, START) for n in (2, 200)
    )
    assert sparse.bpcer_bound == dense.bpcer_bound
    width = [r.offset_interval[1] - r.offset_interval[0] for r in (sparse, dense)]
    assert width[1] > 0.5 * width[0]


@pytest.mark.parametrize(("bpcer", "seconds"), [(0.01, 299), (0.05, 59), (0.1, 29)])
def test_the_seconds_a_claim_needs(bpcer, seconds):
    assert needed_seconds(bpcer) == seconds


def test_a_few_seconds_are_said_to_be_too_few_and_why(recording):
    short = recording("bona fide", 0.0, seconds=5, reasons=["blurred"] * 7 + ["too_dark"] * 2)
    with pytest.raises(DataError) as caught:
        fit(short, [], START)
    said = str(caught.value)
    assert "bona fide gave 50 scored faces in 5 seconds" in said
    assert "at least 20 seconds are needed" in said
    assert "blurred 7×, too_dark 2×" in said


def test_frames_with_several_faces_are_said_where_they_are_many(recording):
    phone = replace(recording("phone", 4.0, seed=1), crowded=100)
    said = fit(recording("bona fide", 0.0), [phone], START).remarks
    assert any(
        r.startswith("100 of 600 frames of phone were left out: they contain several") for r in said
    )
    few = replace(phone, crowded=10)
    said = fit(recording("bona fide", 0.0), [few], START).remarks
    assert not any("several faces" in r for r in said)


def test_a_crowd_is_among_the_reasons_for_too_little(recording):
    crowd = replace(recording("bona fide", 0.0, seconds=5, reasons=["blurred"]), crowded=200)
    with pytest.raises(DataError, match=r"several faces 200×, blurred 1×"):
        fit(crowd, [], START)


def test_a_short_attack_is_refused_too(recording):
    attack = recording("phone", 3.0, seconds=9)
    with pytest.raises(DataError, match="phone gave 90 scored faces in 9 seconds"):
        fit(recording("bona fide", 0.0), [attack], START)


def test_exchanged_recordings_are_noticed(recording):
    with pytest.raises(DataError, match="recordings were not exchanged"):
        fit(recording("bona fide", 3.0), [recording("print", -3.0)], START)


def test_a_difference_that_may_be_chance_is_not_fitted(recording):
    attack = recording("print", 0.1, seconds=12, seed=3)
    with pytest.raises(DataError, match=r"may be chance|no higher"):
        fit(recording("bona fide", 0.0, seconds=20), [attack], START)


def test_attacks_the_model_cannot_tell_apart_are_said(recording):
    result = fit(recording("bona fide", 0.0), [recording("print", 0.5, seed=1)], START)
    assert any("separates these attacks poorly" in r for r in result.remarks)


def test_joined_recordings_keep_their_seconds_apart(recording):
    one, two = recording("live", 0.0, seconds=3), recording("live", 1.0, seconds=4)
    both = one.joined(two)
    assert isinstance(both, Recording)
    assert both.seconds == 7
    assert both.raw.size == one.raw.size + two.raw.size


def test_the_shipped_model_has_a_reference_and_another_file_has_none():
    spec = Registry.open().default("antispoof")
    known = reference_of(spec)
    assert known is not None, "measure it: facevouch evaluate attacks --reference"
    assert list(known.attacks) == sorted(known.attacks)
    assert reference_of(spec.model_copy(update={"sha256": "0" * 64})) is None


def test_why_few_people_let_a_fit_refuse_far_more_than_asked_is_said_in_figures(recording):
    result = fit(people(recording, 1.0, 1), [recording("print", 2.6, seed=9)], START, bpcer=0.05)
    assert result.refused > 0.1
    assert result.excess is not None
    assert "people recorded: 1;" in result.excess
    low, high = (int(n) for n in re.findall(r"between (\d+) and (\d+) of 100", result.excess)[0])
    assert low <= 100 * result.refused <= high
    assert high - low > 10
    assert "where 5 were asked for: record more people" in result.excess
    assert not any("people seen" in r for r in result.remarks)


def test_a_fit_that_refuses_about_as_many_as_asked_explains_nothing(recording):
    result = fit(people(recording, -3.0, 6), [recording("print", 6.0, seed=9)], START, bpcer=0.05)
    assert result.refused < 0.07
    assert result.excess is None


def test_the_interval_of_the_share_refused_narrows_with_people(recording):
    def width(count: int) -> float:
        bound = fit(people(recording, -3.0, count), [], START, bpcer=0.05).live
        low, high = bound.live.interval_above(bound.at)
        assert low < 0.05 < high
        return high - low

    assert width(12) < width(4) < width(1)
