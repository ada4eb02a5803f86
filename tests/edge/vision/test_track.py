"""The same person keeps the same track number."""

from __future__ import annotations

import numpy as np
import pytest
from makers import a_face

from edge.config import TrackConfig
from edge.types import Face
from edge.vision.track import Tracker

DT = 1 / 30


def ids(tracker: Tracker, faces: list[Face], now: float) -> list[int]:
    return [face.track_id for face in tracker.update(faces, now)]


def test_a_face_that_moves_slowly_stays_itself() -> None:
    tracker = Tracker(TrackConfig())
    seen = {ids(tracker, [a_face(100 + 3 * i)], i * DT)[0] for i in range(100)}
    assert seen == {1}


def test_two_faces_keep_their_numbers_whatever_their_order() -> None:
    tracker = Tracker(TrackConfig())
    left, right = a_face(0), a_face(300)
    assert ids(tracker, [left, right], 0.0) == [1, 2]
    assert ids(tracker, [right, left], DT) == [2, 1]


def test_two_faces_that_pass_each_other_keep_their_numbers_by_their_motion() -> None:
    tracker = Tracker(TrackConfig())
    step = 12.0
    for i in range(40):
        left, right = a_face(0 + step * i, 100), a_face(400 - step * i, 160)
        numbered = tracker.update([left, right], i * DT)
        assert [face.track_id for face in numbered] == [1, 2]


@pytest.mark.parametrize(("gap_s", "expected"), [(0.3, 1), (0.9, 1), (1.5, 2)])
def test_a_short_occlusion_is_survived_and_a_long_one_is_not(gap_s: float, expected: int) -> None:
    tracker = Tracker(TrackConfig(max_lost_s=1.0))
    ids(tracker, [a_face()], 0.0)
    ids(tracker, [], gap_s / 2)
    assert ids(tracker, [a_face(110)], gap_s) == [expected]


def test_a_fast_move_that_leaves_no_overlap_is_still_one_face() -> None:
    tracker = Tracker(TrackConfig(min_iou=0.2))
    ids(tracker, [a_face(100, side=100)], 0.0)
    assert ids(tracker, [a_face(155, side=100)], DT) == [1]


def test_a_face_elsewhere_or_of_another_size_is_somebody_new() -> None:
    tracker = Tracker(TrackConfig())
    ids(tracker, [a_face(0, side=100)], 0.0)
    assert ids(tracker, [a_face(400, side=100)], DT) == [2]
    assert ids(tracker, [a_face(40, 40, side=20)], 2 * DT) == [3]


def test_numbers_begin_anew_only_where_that_is_asked_for() -> None:
    tracker = Tracker(TrackConfig())
    ids(tracker, [a_face(), a_face(400)], 0.0)
    tracker.reset(renumber=True)
    assert ids(tracker, [a_face()], DT) == [1]


def test_numbers_are_never_used_twice_even_after_a_reset() -> None:
    tracker = Tracker(TrackConfig())
    ids(tracker, [a_face()], 0.0)
    tracker.reset()
    assert ids(tracker, [a_face()], DT) == [2]


def test_coasting_moves_box_and_keypoints_on_with_the_face() -> None:
    tracker = Tracker(TrackConfig())
    for i in range(20):
        tracker.update([a_face(100 + 6 * i)], i * DT)
    (face,) = tracker.coast(20 * DT)
    assert face.track_id == 1
    assert face.box.x1 == pytest.approx(220, abs=1.0)
    np.testing.assert_allclose(face.keypoints, a_face(face.box.x1).keypoints, atol=0.01)


def test_coasting_does_not_invent_faces_that_were_lost() -> None:
    tracker = Tracker(TrackConfig())
    tracker.update([a_face(0), a_face(300)], 0.0)
    tracker.update([a_face(0)], DT)
    assert [face.track_id for face in tracker.coast(2 * DT)] == [1]
