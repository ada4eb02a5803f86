"""The themes' colours have the contrast that text and lines need."""

import numpy as np
import pytest
from PyQt6.QtGui import QColor
from PyQt6.QtWidgets import QApplication

from edge.types import State
from ui import theme
from ui.theme import DARK, LIGHT, THEMES, Theme


def luminance(colour: QColor) -> float:
    """Relative luminance, WCAG 2.2."""
    parts = np.array(colour.getRgbF()[:3])
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


def contrast(a: QColor, b: QColor) -> float:
    light, dark = sorted((luminance(a), luminance(b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("colours", [DARK, LIGHT], ids=lambda t: t.name)
@pytest.mark.parametrize("ground", ["window", "panel", "raised"])
@pytest.mark.parametrize("ink", ["text", "muted"])
def test_every_text_has_the_contrast_that_small_text_needs(colours: Theme, ground: str, ink: str):
    assert contrast(colours.colour(ink), colours.colour(ground)) >= 4.5


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize("ground", ["panel", "raised", "live zone", "attack zone"])
def test_every_line_and_name_of_the_chart_and_the_bars_can_be_seen(
    qapp: QApplication, name: str, ground: str
):
    theme.apply(qapp, name)
    try:
        colours_ = theme.active()
        if "zone" in ground:
            state = State.LIVE if "live" in ground else State.ATTACK
            under = over(theme.zone_tint(state), colours_.colour("panel"))
        else:
            under = colours_.colour(ground)
        inks = {state: contrast(theme.state_ink(state), under) for state in State}
        grey = contrast(theme.uncounted_ink(), under)
        empty = contrast(colours_.colour("muted"), colours_.colour("border"))
    finally:
        theme.apply(qapp, "dark")

    assert min(inks.values()) >= 4.5, inks  # the names at the lines' ends are text
    assert grey >= 3
    assert empty >= 3, "the ticks of a bar on its empty part"


def over(top: QColor, ground: QColor) -> QColor:
    """What a translucent colour looks like on a ground."""
    share = top.alphaF()
    mixed = [
        share * a + (1 - share) * b
        for a, b in zip(top.getRgbF()[:3], ground.getRgbF()[:3], strict=True)
    ]
    return QColor.fromRgbF(*mixed)


@pytest.mark.parametrize("state", State)
def test_the_text_on_a_states_colour_can_be_read(state: State):
    assert contrast(theme.state_colour(state), theme.ON_STATE) >= 4.5


def test_the_themes_are_found_by_name():
    assert set(THEMES) == {"dark", "light"}
