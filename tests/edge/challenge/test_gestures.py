"""The gestures: measurements of the head, and the limits from which they count."""

from __future__ import annotations

import math

import numpy as np
import pytest
from heads import MADE, REST, Head, Posture

from edge.challenge.gestures import GESTURES, TELLING, at_rest, wrong_gesture
from edge.challenge.ruler import KeypointRuler, Measures, MeshRuler, eye_aspect, make_ruler

POSTURES = [
    Posture(),
    Posture(yaw=25),
    Posture(yaw=-40),
    Posture(pitch=20),
    Posture(pitch=-30),
    Posture(yaw=15, pitch=-10),
    Posture(size=1.3),
    Posture(eyes=0.4),
    Posture(mouth=1.25),
]


def a_ruler(head: Head, *, mesh: bool = True) -> MeshRuler | KeypointRuler:
    return make_ruler([head.observation(REST, i / 30) for i in range(5)], mesh=mesh)


@pytest.mark.parametrize("posture", POSTURES, ids=str)
def test_a_mesh_gives_back_how_the_head_was_turned(posture: Posture) -> None:
    head = Head()
    measures = a_ruler(head).measure(head.observation(posture, 1.0))
    assert measures is not None
    assert measures.yaw == pytest.approx(posture.yaw, abs=1)
    assert measures.pitch == pytest.approx(posture.pitch, abs=1)
    assert measures.size == pytest.approx(posture.size, rel=0.01)
    assert measures.mouth == pytest.approx(posture.mouth, rel=0.02)
    if max(abs(posture.yaw), abs(posture.pitch)) < 15:  # foreshortening narrows eyes
        assert measures.eyes == pytest.approx(posture.eyes, rel=0.1)


@pytest.mark.parametrize("posture", POSTURES[:7], ids=str)
def test_six_keypoints_give_back_its_direction_and_size(posture: Posture) -> None:
    head = Head(mesh=False)
    measures = a_ruler(head, mesh=False).measure(head.observation(posture, 1.0))
    assert measures is not None
    assert measures.yaw == pytest.approx(posture.yaw, abs=0.35 * abs(posture.yaw) + 2)
    assert measures.pitch == pytest.approx(posture.pitch, abs=0.6 * abs(posture.pitch) + 4)
    assert measures.size == pytest.approx(posture.size, rel=0.02)
    assert math.isnan(measures.eyes)
    assert math.isnan(measures.mouth)


def test_a_sight_without_a_mesh_measures_nothing() -> None:
    head = Head()
    assert a_ruler(head).measure(Head(mesh=False).observation(REST, 0.0)) is None


def test_the_eye_aspect_ratio_is_the_one_of_its_paper() -> None:
    points = np.zeros((468, 3))
    for eye in ([33, 160, 158, 133, 153, 144], [362, 385, 387, 263, 373, 380]):
        points[eye, :2] = [(0, 0), (1, -1), (3, -1), (4, 0), (3, 1), (1, 1)]
    assert eye_aspect(points) == pytest.approx((2 + 2) / (2 * 4))


def history_of(posture: Posture, mesh: bool = True) -> list[Measures]:
    """From rest to the posture, in half a second."""
    head = Head(mesh=mesh)
    ruler = a_ruler(head, mesh=mesh)
    measured = [
        ruler.measure(head.observation(REST, 0.0)),
        ruler.measure(head.observation(posture, 0.5)),
    ]
    return [m for m in measured if m is not None]


@pytest.mark.parametrize("name", GESTURES)
def test_each_gesture_is_made_by_its_own_posture_and_by_no_other(name: str) -> None:
    made = {
        other: GESTURES[name].level(history_of(MADE[gesture.prompt]))
        for other, gesture in GESTURES.items()
    }
    assert made.pop(name) >= 1
    assert all(level < 0.6 for level in made.values()), made


@pytest.mark.parametrize("name", sorted(TELLING))
def test_keypoints_alone_tell_the_telling_gestures(name: str) -> None:
    assert GESTURES[name].level(history_of(MADE[GESTURES[name].prompt], mesh=False)) >= 1
    assert not GESTURES[name].needs_mesh


@pytest.mark.parametrize("name", GESTURES)
def test_a_face_at_rest_makes_no_gesture_and_one_that_makes_it_is_not_at_rest(name: str) -> None:
    gesture = GESTURES[name]
    assert gesture.level(history_of(REST)) < 0.2
    assert at_rest(history_of(REST), gesture)
    assert not at_rest(history_of(MADE[gesture.prompt]), gesture)


@pytest.mark.parametrize(
    ("asked", "made", "wrong"),
    [
        ("turn_left", "turn_right", "turn_right"),
        ("turn_right", "turn_left", "turn_left"),
        ("smile", "nod", "nod"),
        ("blink", "come_closer", "come_closer"),
        ("turn_left", "smile", None),
        ("turn_left", "blink", None),
        ("nod", "come_closer", None),
        ("come_closer", "nod", None),
    ],
)
def test_another_gesture_than_the_one_asked_for_is_named(
    asked: str, made: str, wrong: str | None
) -> None:
    history = history_of(MADE[GESTURES[made].prompt])
    assert wrong_gesture(history, GESTURES[asked]) == wrong


def test_who_comes_a_little_closer_unasked_does_nothing_wrong() -> None:
    assert wrong_gesture(history_of(Posture(size=1.25)), GESTURES["blink"]) is None


def test_looking_up_is_no_blink_although_the_lids_come_down() -> None:
    assert GESTURES["blink"].level(history_of(Posture(pitch=30, eyes=0.4))) == 0


def blinking(*opening: float, fps: float = 30.0) -> float:
    """The level of a blink after eyes that were open so far, observation by observation."""
    history = [Measures(i / fps, 0.0, 0.0, 1.0, eyes, 1.0) for i, eyes in enumerate(opening)]
    return GESTURES["blink"].level(history)


@pytest.mark.parametrize(
    ("opening", "made"),
    [
        ([1, 1, 0.4, 0.4, 1, 1, 0.4, 0.4, 1], True),
        ([1, 1, 0.4, 0.4, 1, 1], False),  # once, as eyes do by themselves
        ([1, 0.4, 1, 1, 0.4, 1], False),  # single observations at 30 a second: errors of the points
        ([1, 0.8, 1, 0.8, 1, 0.8], False),
        ([1, 1, 0.4], True),  # closed now: it is for the hold to say how long
    ],
)
def test_a_blink_is_two_closings_or_one_that_lasts(opening: list[float], made: bool) -> None:
    assert (blinking(*opening) >= 1) is made


def test_at_ten_sights_a_second_one_sight_is_a_closing() -> None:
    assert blinking(1, 0.4, 1, 1, 0.4, 1, fps=10) >= 1


def test_eyes_that_are_open_again_are_at_rest_after_two_blinks() -> None:
    opening = [1, 0.4, 0.4, 1, 1, 0.4, 0.4, 1]
    history = [Measures(i / 30, 0.0, 0.0, 1.0, eyes, 1.0) for i, eyes in enumerate(opening)]
    assert at_rest(history, GESTURES["blink"])
