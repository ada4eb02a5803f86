"""Expected error rates are stated as figures, with the data they rest on."""

from __future__ import annotations

from types import SimpleNamespace

from edge.calibration.expectation import expected, in_one_line, trade
from models.registry import Registry


def fitted(refused=0.051, passing=None, prices=(), excess=None):
    return SimpleNamespace(refused=refused, passing=passing, trade=dict(prices), excess=excess)


def test_people_alone_are_counted_where_nothing_is_known_of_attacks():
    (only,) = expected(fitted(), [], SimpleNamespace(sha256="0" * 64))
    assert only.startswith("at this door about 5 of 100 people are refused; how many photos")


def test_shown_attacks_are_counted_by_kind(recording):
    shown = [recording("print", 3.0, seconds=12), recording("phone", 3.0, seconds=2)]
    said = in_one_line(expected(fitted(passing=0.12), shown, SimpleNamespace(sha256="")))
    assert "5 of 100 people are refused and 12 of 100 photos pass" in said
    assert said.endswith("presentations shown: print: 4, phone: 1")


def test_why_more_people_are_refused_than_asked_for_comes_second(recording):
    for passing in (None, 0.1):
        made = fitted(passing=passing, excess="too few people")
        said = expected(made, [recording("print", 3.0)], SimpleNamespace(sha256=""))
        assert said[1] == "too few people"


def test_an_estimate_from_reference_clips_is_called_one():
    spec = Registry.open().default("antispoof")
    assert "is an estimate from" in in_one_line(expected(fitted(passing=0.2), [], spec))


def test_prices_are_told_where_attacks_are_known():
    assert trade(fitted()) == ""
    assert trade(fitted(prices=[(0.01, 0.2), (0.05, 0.1)])).endswith(
        "with 1 refused 20, 5 refused 10"
    )
