"""A photograph that is painted anew changes with the angle, in the bands that are compared."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from edge.capture.synthetic import PORTRAIT
from edge.challenge.appearance import DARKEST, HEAD_AT, SCALES
from edge.types import U8
from tools.presentations.relighting import FACE, Relighting

BREADTH = 110.0


def a_face() -> tuple[U8, np.ndarray]:
    """The shipped portrait, and points spread over its face."""
    still = cv2.imread(str(PORTRAIT))
    rng = np.random.default_rng(1)
    points = rng.uniform(-0.5, 0.5, (468, 3)) * BREADTH + (227, 118, 0)
    return np.asarray(still, np.uint8), points.astype(np.float32)


def band(picture: U8, index: int, breadth: float) -> np.ndarray:
    light = np.log(picture.astype(np.float32) + DARKEST).mean(axis=2)
    fine, coarse = (
        cv2.GaussianBlur(light, (0, 0), scale * breadth / FACE)
        for scale in SCALES[index : index + 2]
    )
    return (fine - coarse)[70:165, 180:275]


def test_photograph_that_does_not_turn_stays_as_it_is() -> None:
    still, mesh = a_face()
    assert np.array_equal(Relighting(still, mesh, np.random.default_rng(1)).still(0.0), still)


@pytest.mark.parametrize("index", [0, 1])
def test_change_grows_with_the_angle_to_that_of_a_head(index: int) -> None:
    still, mesh = a_face()
    breadth = float(np.ptp(mesh[:, 0]))
    relighting = Relighting(still, mesh, np.random.default_rng(1))
    before = band(still, index, breadth)
    changes = []
    for turn in (5.0, 15.0, 25.0):
        change = band(relighting.still(turn), index, breadth) - before
        changes.append(float(np.median(np.abs(change - np.median(change)))) / before.std())
    assert changes == sorted(changes)
    offset, slope = HEAD_AT[index]
    assert changes[-1] > 0.7 * (offset + slope * 25)


def test_same_angle_is_the_same_picture_again() -> None:
    still, mesh = a_face()
    relighting = Relighting(still, mesh, np.random.default_rng(1))
    assert np.array_equal(relighting.still(12.0), relighting.still(12.0))
