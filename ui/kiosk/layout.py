"""Where everything stands on a screen of any size, upright or across. Pure geometry, in pixels."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

from PyQt6.QtCore import QRectF, Qt
from PyQt6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from edge.challenge.guidance import Guidance, Phase
from ui.kiosk.look import Mood
from ui.kiosk.mirror import FADE
from ui.theme import drawn_font as font

CALM_STEPS = 4
"""In calm mode a ring fills by so many steps instead of creeping."""


def draw(
    painter: QPainter,
    oval: QRectF,
    guidance: Guidance,
    mood: Mood,
    *,
    unit: float,
    beat: float | None,
) -> None:
    """beat: 0..1 of a slow movement, None in calm mode."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    width = 2.2 * unit
    rect = oval.adjusted(-width / 2, -width / 2, width / 2, width / 2)
    if guidance.phase is Phase.POSITION:
        _line(painter, rect, mood.colour("ground"), width * 1.4)
        pen = QPen(mood.colour("accent"), width)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setDashPattern([1.6, 2.2])
        painter.setPen(pen)
        painter.drawEllipse(rect)
        return
    if guidance.phase is Phase.IDLE:
        swell = 0.0 if beat is None else 0.5 + 0.5 * math.sin(2 * math.pi * beat)
        _line(painter, rect, mood.colour("track"), width * (1.0 + 0.5 * swell))
        return
    _line(painter, rect, mood.colour("ground"), width * 1.8)
    _line(painter, rect, mood.colour("track"), width)
    _arc(painter, rect, mood.colour("accent"), width * 1.25, 90, -360 * shown(guidance, beat))
    if guidance.progress >= 1 and beat is not None:  # nothing left to do but wait
        _arc(painter, rect, mood.colour("ground"), width * 0.5, 90 - 360 * beat, -40)


def shown(guidance: Guidance, beat: float | None) -> float:
    """How much of the ring is full, 0..1."""
    progress = min(1.0, max(0.0, guidance.progress))
    if beat is None:
        return math.floor(progress * CALM_STEPS + 1e-6) / CALM_STEPS
    return progress


def _line(painter: QPainter, rect: QRectF, colour: QColor, width: float) -> None:
    painter.setPen(QPen(colour, width))
    painter.drawEllipse(rect)


def _arc(
    painter: QPainter, rect: QRectF, colour: QColor, width: float, start: float, sweep: float
) -> None:
    """Degrees, counter-clockwise from three o'clock."""
    if sweep == 0:
        return
    pen = QPen(colour, width)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    painter.drawArc(rect, round(16 * start), round(16 * sweep))


WRAP = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap


def needed(text: str, face: QFont, width: float) -> QRectF:
    """The size of wrapped text. A word wider than `width` shows as a wider rectangle."""
    metrics = QFontMetricsF(face)
    wrapped = metrics.boundingRect(QRectF(0, 0, width, 1e6), int(WRAP), text)
    longest = max((metrics.horizontalAdvance(word) for word in _unbroken(text)), default=0.0)
    return QRectF(0, 0, max(wrapped.width(), longest), wrapped.height())


def fitting(
    text: str, width: float, height: float, *, largest: float, smallest: float, bold: bool = True
) -> QFont:
    """The largest font, px, between the bounds that fits; the smallest where none does."""
    return QFont(_fitting(text, round(width), round(height), round(largest), round(smallest), bold))


@lru_cache(maxsize=512)
def _fitting(text: str, width: int, height: int, largest: int, smallest: int, bold: bool) -> QFont:
    low, high = smallest, max(smallest, largest)
    while low < high:
        middle = (low + high + 1) // 2
        size = needed(text, font(middle, bold=bold), width)
        if size.width() <= width and size.height() <= height:
            low = middle
        else:
            high = middle - 1
    return font(low, bold=bold)


def _unbroken(text: str) -> list[str]:
    """The parts of a text that no line break can part: words, and each sign of Chinese."""
    return [part for word in text.split() for part in ([word] if word.isascii() else _cut(word))]


def _cut(word: str) -> list[str]:
    return list(word) if any(sign >= "\u2e80" for sign in word) else [word]


@lru_cache(maxsize=512)
def balanced(text: str, face: QFont, width: int) -> int:
    """The narrowest width, px, at which a text takes no more lines: no word is left alone."""
    tall = needed(text, face, width).height()
    low, high = 1, width
    while low < high:
        middle = (low + high) // 2
        size = needed(text, face, middle)
        if size.width() <= middle and size.height() <= tall:
            high = middle
        else:
            low = middle + 1
    return low


def write(painter: QPainter, rect: QRectF, text: str, face: QFont, ink: QColor) -> None:
    """Wrapped in lines of much the same length, and centred."""
    narrow = QRectF(rect)
    narrow.setWidth(min(rect.width(), balanced(text, face, round(rect.width())) + 1))
    narrow.moveCenter(rect.center())
    painter.setFont(face)
    painter.setPen(ink)
    painter.drawText(narrow, WRAP, text)


OVAL_ASPECT = 0.76
"""Width over height of the ring round a head."""

SMALLEST_PROMPT = 0.075
"""Height of the sentences over the screen's shorter side, at least: on a 7-inch panel (86 mm high)
capitals are then 4.7 mm high, which reads easily from 1.5 m."""

LARGEST_PROMPT = 0.125

WIDEST_PROMPT = 1 / 8
"""Height of the sentences over the width they may take, at most: short lines read badly."""

SQUARISH = 1.2
"""A screen wider than high by less than this is treated as upright."""

SLENDER = 0.62
"""Of a square screen only so much counts as its shorter side: both halves need their room."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The parts of the guided screen.

    stage: the half with the camera picture or the large sign; oval: the ring in it.
    panel: the half that speaks. body: in it, room for the pictogram, `side` large, and the
    sentence; note: for the second line; bar: for the time. page: the whole screen within its
    margins. unit: a hundredth of the shorter side
    (of a square less, see SLENDER). upright: the halves stand one above the other.
    """

    screen: QRectF
    stage: QRectF
    oval: QRectF
    panel: QRectF
    body: QRectF
    side: float
    note: QRectF
    bar: QRectF
    page: QRectF
    unit: float
    upright: bool

    @property
    def prompt_room(self) -> tuple[float, float]:
        """Width and height that the sentence may take."""
        return self.body.width(), self.body.height() - self._above

    @property
    def prompt_sizes(self) -> tuple[float, float]:
        """The largest and the smallest font of the sentence, px."""
        smallest = SMALLEST_PROMPT * 100 * self.unit
        largest = min(LARGEST_PROMPT * 100 * self.unit, self.body.width() * WIDEST_PROMPT)
        return max(smallest, largest), smallest

    def stacked(self, text_height: float) -> tuple[QRectF, QRectF]:
        """Pictogram and sentence, one above the other in the middle of the body."""
        top = self.body.center().y() - (self._above + text_height) / 2
        sign = QRectF(self.body.center().x() - self.side / 2, top, self.side, self.side)
        text = QRectF(self.body.left(), top + self._above, self.body.width(), text_height)
        return sign, text

    @property
    def _above(self) -> float:
        return self.side + 4 * self.unit if self.side else 0.0


def arrange(width: float, height: float, *, sign: bool = True) -> Layout:
    """The layout of a screen; sign: whether the speaking half has a pictogram."""
    unit = min(min(width, height), SLENDER * max(width, height)) / 100
    upright = height * SQUARISH > width
    margin = 5 * unit
    screen = QRectF(0, 0, width, height)
    page = screen.adjusted(margin, margin, -margin, -margin)
    if upright:
        stage = QRectF(0, 0, width, height * 0.54)
        panel = QRectF(margin, stage.bottom(), width - 2 * margin, height - stage.height() - margin)
    else:
        stage = QRectF(0, 0, width * 0.46, height)
        panel = QRectF(stage.right(), margin, width - stage.width() - margin, height - 2 * margin)
    # the picture fades out beyond the oval, and must have faded before the words begin
    across, along = stage.width() / FADE, stage.height() / (FADE if upright else 1.0)
    room = QRectF(0, 0, across, min(along, stage.height() - 2 * margin))
    room.moveCenter(stage.center())
    oval = _largest(room, OVAL_ASPECT)
    bar = QRectF(0, 0, min(panel.width(), 60 * unit), 2.2 * unit)
    bar.moveCenter(panel.center())
    bar.moveBottom(panel.bottom())
    foot = 5 * unit if sign else 16 * unit
    note = QRectF(panel.left(), panel.bottom() - foot, panel.width(), foot)
    # as much free above the words as below, so that they stand in the middle
    body = panel.adjusted(0, 0 if upright else foot, 0, -foot)
    side = min(body.height() * 0.42, body.width() * 0.6) if sign else 0.0
    return Layout(screen, stage, oval, panel, body, side, note, bar, page, unit, upright)


def _largest(area: QRectF, aspect: float) -> QRectF:
    """The largest rectangle of an aspect (width over height) in the middle of an area."""
    height = min(area.height(), area.width() / aspect)
    rect = QRectF(0, 0, height * aspect, height)
    rect.moveCenter(area.center())
    return rect
