"""`tools/evaluation/shrink.py`: the sparse products give the gate's bits, whatever the square."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from edge.types import Box
from edge.vision.crop import Border, crop_face, shrink_by_area
from tools.evaluation import shrink
from tools.evaluation.shrink import fastest_shrink, shrink_by_matrix

NOISE = np.random.default_rng(3).integers(0, 256, (160, 200, 3), np.uint8)


@given(
    side=st.floats(45, 900),
    x=st.floats(-60, 260),
    y=st.floats(-60, 220),
    size=st.sampled_from([32, 64, 80, 112, 128, 224]),
    blurred=st.booleans(),
)
def test_a_crop_by_sparse_products_equals_the_gates_crop_to_the_last_bit(
    side: float, x: float, y: float, size: int, blurred: bool
) -> None:
    image = cv2.GaussianBlur(NOISE, (0, 0), 6) if blurred else NOISE
    box = Box(x - side / 2, y - side / 2, x + side / 2, y + side / 2)
    try:
        expected = crop_face(image, box, 1.5, size)
    except ValueError:
        assume(False)
    found = crop_face(image, box, 1.5, size, shrink_by_matrix)
    np.testing.assert_array_equal(found.bgr, expected.bgr)
    assert found.padded == expected.padded


@pytest.mark.parametrize("size", [64, 80, 128])
def test_a_square_of_any_side_up_to_a_thousand_pixels_is_shrunk_to_the_same_bits(size: int) -> None:
    inside = NOISE[:50, :60]
    for side in range(size + 1, 1000, 7):
        if side % size:
            border = Border((side - 50) // 3, side - 50 - (side - 50) // 3, 0, side - 60)
            np.testing.assert_array_equal(
                shrink_by_matrix(inside, border, size), shrink_by_area(inside, border, size)
            )


def test_a_picture_of_one_pixel_is_shrunk_to_that_pixel() -> None:
    found = shrink_by_matrix(np.full((1, 1, 3), 90, np.uint8), Border(99, 50, 70, 79), 64)
    assert (found == 90).all()


def test_arithmetic_that_rounds_in_another_way_is_not_used(monkeypatch) -> None:
    monkeypatch.setattr(shrink, "shrink_by_matrix", lambda *args: shrink_by_area(*args) ^ 1)
    assert fastest_shrink.__wrapped__() is shrink_by_area


def test_the_sparse_products_are_used_where_they_give_the_gates_bits() -> None:
    assert fastest_shrink.__wrapped__() is shrink_by_matrix
