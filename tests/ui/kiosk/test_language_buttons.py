"""Visitors choose a language, and it goes back to the gate's own when they have gone."""

from collections.abc import Callable

import pytest
from kiosk_fakes import Kiosk
from PyQt6.QtCore import QRectF
from PyQt6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from edge.challenge.guidance import Phase, Prompt
from ui import language
from ui.kiosk.language_buttons import VisitorLanguage

MakeKiosk = Callable[..., Kiosk]


@pytest.fixture
def visited(make_kiosk: MakeKiosk, qapp: QApplication, speak: Callable[[str], None]) -> Kiosk:
    """A kiosk with buttons for two languages, which speaks English by itself."""
    kiosk = make_kiosk(language="en", languages=["en", "de"], language_s=20, consent="ask")
    kiosk.window._speak = speak
    return kiosk


def test_a_visitor_is_spoken_to_in_the_language_they_choose(qtbot: QtBot, visited: Kiosk):
    row = visited.window.languages
    assert row.isVisible()
    assert not row.buttons["de"].leading
    row.buttons["de"].click()

    qtbot.waitUntil(lambda: visited.window.screen_.text == "Willkommen! Bitte hierher sehen.")
    qtbot.waitUntil(lambda: row.buttons["de"].leading)
    assert not row.buttons["en"].leading


def test_the_language_stays_while_somebody_is_there_and_returns_when_nobody_is(visited: Kiosk):
    visited.window.languages.buttons["de"].click()
    for prompt in (Prompt.COME_CLOSER, Prompt.HOLD_STILL, Prompt.TRY_AGAIN):
        visited.clock.now += 30
        visited.say(prompt)
        assert language.in_use() == "de"
    visited.clock.now += 19
    visited.say(Prompt.WELCOME)
    assert language.in_use() == "de"
    visited.clock.now += 2
    visited.say(Prompt.WELCOME)
    assert language.in_use() == "en"


def test_after_the_thanks_the_next_one_is_spoken_to_in_the_gates_own_language(visited: Kiosk):
    visited.window.languages.buttons["de"].click()
    visited.say(Prompt.ACCEPTED)
    assert language.in_use() == "de"
    visited.say(Prompt.WELCOME)
    assert language.in_use() == "en"


def test_the_operator_is_spoken_to_in_the_gates_own_language(visited: Kiosk):
    visited.window.languages.buttons["de"].click()
    visited.window.ask_operator()

    assert language.in_use() == "en"
    assert visited.window.languages.isHidden()


@pytest.mark.parametrize(
    ("prompt", "offered"),
    [
        (Prompt.WELCOME, True),
        (Prompt.COME_CLOSER, True),
        (Prompt.TRY_AGAIN, True),
        (Prompt.CONSENT, True),
        (Prompt.NOD, False),
        (Prompt.WATCH_SCREEN, False),
        (Prompt.ACCEPTED, False),
    ],
)
def test_languages_are_offered_before_the_challenge(visited: Kiosk, prompt: Prompt, offered: bool):
    visited.say(prompt)

    assert visited.window.languages.isVisible() is offered


@pytest.mark.parametrize("size", [(800, 480), (480, 800), (1080, 1920)])
def test_the_buttons_leave_the_operators_corner_free(visited: Kiosk, size: tuple[int, int]):
    window = visited.window
    window.resize(*size)
    for prompt in (Prompt.WELCOME, Prompt.CONSENT):
        visited.say(prompt)
        assert not window.corner.intersects(QRectF(window.languages.geometry()))
        assert window.rect().contains(window.languages.geometry())


def test_without_languages_to_choose_from_there_are_no_buttons(make_kiosk: MakeKiosk):
    kiosk = make_kiosk()
    kiosk.say(Prompt.WELCOME)

    assert kiosk.window.languages.isHidden()


def test_the_gates_own_language_needs_no_return():
    visitor = VisitorLanguage("de", 5.0)

    assert not any(visitor.follow(Phase.IDLE, now) for now in (0.0, 10.0, 100.0))
