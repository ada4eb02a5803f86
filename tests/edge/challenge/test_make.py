"""The order of the gestures."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import get_args

import pytest
from heads import seeded

from edge.challenge.gestures import GESTURES, TELLING, available, draw
from edge.config import ChallengeConfig
from edge.config.service import Gesture
from edge.errors import ConfigError


def test_every_gesture_of_the_configuration_can_be_measured() -> None:
    assert set(get_args(Gesture)) == set(GESTURES)


@pytest.mark.parametrize("steps", range(1, 7))
@pytest.mark.parametrize(
    "names",
    [list(GESTURES), ["turn_left", "blink", "smile"], ["turn_left", "turn_right"], ["nod"]],
    ids=str,
)
def test_none_comes_twice_in_a_row_and_half_of_them_tell(names: list[str], steps: int) -> None:
    rng = seeded(steps)
    for _ in range(200):
        drawn = draw(names, steps, rng)
        assert len(drawn) == (steps if len(names) > 1 else 1)
        assert all(a != b for a, b in pairwise(drawn))
        assert 2 * sum(name in TELLING for name in drawn) >= len(drawn)


def test_all_orders_come_about_alike_so_that_none_can_be_foreseen() -> None:
    rng = seeded(5)
    counts = Counter(draw(list(GESTURES), 3, rng) for _ in range(20_000))
    # 6·5·5 orders, less those with more than one of blink and smile
    allowed = 150 - sum(
        sum(n in TELLING for n in (a, b, c)) < 2
        for a in GESTURES
        for b in GESTURES
        for c in GESTURES
        if a != b and b != c
    )
    assert len(counts) == allowed
    expected = 20_000 / allowed
    assert max(counts.values()) < 1.5 * expected
    assert min(counts.values()) > 0.5 * expected


def test_without_a_landmark_model_only_what_the_detector_sees_is_asked_for() -> None:
    assert set(available(ChallengeConfig(), mesh=False)) == TELLING
    assert set(available(ChallengeConfig(), mesh=True)) == set(GESTURES)


@pytest.mark.parametrize("mesh", [False, True])
def test_a_challenge_of_what_faces_do_unasked_is_refused(mesh: bool) -> None:
    with pytest.raises(ConfigError, match=r"challenge\.gestures"):
        available(ChallengeConfig(gestures=("blink", "smile")), mesh=mesh)
