"""Where the detector looks: tiles that cover the frame, close-ups that stay inside it."""

from __future__ import annotations

import numpy as np
import pytest
from makers import a_face

from edge.types import Box
from edge.vision import tiling

SIZES = [(640, 480), (1280, 720), (1920, 1080), (480, 270), (720, 1280), (480, 480)]


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_tiles_are_squares_inside_the_frame_that_cover_it(width: int, height: int) -> None:
    covered = np.zeros((height, width), bool)
    for tile in tiling.tiles(width, height):
        assert tile.width == tile.height
        assert tile.x1 >= 0
        assert tile.y1 >= 0
        assert tile.x2 <= width
        assert tile.y2 <= height
        covered[int(tile.y1) : int(tile.y2), int(tile.x1) : int(tile.x2)] = True
    assert covered.all()


@pytest.mark.parametrize(("width", "height"), [(1, 1), (20, 300), (128, 128)])
def test_a_frame_no_larger_than_the_detector_sees_needs_no_tiles(width: int, height: int) -> None:
    assert tiling.tiles(width, height) == []


@pytest.mark.parametrize("x", [-20, 0, 300, 600])
def test_a_close_up_lies_inside_the_frame_and_shows_the_face(x: int) -> None:
    face = a_face(x, 200, 60).box
    look = tiling.close_up(face, 640, 480)
    assert 0 <= look.x1 < look.x2 <= 640
    assert 0 <= look.y1 < look.y2 <= 480
    assert look.x1 <= max(face.x1, 0)
    assert look.x2 >= min(face.x2, 640)


def test_the_more_certain_of_two_detections_of_one_face_stays() -> None:
    sure, unsure = a_face(100, score=0.9), a_face(110, score=0.6)
    assert tiling.merge([unsure, sure]) == [sure]


def test_a_small_box_inside_a_larger_one_is_the_same_head() -> None:
    head, part = a_face(100, 100, 200, score=0.9), a_face(140, 140, 60, score=0.7)
    assert tiling.merge([head, part]) == [head]


def test_faces_side_by_side_both_stay_largest_first() -> None:
    small, large = a_face(0, side=60), a_face(300, side=120)
    assert tiling.merge([small, large]) == [large, small]


@pytest.mark.parametrize(
    ("box", "cut"),
    [
        (Box(100, 50, 150, 100), True),
        (Box(120, 50, 170, 100), False),
        (Box(0, 0, 50, 50), False),
        (Box(250, 50, 299, 100), True),
    ],
)
def test_a_face_at_a_looks_inner_border_is_not_trusted(box: Box, cut: bool) -> None:
    look = Box(100, 0, 300, 200) if box.x1 else Box(0, 0, 200, 200)
    assert tiling.cut_by_border(box, look, 640, 480) is cut


def test_regions_that_show_the_same_are_used_once() -> None:
    near, same, other = Box(0, 0, 100, 100), Box(5, 5, 105, 105), Box(300, 0, 400, 100)
    assert tiling.distinct([near, same, other], limit=8) == [near, other]
    assert tiling.distinct([near, other], limit=1) == [near]
