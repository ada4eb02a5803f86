"""What the heatmap's colours mean: whose evidence, which way, and how much, in logits."""

from __future__ import annotations

from PyQt6.QtCore import QRectF, Qt
from PyQt6.QtGui import QColor, QFontMetricsF, QLinearGradient, QPainter

from ui import language, theme
from ui.heatmap import ATTACK, BONA_FIDE
from ui.language import translate

_SHADE = QColor(9, 11, 14, 215)
_WHITE = QColor("#F2F5F8")
_SOFT = QColor("#C3CBD5")
_WIDTH, _HEIGHT, _MARGIN = 230.0, 62.0, 12.0
_LEAST = 130.0


def draw(painter: QPainter, target: QRectF, task: str, limit: float, unit: float) -> None:
    """In the upper right corner of the picture, where there is room.

    limit: logits of the strongest colour. unit: size of text and lines; 1 in the window.
    """
    width = min(_WIDTH * unit, target.width() - 2 * _MARGIN * unit)
    if width < _LEAST * unit or target.height() < 5 * _HEIGHT * unit:
        return
    rect = QRectF(0, 0, width, _HEIGHT * unit)
    rect.moveTopRight(target.topRight())
    rect.translate(-_MARGIN * unit, _MARGIN * unit)
    painter.save()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_SHADE)
    painter.drawRoundedRect(rect, 8 * unit, 8 * unit)
    inside = rect.adjusted(10 * unit, 6 * unit, -10 * unit, -6 * unit)
    _line(painter, inside, unit, (language.task_word(task), translate("Legend", "logits a cell")))
    bar = QRectF(inside.left(), inside.top() + 21 * unit, inside.width(), 7 * unit)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_gradient(bar))
    painter.drawRoundedRect(bar, 3 * unit, 3 * unit)
    below = inside.adjusted(0, 32 * unit, 0, 0)
    figure = language.logits(limit)
    ends = (
        translate("Legend", "−{0} live").format(figure),
        translate("Legend", "+{0} attack").format(figure),
    )
    _line(painter, below, unit, ends)
    painter.restore()


def _line(painter: QPainter, area: QRectF, unit: float, texts: tuple[str, str]) -> None:
    """One text at the left, one at the right; the left one gives way."""
    font = theme.drawn_font(11.5 * unit)
    metrics = QFontMetricsF(font)
    painter.setFont(font)
    top = Qt.AlignmentFlag.AlignTop
    left, right = texts
    room = area.width() - metrics.horizontalAdvance(right) - 8 * unit
    painter.setPen(_WHITE)
    shown = metrics.elidedText(left, Qt.TextElideMode.ElideRight, max(0.0, room))
    painter.drawText(area, top | Qt.AlignmentFlag.AlignLeft, shown)
    painter.setPen(_SOFT)
    painter.drawText(area, top | Qt.AlignmentFlag.AlignRight, right)


def _gradient(bar: QRectF) -> QLinearGradient:
    gradient = QLinearGradient(bar.topLeft(), bar.topRight())
    gradient.setColorAt(0.0, QColor(*BONA_FIDE))
    gradient.setColorAt(0.5, QColor(255, 255, 255, 25))
    gradient.setColorAt(1.0, QColor(*ATTACK))
    return gradient
