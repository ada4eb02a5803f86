"""The geometry of the kiosk's screen, portrait or landscape, at any size. Lengths are in pixels."""

from __future__ import annotations

from dataclasses import dataclass

from PyQt6.QtCore import QRectF

from ui.kiosk.mirror import FADE

OVAL_ASPECT = 0.76
"""Width over height of the ring drawn round the head."""

SMALLEST_PROMPT = 0.075
"""Smallest font size of the sentence over the screen's shorter side: on a 7-inch panel (86 mm high)
capitals are then 4.7 mm high, which reads easily from 1.5 m."""

LARGEST_PROMPT = 0.125

WIDEST_PROMPT = 1 / 8
"""Largest font size of the sentence over the width available to it: short lines read badly."""

HEAD = 11
"""Height of the language buttons, units: large enough to touch."""

FOOT, BAR = 12, 2.6
"""Height of the area below the sentence (second line and bar), and of the bar alone, units."""

SQUARISH = 1.2
"""A screen whose width over height is below this is laid out as portrait."""

SLENDER = 0.62
"""Upper bound of the shorter side over the longer one in the unit's formula (`arrange`): on a
nearly square screen the unit is smaller, so that both halves fit."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The rectangles of the guided screen, px.

    stage: the half with the camera picture or the large pictogram; oval: the ring in it.
    panel: the half with the text. body: the part of it for the pictogram, a square of `side` px,
    and the sentence; note: for the second line; bar: for the time left or the size of the face.
    head: for the language buttons, of height 0 where there are none. page: the whole screen within
    its margins. unit: a hundredth of the shorter side, less on a nearly square screen (SLENDER).
    upright: portrait, with the two halves one above the other.
    """

    screen: QRectF
    stage: QRectF
    oval: QRectF
    panel: QRectF
    body: QRectF
    side: float
    head: QRectF
    note: QRectF
    bar: QRectF
    page: QRectF
    unit: float
    upright: bool

    @property
    def prompt_room(self) -> tuple[float, float]:
        """Width and height available to the sentence, px."""
        return self.body.width(), self.body.height() - self._above

    @property
    def prompt_sizes(self) -> tuple[float, float]:
        """The largest and the smallest font size of the sentence, px."""
        smallest = SMALLEST_PROMPT * 100 * self.unit
        largest = min(LARGEST_PROMPT * 100 * self.unit, self.body.width() * WIDEST_PROMPT)
        return max(smallest, largest), smallest

    def stacked(self, text_height: float) -> tuple[QRectF, QRectF]:
        """The rectangles of pictogram and sentence, centred in the body one above the other.

        text_height: height of the wrapped sentence, px.
        """
        top = self.body.center().y() - (self._above + text_height) / 2
        sign = QRectF(self.body.center().x() - self.side / 2, top, self.side, self.side)
        text = QRectF(self.body.left(), top + self._above, self.body.width(), text_height)
        return sign, text

    @property
    def _above(self) -> float:
        return self.side + 4 * self.unit if self.side else 0.0


def arrange(width: float, height: float, *, sign: bool = True, head: bool = False) -> Layout:
    """The layout of a screen of width × height px.

    sign: whether the text half has a pictogram; head: whether it has language buttons.
    """
    unit = min(min(width, height), SLENDER * max(width, height)) / 100
    upright = height * SQUARISH > width
    margin = 5 * unit
    screen = QRectF(0, 0, width, height)
    page = screen.adjusted(margin, margin, -margin, -margin)
    if upright:
        stage = QRectF(0, 0, width, height * 0.54 - (HEAD * unit if head else 0.0))
        panel = QRectF(margin, stage.bottom(), width - 2 * margin, height - stage.height() - margin)
    else:
        stage = QRectF(0, 0, width * 0.46, height)
        panel = QRectF(stage.right(), margin, width - stage.width() - margin, height - 2 * margin)
    # the picture fades out beyond the oval, and must have faded out where the text begins
    across, along = stage.width() / FADE, stage.height() / (FADE if upright else 1.0)
    room = QRectF(0, 0, across, min(along, stage.height() - 2 * margin))
    room.moveCenter(stage.center())
    oval = _largest(room, OVAL_ASPECT)
    bar = QRectF(0, 0, min(panel.width(), 60 * unit), BAR * unit)
    bar.moveCenter(panel.center())
    bar.moveBottom(panel.bottom())
    foot = FOOT * unit if sign else 16 * unit
    note = QRectF(panel.left(), panel.bottom() - foot, panel.width(), foot)
    if sign:
        note.setHeight(foot - (BAR + 1) * unit)
    tall = HEAD * unit if head else 0.0
    edge = 0.0 if upright else 4 * unit  # distance to the coloured half's edge
    top = QRectF(panel.left() + edge, panel.top(), panel.width() - edge, tall)
    # landscape: as much space above the text as below it, so that it is centred
    body = panel.adjusted(0, (tall + 2 * unit if head else 0) if upright else foot, 0, -foot)
    side = min(body.height() * 0.42, body.width() * 0.6) if sign else 0.0
    return Layout(screen, stage, oval, panel, body, side, top, note, bar, page, unit, upright)


def _largest(area: QRectF, aspect: float) -> QRectF:
    """The largest centred rectangle of an aspect ratio (width over height) within an area."""
    height = min(area.height(), area.width() / aspect)
    rect = QRectF(0, 0, height * aspect, height)
    rect.moveCenter(area.center())
    return rect
