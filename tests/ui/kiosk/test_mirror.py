"""The picture: mirrored, with the place for the head in the ring."""

import numpy as np
import pytest
from kiosk_fakes import OVAL
from PyQt6.QtCore import QRectF
from PyQt6.QtGui import QColor, QImage, QPainter

from edge.types import U8, Box
from ui.kiosk.mirror import Mirror, mapping, reflect

RING = QRectF(100, 50, 228, 300)
SCREEN = QRectF(0, 0, 430, 480)
GROUND = QColor("#F3F6FB")
RED, BLUE = (0, 0, 255), (255, 0, 0)  # BGR


def halves() -> U8:
    """Red on the frame's left, blue on its right."""
    bgr = np.empty((480, 640, 3), np.uint8)
    bgr[:, :320], bgr[:, 320:] = RED, BLUE
    return bgr


def drawn(bgr: U8, place: Box | None = OVAL) -> QImage:
    image = QImage(430, 480, QImage.Format.Format_RGB32)
    image.fill(GROUND)
    painter = QPainter(image)
    Mirror().draw(painter, bgr, place, SCREEN, RING, GROUND)
    painter.end()
    return image


def test_the_mirror_swaps_left_and_right():
    image = drawn(halves())
    right = image.pixelColor(round(RING.center().x()) + 40, round(RING.center().y()))
    left = image.pixelColor(round(RING.center().x()) - 40, round(RING.center().y()))

    assert (right.red() > 200, right.blue() < 50) == (True, True)
    assert (left.blue() > 200, left.red() < 50) == (True, True)


def test_the_place_for_the_head_comes_to_lie_in_the_ring():
    mapped = mapping((640, 480), OVAL, RING)
    top_right, bottom_left = mapped.point(OVAL.x1, OVAL.y1), mapped.point(OVAL.x2, OVAL.y2)

    assert top_right.y() == pytest.approx(RING.top())
    assert bottom_left.y() == pytest.approx(RING.bottom())
    assert (top_right.x() + bottom_left.x()) / 2 == pytest.approx(RING.center().x())
    assert top_right.x() > bottom_left.x()


def test_before_a_session_the_middle_of_the_frame_is_shown_as_in_one():
    before, within = mapping((640, 480), None, RING), mapping((640, 480), OVAL, RING)

    assert before.scale == pytest.approx(within.scale)
    assert before.point(320, 240) == within.point(320, 240)


def test_the_picture_is_clear_in_the_ring_and_gone_far_from_it():
    image = drawn(np.zeros((480, 640, 3), np.uint8))
    centre = image.pixelColor(round(RING.center().x()), round(RING.center().y()))
    just_outside = image.pixelColor(round(RING.left()) - 8, round(RING.center().y()))

    assert centre == QColor("black")
    assert 40 < just_outside.lightness() < GROUND.lightness()
    for corner in ((0, 0), (429, 0), (0, 479), (429, 479)):
        assert image.pixelColor(*corner) == GROUND


def test_nothing_of_a_frame_that_lies_elsewhere_is_drawn():
    far = Box(-5000, -5000, -4900, -4870)

    assert reflect(halves(), mapping((640, 480), far, RING), SCREEN) is None
    assert drawn(halves(), far).pixelColor(200, 200) == GROUND


@pytest.mark.parametrize("size", [(64, 48), (641, 481), (1920, 1080), (480, 640)])
def test_any_frame_fits_its_place_to_the_pixel(size: tuple[int, int]):
    bgr = np.full((size[1], size[0], 3), 90, np.uint8)
    found = reflect(bgr, mapping(size, None, RING), SCREEN)

    assert found is not None
    pixels, where = found
    assert pixels.shape == (round(where.height()), round(where.width()), 3)
    assert pixels.flags["C_CONTIGUOUS"]
