"""Contrast, by WCAG's own formula, for everybody who reads at a distance."""

import itertools
import re

import pytest
from PyQt6.QtGui import QColor

from edge.challenge.guidance import Phase
from edge.errors import ConfigError
from ui.kiosk import palettes
from ui.kiosk.operator import NIGHT

MOODS = (*palettes.MOODS, NIGHT)


def test_the_formula_gives_the_standards_own_examples():
    assert palettes.contrast(QColor("#000000"), QColor("#FFFFFF")) == pytest.approx(21)
    assert palettes.contrast(QColor("#777777"), QColor("#FFFFFF")) == pytest.approx(4.48, abs=0.01)


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
def test_every_text_can_be_read_on_its_ground(mood: palettes.Mood, text: str, ground: str):
    assert palettes.contrast(mood.colour(text), mood.colour(ground)) >= 4.5


@pytest.mark.parametrize("mood", palettes.MOODS)
@pytest.mark.parametrize(
    ("line", "ground"), [("accent", "ground"), ("accent", "fill"), ("accent", "track")]
)
def test_every_ring_sign_and_bar_stands_out(mood: palettes.Mood, line: str, ground: str):
    assert palettes.contrast(mood.colour(line), mood.colour(ground)) >= 3.0


@pytest.mark.parametrize("accent", ["#0A7A5A", "#B00020", "#000000", "#4A148C"])
def test_an_accent_of_ones_own_can_be_read_and_told_from_its_ground(accent: str):
    mood = palettes.with_accent(accent)

    assert mood.accent == accent
    for line in ("ground", "fill", "track"):
        assert palettes.contrast(mood.colour("accent"), mood.colour(line)) >= 3.0
    for text, ground in (("on_accent", "accent"), ("ink", "fill"), ("soft", "fill")):
        assert palettes.contrast(mood.colour(text), mood.colour(ground)) >= 4.5


@pytest.mark.parametrize("accent", ["#FFD400", "#FFFFFF", "#E07000", "#7FB3D5"])
def test_an_accent_that_is_too_light_is_refused_in_one_line_with_one_that_would_do(accent: str):
    with pytest.raises(ConfigError, match=f"kiosk.accent: {accent} is too light") as refused:
        palettes.with_accent(accent)
    line = str(refused.value)

    assert "\n" not in line
    found = re.search(r"example (#\w{6})", line)
    assert found is not None
    assert palettes.with_accent(found[1]).accent == found[1]


def test_without_an_accent_the_colours_are_those_that_ship():
    assert palettes.with_accent(None) is palettes.WELCOMING


def test_a_pressed_button_can_still_be_read():
    for mood in MOODS:
        pressed = mood.colour("accent").darker(125)
        assert palettes.contrast(mood.colour("on_accent"), pressed) >= 4.5


def test_the_sentence_can_be_read_on_every_colour_of_the_light_challenge():
    for red, green, blue in itertools.product(range(0, 256, 15), repeat=3):
        ground = QColor(red, green, blue)
        assert palettes.contrast(palettes.ink_on(ground), ground) >= 4.5


def test_every_phase_has_a_mood_and_results_have_their_own():
    moods = {phase: palettes.mood(phase) for phase in Phase}

    results = [Phase.ACCEPTED, Phase.RETRY, Phase.HELP, Phase.OUT_OF_ORDER]
    assert len({moods[phase].ground for phase in results}) == len(results)
    assert all(moods[phase] is palettes.WELCOMING for phase in set(Phase) - set(results))
