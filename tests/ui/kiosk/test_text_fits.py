"""No text is cut off: every sentence, on every screen, in every language, by the fonts' metrics."""

import itertools
from collections.abc import Callable

import pytest
from kiosk_fakes import LANGUAGES, SIZES, Kiosk, moment
from PyQt6.QtCore import QRectF
from PyQt6.QtGui import QFont

from edge.challenge.guidance import Prompt
from edge.overlay.score_memory import ScoreMemory
from edge.runtime.stats import EngineStats
from edge.security.operator_pin import PinGuard
from ui.kiosk import screen, sentences, welcome
from ui.kiosk.buttons import BigButton
from ui.kiosk.consent import ConsentPage
from ui.kiosk.fitted_text import balanced, fitting, needed
from ui.kiosk.keypad import Keypad
from ui.kiosk.language_buttons import LanguageButtons
from ui.kiosk.layout import arrange
from ui.kiosk.operator import OperatorPage

Speak = Callable[[str], None]
Size = tuple[int, int]

every_language = pytest.mark.parametrize("code", LANGUAGES)
every_size = pytest.mark.parametrize("size", SIZES)


def fits(text: str, face: QFont, width: float, height: float) -> bool:
    size = needed(text, face, width)
    return size.width() <= width and size.height() <= height


@every_language
@every_size
@pytest.mark.parametrize("head", [True, False])
def test_every_sentence_fits_and_is_large_enough(speak: Speak, code: str, size: Size, head: bool):
    speak(code)
    for prompt in Prompt:
        signed = moment(prompt).phase not in screen.RESULTS
        places = arrange(*size, sign=signed, head=head)
        text = sentences.sentence(prompt)
        face = screen.prompt_font(text, places)

        assert fits(text, face, *places.prompt_room), f"{text!r} is cut off"
        assert face.pixelSize() >= 7 * places.unit, f"{text!r} is too small to read"


@every_language
@every_size
@pytest.mark.parametrize("head", [True, False])
def test_the_second_line_fits(speak: Speak, code: str, size: Size, head: bool):
    speak(code)
    places = arrange(*size, sign=False, head=head)
    for left in (5, 59, 299, 5999):
        for calm in (True, False):
            text = sentences.note(moment(Prompt.ASK_FOR_HELP, remaining_s=left), calm=calm)
            face = screen.note_font(text, places.note, places.unit)

            assert text
            assert fits(text, face, places.note.width(), places.note.height())
    guiding = arrange(*size, head=head)
    for layout in (guiding, welcome.inside(guiding)):
        room = screen.note_room(layout, warns=True)
        text = sentences.light_notice()
        assert fits(text, screen.note_font(text, room, layout.unit), room.width(), room.height())


OWN = "Herzlich willkommen im Museum für Stadtgeschicht"


@every_language
@every_size
@pytest.mark.parametrize("head", [True, False])
def test_the_idle_screen_fits_with_a_name_and_the_longest_sentence_of_ones_own(
    speak: Speak, code: str, size: Size, head: bool
):
    speak(code)
    places = welcome.inside(arrange(*size, head=head))
    name = "Main entrance, Natural History Museum 12"
    assert (len(OWN), len(name)) == (48, 40)
    width = places.body.width()
    assert fits(name, welcome.name_font(name, places), width, welcome.NAME * places.unit)
    for text in (OWN, *(sentences.sentence(p) for p in (Prompt.WELCOME, Prompt.MAKE_WAY))):
        face = welcome.sentence_font(text, places, named=True)
        high = places.prompt_room[1] - welcome.NAME * places.unit
        assert fits(text, face, width, high), text


@every_size
def test_every_result_fits_in_the_longest_sentence_of_ones_own(size: Size):
    for head in (True, False):
        places = arrange(*size, sign=False, head=head)
        assert fits(OWN, screen.prompt_font(OWN, places), *places.prompt_room)


@every_language
@every_size
def test_the_language_buttons_fit(qtbot: object, speak: Speak, code: str, size: Size):
    speak(code)
    row = LanguageButtons(LANGUAGES)
    row.resize(arrange(*size, head=True).head.size().toSize())
    row.resizeEvent(None)
    places = [button.geometry() for button in row.buttons.values()]

    assert all(fits_in(button) for button in row.buttons.values())
    assert all(row.rect().contains(place) for place in places)
    assert not any(one.intersects(other) for one, other in itertools.combinations(places, 2))
    assert [code for code, button in row.buttons.items() if button.leading] == [code]


@every_language
@every_size
@pytest.mark.parametrize("ask", [True, False])
@pytest.mark.parametrize("keeps", [True, False])
@pytest.mark.parametrize("head", [True, False])
def test_the_consent_page_fits(
    qtbot: object, speak: Speak, code: str, size: Size, ask: bool, keeps: bool, head: bool
):
    speak(code)
    page = ConsentPage(ask=ask, keeps_pictures=keeps, head=head)
    page.resize(*size)
    page.resizeEvent(None)
    sign, heading, text, _ = page.places()
    large, small = page.fonts()

    assert fits(page.heading, large, heading.width(), heading.height())
    assert fits(page.text, small, text.width(), text.height())
    assert small.pixelSize() >= 3.9 * arrange(*size).unit
    parts = [sign, heading, text, *(QRectF(b.geometry()) for b in buttons_of(page))]
    for index, one in enumerate(parts):
        assert QRectF(page.rect()).contains(one)
        assert not any(one.intersects(other) for other in parts[index + 1 :])
    assert all(fits_in(button) for button in buttons_of(page))


@every_language
@every_size
def test_the_keypad_fits(qtbot: object, speak: Speak, code: str, size: Size):
    speak(code)
    guard = PinGuard()
    pad = Keypad(lambda _: False, guard, lambda _: None)
    pad.resize(*size)
    pad.resizeEvent(None)
    for _ in range(5):
        guard.note(False)
    title, dots, message, keys = pad.places()

    for text, place in ((pad.accessibleName(), title), (pad.message, message)):
        face = fitting(text, place.width(), place.height(), largest=60, smallest=12)
        assert text
        assert fits(text, face, place.width(), place.height())
    parts = [title, dots, message, QRectF(pad.cancel.geometry()), keys]
    for index, one in enumerate(parts):
        assert QRectF(pad.rect()).adjusted(-1, -1, 1, 1).contains(one)
        clear = one.adjusted(1, 1, -1, -1)
        assert not any(clear.intersects(other) for other in parts[index + 1 :])
    smallest_finger = 9 * arrange(*size).unit
    for key in pad.keys.values():
        assert keys.adjusted(-1, -1, 1, 1).contains(QRectF(key.geometry()))
        assert min(key.width(), key.height()) >= smallest_finger
        assert key.icon_name or fits_in(key)
    assert fits_in(pad.cancel)


@every_language
@every_size
def test_the_operators_buttons_fit(qtbot: object, speak: Speak, code: str, size: Size):
    speak(code)
    page = OperatorPage(ScoreMemory({}))
    page.resize(*size)
    page.show()
    try:
        page.layout().activate()
        for button in page.buttons.values():
            assert fits_in(button), f"{button.text()!r} is cut off"
            assert page.rect().contains(button.geometry())
    finally:
        page.hide()


@every_language
@every_size
def test_the_longest_model_name_is_broken_and_pushes_nothing_out(
    qtbot: object, speak: Speak, code: str, size: Size
):
    speak(code)
    page = OperatorPage(ScoreMemory({}))
    page.resize(*size)
    page.show_stats(
        EngineStats(25, 30, 100, 0, 0, models={"antispoof": "antispoof_minifasnet_v2_se_float32"})
    )
    page.show()
    try:
        page.layout().activate()
        assert page.text.width() <= page.area.viewport().width()
    finally:
        page.hide()


@every_language
@every_size
def test_the_trials_line_fits_and_covers_nothing(
    qtbot: object, speak: Speak, code: str, size: Size
):
    speak(code)
    shown = screen.GuidedScreen(trial=True)
    shown.resize(*size)
    strip, text = shown.strip, screen.trial_text()
    room = (strip.width() * 0.96, strip.height())
    face = fitting(text, *room, largest=strip.height() * 0.64, smallest=8)

    assert fits(text, face, *room)
    assert shown.layout_.screen.bottom() <= strip.top() + 0.5


def test_balanced_lines_take_no_more_lines_and_leave_no_word_alone(kiosk: Kiosk):
    text = "That did not work. Please try again."
    face = QFont("DejaVu Sans")
    face.setPixelSize(40)
    narrow = balanced(text, face, 600)

    assert narrow < 600
    assert needed(text, face, narrow).height() == needed(text, face, 600).height()
    assert needed(text, face, narrow - 1).height() > needed(text, face, 600).height()


def buttons_of(page: ConsentPage) -> list[BigButton]:
    return [button for button in (page.yes, page.no) if not button.isHidden()]


def fits_in(button: BigButton) -> bool:
    return fits(button.text(), button.face(), button.words.width(), button.words.height())
