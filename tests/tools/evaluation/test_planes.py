"""`tools/evaluation/planes.py`, `resize.py`, `input_batch.py`: the gate's bits on any square."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from edge.infer.preprocess import to_tensor
from edge.types import F32, U8, Box
from edge.vision.crop import Border, crop_face, shrink_by_area
from models.spec import InputSpec
from tools.evaluation import planes, resize
from tools.evaluation.input_batch import InputBatch
from tools.evaluation.planes import FacePlanes, same_bits
from tools.evaluation.resize import columns_of, resize_columns

NOISE = np.random.default_rng(3).integers(0, 256, (160, 200, 3), np.uint8)


def packed(view: F32) -> U8:
    """Planes as a picture; the same numbers, as they are whole and within 0 to 255."""
    picture = view.transpose(1, 2, 0).astype(np.uint8)
    assert (picture == view.transpose(1, 2, 0)).all()
    return picture


@settings(deadline=None)
@given(
    side=st.floats(1, 900),
    x=st.floats(-60, 260),
    y=st.floats(-60, 220),
    size=st.sampled_from([32, 64, 80, 112, 128, 224]),
    blurred=st.booleans(),
)
def test_the_planes_of_a_face_are_those_of_the_gates_crops_to_the_last_bit(
    side: float, x: float, y: float, size: int, blurred: bool
) -> None:
    image = cv2.GaussianBlur(NOISE, (0, 0), 6) if blurred else NOISE
    box = Box(x - side / 2, y - side / 2, x + side / 2, y + side / 2)
    face = FacePlanes(image, box)
    for expansion in (1.5, 2.4, 1.0):
        try:
            expected = crop_face(image, box, expansion, size)
        except ValueError:
            assume(False)
        np.testing.assert_array_equal(packed(face.cut(expansion, size)), expected.bgr)


@pytest.mark.parametrize("size", [80, 128])
@pytest.mark.parametrize("contrast", ["noise", "extreme"])
def test_a_square_of_any_smaller_side_is_enlarged_to_the_same_bits(
    size: int, contrast: str
) -> None:
    picture = NOISE if contrast == "noise" else np.where(NOISE > 127, 255, 0).astype(np.uint8)
    for side in range(1, size, 3):
        box = Box(20, 30, 20 + side, 30 + side)
        np.testing.assert_array_equal(
            packed(FacePlanes(picture, box).cut(1, size)), crop_face(picture, box, 1, size).bgr
        )


@pytest.mark.parametrize("size", [64, 80, 128])
def test_a_square_of_any_side_up_to_a_thousand_pixels_is_shrunk_to_the_same_bits(size: int) -> None:
    inside = NOISE[:50, :60]
    for side in range(size + 1, 1000, 7):
        if side % size:
            border = Border((side - 50) // 3, side - 50 - (side - 50) // 3, 0, side - 60)
            np.testing.assert_array_equal(
                packed(resize_columns(columns_of(inside), border, size)),
                shrink_by_area(inside, border, size),
            )


def test_a_picture_of_one_pixel_is_shrunk_to_that_pixel() -> None:
    pixel = columns_of(np.full((1, 1, 3), 90, np.uint8))
    assert (resize_columns(pixel, Border(99, 50, 70, 79), 64) == 90).all()


def test_a_scipy_without_the_bare_product_gives_the_same_bits(monkeypatch) -> None:
    border = Border(31, 22, 40, 33)
    expected = resize_columns(columns_of(NOISE), border, 64)
    monkeypatch.setattr(resize, "csr_matvecs", None)
    np.testing.assert_array_equal(resize_columns(columns_of(NOISE), border, 64), expected)


def test_the_sparse_products_are_used_where_they_give_the_gates_bits() -> None:
    assert same_bits.__wrapped__()


def test_arithmetic_that_rounds_in_another_way_is_not_used(monkeypatch) -> None:
    monkeypatch.setattr(planes, "resize_columns", lambda *args: resize_columns(*args) + 1)
    assert not same_bits.__wrapped__()
    monkeypatch.setattr(planes, "same_bits", same_bits.__wrapped__)
    box = Box(20, 30, 150, 140)
    found = FacePlanes(NOISE, box).cut(1.5, 64)
    np.testing.assert_array_equal(packed(found), crop_face(NOISE, box, 1.5, 64).bgr)


@pytest.mark.parametrize("layout", ["NCHW", "NHWC"])
@pytest.mark.parametrize("colour", ["RGB", "BGR"])
@pytest.mark.parametrize(
    ("scale", "mean", "std"),
    [
        (1 / 255, [0.0] * 3, [1.0] * 3),
        (1.0, [0.0] * 3, [1.0] * 3),
        (1 / 255, [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]),
        (1 / 127.5, [1.0] * 3, [1.0] * 3),
    ],
)
def test_a_batch_has_the_values_that_the_gate_gives_a_model(
    layout: str, colour: str, scale: float, mean: list[float], std: list[float]
) -> None:
    spec = InputSpec(
        size=64, expansions=[1.5, 2.4], colour=colour, scale=scale, mean=mean, std=std,
        layout=layout, padding="reflect101",
    )  # fmt: skip
    boxes = [Box(40 + 9 * i, 50, 140, 120 + 7 * i) for i in range(3)]
    batch = InputBatch(spec, 3)
    for box in boxes:
        assert not batch.full
        batch.add([FacePlanes(NOISE, box).cut(e, spec.size) for e in spec.expansions])
    assert batch.full
    crops = [[crop_face(NOISE, box, e, spec.size) for e in spec.expansions] for box in boxes]
    np.testing.assert_array_equal(batch.take(), to_tensor(crops, spec))
    assert not len(batch.take())
