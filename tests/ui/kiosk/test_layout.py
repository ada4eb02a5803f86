"""Everything has its place on every screen, and nothing lies over anything else."""

import pytest
from kiosk_fakes import SIZES
from PyQt6.QtCore import QRectF

from ui.kiosk.layout import arrange
from ui.kiosk.mirror import FADE

SLACK = 0.5  # px


def inside(inner: QRectF, outer: QRectF) -> bool:
    return outer.adjusted(-SLACK, -SLACK, SLACK, SLACK).contains(inner)


def apart(one: QRectF, other: QRectF) -> bool:
    return not one.adjusted(SLACK, SLACK, -SLACK, -SLACK).intersects(other)


@pytest.mark.parametrize("head", [True, False])
@pytest.mark.parametrize("sign", [True, False])
@pytest.mark.parametrize("size", SIZES)
class TestPlaces:
    def test_all_is_on_the_screen_and_in_its_half(
        self, size: tuple[int, int], sign: bool, head: bool
    ):
        places = arrange(*size, sign=sign, head=head)

        for part in (places.stage, places.panel, places.page):
            assert inside(part, places.screen)
        assert inside(places.oval, places.stage)
        for part in (places.body, places.note, places.bar):
            assert inside(part, places.panel)
            assert part.width() > 0
            assert part.height() > 0

    def test_nothing_lies_over_anything_else(self, size: tuple[int, int], sign: bool, head: bool):
        places = arrange(*size, sign=sign, head=head)

        assert apart(places.stage, places.panel)
        assert apart(places.body, places.note)
        assert apart(places.body, places.bar)
        assert apart(places.body, places.head)
        assert not sign or apart(places.note, places.bar)

    def test_a_stack_as_high_as_it_may_be_stays_in_the_body(
        self, size: tuple[int, int], sign: bool, head: bool
    ):
        places = arrange(*size, sign=sign, head=head)
        glyph, text = places.stacked(places.prompt_room[1])

        assert inside(text, places.body)
        assert glyph.isEmpty() is not sign
        assert glyph.isEmpty() or (inside(glyph, places.body) and apart(glyph, text))

    def test_the_picture_has_faded_before_the_words_begin(
        self, size: tuple[int, int], sign: bool, head: bool
    ):
        places = arrange(*size, sign=sign, head=head)
        faded = QRectF(0, 0, places.oval.width() * FADE, places.oval.height() * FADE)
        faded.moveCenter(places.oval.center())
        border = faded.bottom() if places.upright else faded.right()
        limit = places.stage.bottom() if places.upright else places.stage.right()

        assert border <= limit + SLACK

    def test_language_buttons_are_large_enough_for_fingers(
        self, size: tuple[int, int], sign: bool, head: bool
    ):
        places = arrange(*size, sign=sign, head=head)

        assert not head or inside(places.head, places.panel)
        assert (places.head.height() >= 10 * places.unit) is head

    def test_the_oval_is_large(self, size: tuple[int, int], sign: bool, head: bool):
        places = arrange(*size, sign=sign, head=head)

        assert places.oval.height() >= 55 * places.unit


@pytest.mark.parametrize(("size", "upright"), [((800, 480), False), ((480, 800), True)])
def test_the_words_stand_beside_or_below_the_picture(size: tuple[int, int], upright: bool):
    places = arrange(*size)

    assert places.upright is upright
    assert (places.panel.top() >= places.stage.bottom()) is upright
