"""Notes drawn over the picture: waiting, paused, recording."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QColor, QFontMetricsF, QPainter

from ui import icons, theme
from ui.theme import drawn_font as font

_SHADE = QColor(9, 11, 14, 205)
_WHITE = QColor("#F2F5F8")
_COLOURS = {"text": _WHITE, "danger": QColor(theme.DARK.danger)}

Chip = tuple[str, str, str]  # icon, text, colour role


def chips(painter: QPainter, area: QRectF, notes: Sequence[Chip], *, at_bottom: bool) -> None:
    """A row of small notes in a corner of the picture."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    small = font(13, bold=True)
    x = area.left() + 12
    for name, text, role in notes:
        width = QFontMetricsF(small).horizontalAdvance(text) + 42
        rect = QRectF(x, area.top() + 12, width, 28)
        if at_bottom:
            rect.moveBottom(area.bottom() - 12)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(_SHADE)
        painter.drawRoundedRect(rect, 8, 8)
        glyph = QRectF(rect.left() + 9, rect.center().y() - 8, 16, 16)
        icons.draw(painter, name, glyph, _COLOURS[role])
        painter.setFont(small)
        painter.setPen(_WHITE)
        painter.drawText(rect.adjusted(32, 0, -8, 0), Qt.AlignmentFlag.AlignVCenter, text)
        x = rect.right() + 8


def waiting(painter: QPainter, area: QRectF, text: str) -> None:
    """The picture while there is none: a quiet camera and one sentence."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    glyph = QRectF(0, 0, 56, 56)
    glyph.moveCenter(area.center() - QPointF(0, 26))
    icons.draw(painter, "webcam", glyph, QColor("#4A5563"), 1.4)
    painter.setFont(font(15))
    painter.setPen(QColor("#9AA6B4"))
    below = QRectF(area.left() + 20, glyph.bottom() + 14, area.width() - 40, 70)
    flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
    painter.drawText(below, flags, text)
