"""The kind of a manipulation follows from the mean log-odds over a track's frames."""

from __future__ import annotations

import pytest

from edge.decide.manipulation import ManipulationKind
from edge.types import Reason


@pytest.mark.parametrize(
    ("log_odds", "named"),
    [
        ([], set()),
        ([3.0], {Reason.GENERATED}),
        ([-3.0, -2.0], {Reason.SWAPPED}),
        ([-4.0, 1.0, -2.0], {Reason.SWAPPED}),
        ([2.0, -2.0], set()),
        ([0.9], set()),
        ([-0.9], set()),
    ],
)
def test_a_kind_is_named_by_the_mean_and_not_near_even_odds(
    log_odds: list[float], named: set[Reason]
) -> None:
    kind = ManipulationKind()
    for one in log_odds:
        kind.add(one)
    assert kind.reasons() == named


def test_a_kind_that_was_forgotten_is_not_named() -> None:
    kind = ManipulationKind()
    kind.add(5.0)
    kind.forget()
    assert kind.reasons() == frozenset()
    kind.add(-5.0)
    assert kind.reasons() == {Reason.SWAPPED}
