"""Icons, scaled pictures and the overlay, down to the pixels."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from painted import draw, near
from PyQt6.QtCore import QRectF
from PyQt6.QtGui import QColor
from pytestqt.qtbot import QtBot
from ui_fakes import make_face, make_frame, make_result

from edge.overlay.words import ENGLISH
from edge.types import AttackKind, Box, Reason, State
from ui import icons, language, painting, theme, video_view
from ui.pixels import as_image, scaled


def test_a_state_is_told_by_colour_and_by_icon_and_by_word():
    for tell in (lambda s: theme.state_colour(s).name(), icons.state_icon, language.state_word):
        assert len({tell(state) for state in State}) == len(State)


def test_an_attack_is_called_after_what_spoke():
    face = make_face(state=State.ATTACK, kind=AttackKind.DEEPFAKE)

    assert language.verdict_word(face.verdict) == "Attack · deepfake"


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_has_words(reason: Reason):
    assert language.reason_word(reason)
    assert "_" not in language.reason_word(reason)


@pytest.mark.parametrize("reason", Reason)
def test_an_annotated_video_names_a_reason_as_the_window_does(reason: Reason):
    near, far = (replace(make_face().quality, face_px=px, least_px=80.0) for px in (90.0, 62.0))

    for quality in (near, far):
        reasons = frozenset({reason, Reason.BLURRED})
        assert ENGLISH.lack(reasons, quality) == language.lack_line(reasons, quality)


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0 %"), (0.001, "< 1 %"), (0.034, "3 %"), (0.5, "50 %"), (0.999, "> 99 %"), (1, "100 %")],
)
def test_a_probability_is_never_rounded_to_certainty(value: float, text: str):
    assert language.percent(value) == text


@pytest.mark.parametrize("name", icons.names())
def test_every_icon_draws_something_in_the_colour_asked_for(qtbot: QtBot, name: str):
    image = icons.pixmap(name, QColor("#ff0000"), 24).toImage()
    inked = [
        image.pixelColor(x, y)
        for x in range(24)
        for y in range(24)
        if image.pixelColor(x, y).alpha() > 200
    ]

    assert inked
    assert all(colour.red() > 250 and colour.green() < 5 for colour in inked)


def test_no_two_state_icons_look_alike(qtbot: QtBot):
    drawn = {
        state: icons.pixmap(icons.state_icon(state), QColor("white"), 24).toImage()
        for state in State
    }

    assert all(a != b for a, b in combinations(drawn.values(), 2))


@pytest.mark.parametrize(
    ("frame", "area", "expected"),
    [
        ((1280, 720), (1280, 900), (0, 90, 1280, 720)),
        ((480, 640), (1000, 640), (260, 0, 480, 640)),
        ((100, 100), (400, 200), (100, 0, 200, 200)),
        ((20000, 10), (1000, 500), (0, 249.75, 1000, 0.5)),
    ],
)
def test_a_frame_keeps_its_aspect_and_is_centred(
    frame: tuple[int, int], area: tuple[int, int], expected: tuple[float, ...]
):
    rect = video_view.fit(frame, QRectF(0, 0, *area))

    assert (rect.x(), rect.y(), rect.width(), rect.height()) == pytest.approx(expected)


def test_an_image_of_odd_width_keeps_its_columns():
    """QImage assumes rows padded to four bytes unless told; 5 × 3 bytes are not."""
    pixels = np.zeros((4, 5, 3), np.uint8)
    pixels[:, 2] = (10, 20, 30)  # B, G, R

    image = as_image(pixels)

    for y in range(4):
        assert image.pixelColor(2, y).getRgb()[:3] == (30, 20, 10)
        assert image.pixelColor(1, y).getRgb()[:3] == (0, 0, 0)


def test_a_view_into_a_larger_array_is_shown_by_its_own_stride():
    wide = np.zeros((4, 20, 3), np.uint8)
    wide[:, 7] = 255
    part = wide[:, 5:10]

    assert as_image(part).pixelColor(2, 3).red() == 255


def test_shrinking_averages_and_does_not_alias():
    stripes = np.zeros((100, 100, 3), np.uint8)
    stripes[:, ::2] = 255

    small = scaled(stripes, 25, 25)

    assert small.shape == (25, 25, 3)
    assert np.ptp(small.astype(int)) <= 2
    assert abs(int(small.mean()) - 128) <= 2


@pytest.mark.parametrize("state", State)
def test_the_box_is_drawn_where_the_face_is_in_the_states_colour(qtbot: QtBot, state: State):
    image = draw(make_result([make_face(state=state)]), painting.OverlayOptions())

    assert near(image, 200, 100, theme.state_colour(state))
    assert near(image, 360, 260, theme.state_colour(state))
    assert image.pixelColor(500, 300).getRgb()[:3] == (90, 90, 90)


def test_a_face_at_the_edge_keeps_its_label_inside_the_picture(qtbot: QtBot):
    box = Box(560, 0, 660, 90)
    image = draw(make_result([make_face(box=box)]), painting.OverlayOptions())
    colour = theme.state_colour(State.LIVE)
    chip = [x for x in range(640) if near(image, x, 16, colour, reach=0)]

    assert chip
    assert max(chip) < 640 - 3


def test_the_evidence_is_drawn_below_the_face(qtbot: QtBot):
    faces = [make_face(box=Box(200, 60, 420, 260))]
    scored = draw(make_result(faces), painting.OverlayOptions())
    below = (230, 276)

    assert scored.pixelColor(*below).getRgb()[:3] != (90, 90, 90)


def test_an_annotated_picture_has_the_frames_size_and_leaves_the_frame_alone(qtbot: QtBot):
    frame = make_frame(width=321, height=243)
    before = frame.bgr.copy()
    result = make_result([make_face(box=Box(100, 80, 200, 190))], frame)

    drawn = video_view.annotated(frame, result, lambda _t, _k: None, painting.OverlayOptions())

    assert drawn.shape == frame.bgr.shape
    assert np.array_equal(frame.bgr, before)
    assert not np.array_equal(drawn, before)
