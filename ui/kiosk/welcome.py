"""The text half of the idle screen: the gate's colour, logo and name, and the invitation."""

from __future__ import annotations

from dataclasses import replace

from PyQt6.QtCore import QRectF, Qt
from PyQt6.QtGui import QFont, QPainter

from edge.challenge.guidance import Prompt
from ui.kiosk import signs
from ui.kiosk.fitted_text import fitting, needed, write
from ui.kiosk.layout import Layout
from ui.kiosk.logo import Logo
from ui.kiosk.palettes import Mood

NAME, MARGIN = 8, 4
"""Height of the gate's name above the sentence, and the margin of the text half, units."""

SMALLEST = 5
"""Least font size of the sentence, units; lower than elsewhere, as logo and name take space."""


def half(places: Layout) -> QRectF:
    """The text half of the screen, without margins."""
    whole, stage = places.screen, places.stage
    if places.upright:
        return QRectF(0, stage.bottom(), whole.width(), whole.height() - stage.bottom())
    return QRectF(stage.right(), 0, whole.width() - stage.right(), whole.height())


def inside(places: Layout) -> Layout:
    """The layout with a margin between the edge of the coloured half and its content."""
    edge = MARGIN * places.unit
    if not places.upright:
        body, note = (part.adjusted(edge, 0, 0, 0) for part in (places.body, places.note))
        return replace(places, body=body, note=note)
    above = 0.0 if places.head.height() else edge
    return replace(places, body=places.body.adjusted(0, above, 0, 0))


def sentence_font(text: str, places: Layout, *, named: bool) -> QFont:
    width, height = places.prompt_room
    largest, smallest = places.prompt_sizes[0], SMALLEST * places.unit
    high = height - (NAME * places.unit if named else 0.0)
    return fitting(text, width, high, largest=largest, smallest=smallest)


def name_font(name: str, places: Layout) -> QFont:
    unit = places.unit
    return fitting(
        name, places.body.width(), NAME * unit, largest=5.5 * unit, smallest=3.3 * unit, bold=False
    )


def draw(
    painter: QPainter,
    places: Layout,
    mood: Mood,
    prompt: Prompt,
    text: str,
    *,
    name: str = "",
    logo: Logo | None = None,
    beat: float = signs.STILL,
) -> None:
    """Draw a plate with logo or pictogram, then name and sentence below it, on the accent colour.

    beat: phase of the pictogram's animation, 0..1.
    """
    painter.fillRect(half(places), mood.colour("accent"))
    places = inside(places)
    above = NAME * places.unit if name else 0.0
    face = sentence_font(text, places, named=bool(name))
    high = needed(text, face, places.body.width()).height()
    plate, words = places.stacked(high + above)
    if logo is not None:  # a logo may be wide
        wide = QRectF(places.body.left(), plate.top(), places.body.width(), plate.height())
        inset = 3 * places.unit
        place = logo.fitted(wide.adjusted(inset, inset, -inset, -inset))
        plate = place.adjusted(-inset, -inset, inset, inset)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(mood.colour("ground"))
    radius = min(4 * places.unit, plate.height() / 4)
    painter.drawRoundedRect(plate, radius, radius)
    inset = plate.height() * 0.12
    if logo is not None:
        logo.draw(painter, place)
    else:
        square = plate.adjusted(inset, inset, -inset, -inset)
        signs.draw(painter, prompt, square, mood, beat=beat)
    ink = mood.colour("on_accent")
    if name:
        row = QRectF(words.left(), words.top(), words.width(), above)
        write(painter, row, name, name_font(name, places), ink)
    write(painter, words.adjusted(0, above, 0, 0), text, face, ink)
