"""Contrast, by WCAG's own formula, for everybody who reads at a distance."""

import itertools

import pytest
from PyQt6.QtGui import QColor

from edge.challenge.guidance import Phase
from ui.kiosk import look
from ui.kiosk.operator import NIGHT

MOODS = (*look.MOODS, NIGHT)


def test_the_formula_gives_the_standards_own_examples():
    assert look.contrast(QColor("#000000"), QColor("#FFFFFF")) == pytest.approx(21)
    assert look.contrast(QColor("#777777"), QColor("#FFFFFF")) == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("mood", MOODS)
@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("ink", "ground"),
        ("soft", "ground"),
        ("ink", "fill"),
        ("soft", "fill"),
        ("ink", "track"),
        ("on_accent", "accent"),
    ],
)
def test_every_text_can_be_read_on_its_ground(mood: look.Mood, text: str, ground: str):
    assert look.contrast(mood.colour(text), mood.colour(ground)) >= 4.5


@pytest.mark.parametrize("mood", look.MOODS)
@pytest.mark.parametrize(
    ("line", "ground"), [("accent", "ground"), ("accent", "fill"), ("accent", "track")]
)
def test_every_ring_sign_and_bar_stands_out(mood: look.Mood, line: str, ground: str):
    assert look.contrast(mood.colour(line), mood.colour(ground)) >= 3.0


def test_a_pressed_button_can_still_be_read():
    for mood in MOODS:
        pressed = mood.colour("accent").darker(125)
        assert look.contrast(mood.colour("on_accent"), pressed) >= 4.5


def test_the_sentence_can_be_read_on_every_colour_of_the_light_challenge():
    for red, green, blue in itertools.product(range(0, 256, 15), repeat=3):
        ground = QColor(red, green, blue)
        assert look.contrast(look.ink_on(ground), ground) >= 4.5


def test_every_phase_has_a_mood_and_results_have_their_own():
    moods = {phase: look.mood(phase) for phase in Phase}

    results = [Phase.ACCEPTED, Phase.RETRY, Phase.HELP, Phase.OUT_OF_ORDER]
    assert len({moods[phase].ground for phase in results}) == len(results)
    assert all(moods[phase] is look.WELCOMING for phase in set(Phase) - set(results))
