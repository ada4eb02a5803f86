"""The face of a challenge stays the same, within one challenge and across several."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from heads import REST, Head, Posture, seeded
from makers import a_face

from edge.challenge.base import ChallengeState
from edge.challenge.light import LightChallenge
from edge.challenge.make import ChallengeSequence
from edge.challenge.same_face import FaceChain, SameFace, face_descriptor
from edge.gate.session_evidence import BoxContinuity
from edge.types import F32, U8, Box


def of(seed: int) -> F32:
    looks = Head(seed).observation(REST, 0.0).measured.descriptor
    assert looks is not None
    return looks


def chain_over(*observations: tuple[int | None, float]) -> list[bool]:
    chain = FaceChain()
    return [chain.continues(of(who) if who is not None else None, at) for who, at in observations]


def test_one_face_goes_on_and_another_is_found_at_the_third_sight() -> None:
    assert chain_over(*((1, i / 30) for i in range(10))) == [True] * 10
    assert chain_over((1, 0.0), (1, 0.03), (2, 0.06), (2, 0.09), (2, 0.12)) == [True] * 4 + [False]


def test_a_sight_that_could_not_be_taken_says_nothing() -> None:
    assert all(chain_over((1, 0.0), (None, 0.03), (1, 0.06), (None, 0.09), (None, 0.12)))


def test_after_a_gap_the_chain_begins_anew() -> None:
    assert all(chain_over((1, 0.0), (1, 0.03), (2, 1.0), (2, 1.03), (2, 1.06), (2, 1.09)))


def test_rest_is_compared_with_the_first_rest() -> None:
    face = SameFace()
    assert not face.is_same()  # nothing was seen yet: nothing is known
    face.remember([of(1)] * 20)
    face.compare(None)
    assert not face.is_same()
    face.compare(of(2))
    assert not face.is_same()
    face.compare(of(1))
    assert face.is_same()
    face.begin_anew()
    face.compare(of(2))
    assert not face.is_same()


def test_without_anything_to_remember_no_face_is_the_same() -> None:
    face = SameFace()
    face.remember([None, None])
    face.compare(of(1))
    assert not face.is_same()


def a_picture(shift: int = 0, gain: float = 1.0, seed: int = 3) -> U8:
    coarse = np.random.default_rng(seed).integers(40, 180, (12, 16)).astype(np.float32)
    grown = np.kron(coarse, np.ones((40, 40), np.float32)) * gain
    bgr = np.repeat(grown[..., None], 3, axis=2).clip(0, 255).astype(np.uint8)
    return np.asarray(np.roll(bgr, shift, axis=1), np.uint8)


def test_likeness_follows_the_face_and_not_the_light() -> None:
    face = a_face(200, 150, 160)
    moved = a_face(240, 150, 160)
    here = face_descriptor(a_picture(), face, None)
    there = face_descriptor(a_picture(shift=40, gain=1.3), moved, None)
    stranger = face_descriptor(a_picture(seed=4), face, None)
    assert here is not None
    assert there is not None
    assert stranger is not None
    assert np.linalg.norm(here) == pytest.approx(1, abs=1e-5)
    assert here @ there > 0.99
    assert here @ stranger < 0.5


def test_a_grey_frame_and_a_face_without_points_are_like_nothing() -> None:
    grey = np.full((480, 640, 3), 120, np.uint8)
    assert face_descriptor(grey, a_face(), None) is None
    same_place = np.full((468, 3), 50, np.float32)
    assert face_descriptor(a_picture(), a_face(), same_place) is None


@pytest.mark.parametrize(
    ("box", "at", "goes_on"),
    [
        (Box(110, 100, 210, 200), 0.03, True),
        (Box(170, 100, 270, 200), 0.03, False),
        (Box(170, 100, 270, 200), 0.5, True),  # half a second is enough for that
        (Box(80, 80, 225, 225), 0.03, False),
        (Box(115, 115, 185, 185), 0.03, False),
        (Box(90, 90, 215, 215), 0.03, True),
    ],
    ids=["a step", "a jump", "the same way in more time", "grown", "shrunk", "a little nearer"],
)
def test_a_box_moves_as_a_body_can(box: Box, at: float, goes_on: bool) -> None:
    continuity = BoxContinuity()
    continuity.begin(Box(100, 100, 200, 200))
    assert continuity.continues(Box(100, 100, 200, 200), 0.0)
    assert continuity.continues(box, at) is goes_on


class Part:
    """A challenge that ends at its third observation."""

    colour, prompt, done, why = None, None, 0.5, ""

    def __init__(self, ends: ChallengeState, name: str, now: float) -> None:
        self._ends = ends
        self._name = name
        self.begun_at = now
        self.seen = 0

    @property
    def state(self) -> ChallengeState:
        return self._ends if self.seen >= 3 else ChallengeState.RUNNING

    def update(self, observation: Any) -> None:
        self.seen += 1

    def interrupted(self, now: float) -> None: ...

    def tick(self, now: float) -> None: ...

    def remaining(self, now: float) -> float | None:
        return None

    def report(self) -> tuple[dict[str, Any], ...]:
        return ({"name": self._name},)


@pytest.mark.parametrize(
    ("ends", "state", "report"),
    [
        ((ChallengeState.PASSED, ChallengeState.PASSED), ChallengeState.PASSED, ["a", "b"]),
        ((ChallengeState.FAILED, ChallengeState.PASSED), ChallengeState.FAILED, ["a"]),
        ((ChallengeState.PASSED, ChallengeState.FAILED), ChallengeState.FAILED, ["a", "b"]),
    ],
)
def test_the_next_challenge_begins_when_the_one_before_is_passed(
    ends: tuple[ChallengeState, ChallengeState], state: ChallengeState, report: list[str]
) -> None:
    both = ChallengeSequence(
        [lambda now: Part(ends[0], "a", now), lambda now: Part(ends[1], "b", now)], 0.0
    )
    head = Head(mesh=False)
    for index in range(6):
        assert both.state is ChallengeState.RUNNING or both.state is state
        if both.state is ChallengeState.RUNNING:
            both.update(head.observation(Posture(), index / 10))
    assert both.state is state
    assert [row["name"] for row in both.report()] == report


def test_a_light_that_follows_gestures_begins_when_its_turn_comes() -> None:
    both = ChallengeSequence(
        [
            lambda now: Part(ChallengeState.PASSED, "a", now),
            lambda now: LightChallenge(now, steps=4, step_s=0.6, rng=seeded(1)),
        ],
        0.0,
    )
    head = Head(mesh=False)
    for index in range(3):
        assert both.colour is None
        both.update(head.observation(Posture(), 5.0 + index / 10))
    assert both.colour is not None
    assert both.remaining(5.2) == pytest.approx(4 * 0.6)
