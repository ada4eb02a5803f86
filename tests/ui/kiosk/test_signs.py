"""Pictograms: one for each prompt, distinct without colour, left and right as in a mirror."""

import numpy as np
import pytest
from PyQt6.QtCore import QRectF
from PyQt6.QtGui import QColor, QImage, QPainter

from edge.challenge.guidance import Prompt
from ui.kiosk import palettes, signs

SIDE = 120
STEPS = (0.0, 0.2, 0.5, 0.8)


def grey(prompt: Prompt, beat: float = signs.STILL, **more: object) -> np.ndarray:
    """The pictogram as a colour-blind person sees it: lightness alone, (SIDE, SIDE)."""
    image = QImage(SIDE, SIDE, QImage.Format.Format_Grayscale8)
    image.fill(QColor(palettes.WELCOMING.ground))
    painter = QPainter(image)
    rect = QRectF(0, 0, SIDE, SIDE)
    signs.draw(painter, prompt, rect, palettes.WELCOMING, beat=beat, **more)  # type: ignore[arg-type]
    painter.end()
    pixels = np.frombuffer(image.constBits().asarray(image.sizeInBytes()), np.uint8)
    return pixels.reshape(SIDE, image.bytesPerLine())[:, :SIDE].astype(int)


def difference(one: np.ndarray, other: np.ndarray) -> float:
    """Share of the square in which two pictograms differ clearly."""
    return float((np.abs(one - other) > 60).mean())


def test_every_prompt_has_its_own_and_no_two_are_alike_in_grey():
    drawn = {prompt: grey(prompt) for prompt in Prompt}
    for one in Prompt:
        assert difference(drawn[one], np.full((SIDE, SIDE), 245)) > 0.02, f"{one} shows nothing"
        for other in Prompt:
            if one is not other:
                assert difference(drawn[one], drawn[other]) > 0.01, f"{one} looks like {other}"


@pytest.mark.parametrize("beat", STEPS)
def test_left_is_the_mirror_of_right(beat: float):
    left, right = grey(Prompt.TURN_LEFT, beat), grey(Prompt.TURN_RIGHT, beat)

    assert difference(left, right[:, ::-1]) < 0.02
    assert difference(left, right) > 0.02


def test_left_points_to_the_left_where_a_person_sees_their_left_in_the_mirror():
    dark = grey(Prompt.TURN_LEFT) < 150
    columns = np.arange(SIDE)
    face = dark[: int(SIDE * 0.72), 44:76].sum(axis=0) @ columns[44:76]  # eyes, nose, mouth
    features = face / dark[: int(SIDE * 0.72), 44:76].sum()
    arrow = dark[int(SIDE * 0.8) :]  # its head is where most of it is
    weight = (arrow.sum(axis=0) @ columns) / arrow.sum()

    assert features < SIDE / 2
    assert weight < SIDE / 2


@pytest.mark.parametrize(
    ("towards", "axis", "sign"),
    [((-1.0, 0.0), 1, -1), ((1.0, 0.0), 1, 1), ((0.0, -1.0), 0, -1), ((0.0, 1.0), 0, 1)],
)
def test_the_arrow_into_the_oval_points_where_to_go(
    towards: tuple[float, float], axis: int, sign: int
):
    """The head is drawn where the person is, so most of the ink lies opposite to the way."""
    dark = grey(Prompt.MOVE_INTO_OVAL, towards=towards) < 120
    where = np.argwhere(dark)[:, axis].mean() - SIDE / 2

    assert np.sign(where) == -sign


@pytest.mark.parametrize("prompt", Prompt)
def test_a_pictogram_stays_in_its_square_while_it_moves(prompt: Prompt):
    for beat in STEPS:
        image = QImage(SIDE * 2, SIDE * 2, QImage.Format.Format_RGB32)
        ground = QColor("#FFFFFF")
        image.fill(ground)
        painter = QPainter(image)
        rect = QRectF(SIDE / 2, SIDE / 2, SIDE, SIDE)
        signs.draw(painter, prompt, rect, palettes.WELCOMING, beat=beat)
        painter.end()
        edge = SIDE // 2 - 4  # strokes are round and may reach a little over
        for place in range(0, 2 * SIDE, 2):
            for at in ((place, edge), (edge, place), (place, 2 * SIDE - edge)):
                assert image.pixelColor(*at) == ground
