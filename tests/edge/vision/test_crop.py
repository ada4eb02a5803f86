"""The crop is the reference's, to the pixel, and knows its way back to the frame."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from edge.infer.preprocess import to_tensor
from edge.types import Box
from edge.vision.crop import crop_face
from models.spec import InputSpec

WIDTH, HEIGHT = 200, 160
IMAGE = np.random.default_rng(7).integers(0, 256, (HEIGHT, WIDTH, 3), np.uint8)

BOXES = {
    "inside": Box(60, 50, 110, 100),
    "inside, fractional": Box(60.7, 50.2, 111.4, 99.9),
    "taller than wide": Box(70, 30, 100, 95),
    "over the left border": Box(-12.5, 60, 40.3, 110),
    "over the right border": Box(165, 60, 215, 110),
    "over the top": Box(70, -20.2, 120, 25),
    "over the bottom": Box(70, 125, 120, 175.5),
    "over a corner": Box(-15, -10, 40, 50),
    "larger than the picture": Box(-30, -40, 230, 200),
    "small, so enlarged": Box(90, 70, 112, 95),
    "exactly the model's side": Box(60, 50, 102 + 2 / 3, 90),
}


def reference(image: np.ndarray, box: Box, size: int, expansion: float = 1.5) -> np.ndarray:
    """The published preprocessing in its own words: RGB 0..1, (1, 3, size, size)."""
    longer = max(box.x2 - box.x1, box.y2 - box.y1)
    x = int((box.x1 + box.x2) / 2 - longer * expansion / 2)
    y = int((box.y1 + box.y2) / 2 - longer * expansion / 2)
    side = int(longer * expansion)
    height, width = image.shape[:2]
    part = image[max(y, 0) : min(y + side, height), max(x, 0) : min(x + side, width)]
    before = (max(-y, 0), max(-x, 0))
    after = (max(y + side - height, 0), max(x + side - width, 0))
    square = np.pad(part, [(before[0], after[0]), (before[1], after[1]), (0, 0)], mode="reflect")
    assert square.shape[:2] == (side, side)
    way = cv2.INTER_LANCZOS4 if size / side > 1 else cv2.INTER_AREA
    small = cv2.resize(square, (size, size), interpolation=way)
    return (small[:, :, ::-1].astype(np.float32) / 255).transpose(2, 0, 1)[None]


@pytest.mark.parametrize("size", [64, 128])
@pytest.mark.parametrize("box", BOXES.values(), ids=BOXES)
def test_crop_and_tensor_equal_the_reference_to_the_last_bit(box: Box, size: int) -> None:
    spec = InputSpec(size=size, expansions=(1.5,))
    ours = to_tensor([[crop_face(IMAGE, box, 1.5, size)]], spec)
    np.testing.assert_array_equal(ours, reference(IMAGE, box, size))


@given(
    side=st.floats(45, 400),
    x=st.floats(-60, 260),
    y=st.floats(-60, 220),
    size=st.sampled_from([32, 64, 128]),
    blurred=st.booleans(),
)
def test_any_square_equals_the_reference_to_the_last_bit(
    side: float, x: float, y: float, size: int, blurred: bool
) -> None:
    image = cv2.GaussianBlur(IMAGE, (0, 0), 6) if blurred else IMAGE
    box = Box(x - side / 2, y - side / 2, x + side / 2, y + side / 2)
    try:
        crop = crop_face(image, box, 1.5, size)
    except ValueError:
        assume(False)
    expected = reference(image, box, size)[0].transpose(1, 2, 0)[:, :, ::-1]
    np.testing.assert_array_equal(crop.bgr, np.rint(expected * 255))


def test_an_untouched_face_is_the_very_pixels_of_the_picture() -> None:
    crop = crop_face(IMAGE, Box(40, 20, 80, 60), 1.5, 60)
    np.testing.assert_array_equal(crop.bgr, IMAGE[10:70, 30:90])
    assert crop.padded == 0


def test_halving_averages_four_pixels() -> None:
    crop = crop_face(IMAGE, Box(40, 20, 80, 60), 1.5, 30)
    blocks = IMAGE[10:70, 30:90].reshape(30, 2, 30, 2, 3).astype(float).mean(axis=(1, 3))
    assert np.abs(crop.bgr - blocks).max() <= 0.5


def test_outside_mirrors_without_repeating_the_border() -> None:
    crop = crop_face(IMAGE, Box(0, 40, 40, 80), 1.5, 60)
    np.testing.assert_array_equal(crop.bgr[:, 9], crop.bgr[:, 11])  # −1 is 1, not 0
    assert crop.padded == pytest.approx(10 / 60)


@pytest.mark.parametrize("box", BOXES.values(), ids=BOXES)
def test_the_affine_leads_back_to_the_square_in_the_frame(box: Box) -> None:
    crop = crop_face(IMAGE, box, 1.5, 128)
    corners = np.array([[0, 0, 1], [128, 128, 1]], np.float32)
    (x1, y1), (x2, y2) = corners @ crop.to_frame.T
    side = int(box.side * 1.5)
    assert (x2 - x1, y2 - y1) == pytest.approx((side, side), abs=1e-3)
    assert ((x1 + x2) / 2, (y1 + y2) / 2) == pytest.approx(box.center, abs=1.5)


def test_the_crop_owns_its_pixels() -> None:
    image = IMAGE.copy()
    crop = crop_face(image, Box(40, 20, 80, 60), 1.5, 60)
    image[:] = 0
    assert crop.bgr.any()


@pytest.mark.parametrize(
    "box",
    [
        Box(10, 10, 10, 40),
        Box(10, 10, 5, 40),
        Box(float("nan"), 0, 10, 10),
        Box(0, 0, float("inf"), 10),
        Box(-90, 10, -50, 50),
        Box(10, 300, 50, 340),
    ],
)
def test_a_box_without_area_or_outside_the_picture_is_refused(box: Box) -> None:
    with pytest.raises(ValueError, match="box"):
        crop_face(IMAGE, box, 1.5, 64)


def test_a_one_pixel_picture_gives_a_crop_of_that_pixel() -> None:
    crop = crop_face(np.full((1, 1, 3), 90, np.uint8), Box(0, 0, 1, 1), 1.5, 8)
    assert crop.bgr.shape == (8, 8, 3)
    assert (crop.bgr == 90).all()
