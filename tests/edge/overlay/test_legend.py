"""The legend of a map: in a corner where it covers nothing."""

from __future__ import annotations

import pytest

from edge.overlay.legend import legend_shapes, overlap
from edge.overlay.opencv_painter import measure
from edge.overlay.shapes import Plate
from edge.types import Box

AREA = Box(100, 0, 900, 600)


def place(*taken: Box) -> Box:
    """Where the legend's plate lies."""
    shapes = legend_shapes(AREA, "Deepfake", ("live", "attack"), "Why.", 1.0, measure, taken)
    plate = shapes[0]
    assert isinstance(plate, Plate)
    return plate.box


@pytest.mark.parametrize(
    ("taken", "right", "upper"),
    [
        ([], True, True),
        ([Box(700, 20, 760, 60)], True, False),
        ([Box(700, 20, 760, 580)], False, True),
        ([Box(120, 20, 890, 60), Box(700, 500, 880, 590)], False, False),
        ([AREA], True, True),
    ],
)
def test_the_legend_lies_in_the_first_corner_where_it_covers_nothing(
    taken: list[Box], right: bool, upper: bool
) -> None:
    box = place(*taken)
    assert (box.center[0] > AREA.center[0], box.center[1] < AREA.center[1]) == (right, upper)
    assert taken == [AREA] or not any(overlap(box, each) for each in taken)
    assert box.x1 >= AREA.x1
    assert box.y2 <= AREA.y2
