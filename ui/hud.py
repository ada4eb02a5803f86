"""Notes drawn over the picture: waiting, paused, recording, and the kiosk's prompt."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QColor, QFontMetricsF, QPainter

from edge.types import FrameResult, State
from ui import icons, theme, words
from ui.painting import font

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


def prompt(painter: QPainter, area: QRectF, result: FrameResult) -> None:
    """One friendly sentence across the bottom, with the state's icon and colour."""
    single = len(result.faces) == 1
    state = result.faces[0].verdict.state if single else State.UNKNOWN
    size = max(22.0, min(44.0, area.height() / 16))
    large = font(size, bold=True)
    text = words.prompt(result)
    width = min(area.width() - 24, QFontMetricsF(large).horizontalAdvance(text) + size * 3.6)
    rect = QRectF(0, 0, width, size * 2.3)
    rect.moveCenter(QPointF(area.center().x(), area.bottom() - size * 1.9))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_SHADE)
    painter.drawRoundedRect(rect, rect.height() / 2, rect.height() / 2)
    disc = QRectF(rect.left() + size * 0.4, rect.center().y() - size * 0.8, size * 1.6, size * 1.6)
    painter.setBrush(theme.state_colour(state))
    painter.drawEllipse(disc)
    inner = disc.adjusted(size * 0.3, size * 0.3, -size * 0.3, -size * 0.3)
    icons.draw(painter, icons.state_icon(state), inner, theme.ON_STATE, 2.6)
    painter.setFont(large)
    painter.setPen(_WHITE)
    flags = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap
    painter.drawText(rect.adjusted(size * 2.4, 0, -size * 0.8, 0), flags, text)
