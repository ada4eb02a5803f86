"""Text set as large as its rectangle allows, wrapped into lines of about equal length."""

from __future__ import annotations

from functools import lru_cache

from PyQt6.QtCore import QRectF, Qt
from PyQt6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from ui.theme import drawn_font as font

WRAP = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap


def needed(text: str, face: QFont, width: float) -> QRectF:
    """The size of the text wrapped at `width`, px. It is wider than that if a single word is."""
    metrics = QFontMetricsF(face)
    wrapped = metrics.boundingRect(QRectF(0, 0, width, 1e6), int(WRAP), text)
    longest = max((metrics.horizontalAdvance(word) for word in _unbroken(text)), default=0.0)
    return QRectF(0, 0, max(wrapped.width(), longest), wrapped.height())


def fitting(
    text: str, width: float, height: float, *, largest: float, smallest: float, bold: bool = True
) -> QFont:
    """The font of the largest pixel size within [smallest, largest] at which the text fits into
    width × height, px; of the smallest where none does.
    """
    return QFont(_fitting(text, int(width), int(height), round(largest), round(smallest), bold))


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
    """The parts of a text without a line break opportunity: words, and each Chinese character."""
    return [part for word in text.split() for part in ([word] if word.isascii() else _cut(word))]


def _cut(word: str) -> list[str]:
    return list(word) if any(sign >= "\u2e80" for sign in word) else [word]


@lru_cache(maxsize=512)
def balanced(text: str, face: QFont, width: int) -> int:
    """The narrowest width, px, that needs no more lines than `width` does.

    Wrapped at it, lines are of about equal length, and the last one is not a single word.
    """
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
    """Draw text centred in `rect`, wrapped into lines of about equal length."""
    narrow = QRectF(rect)
    narrow.setWidth(min(rect.width(), balanced(text, face, round(rect.width())) + 1))
    narrow.moveCenter(rect.center())
    painter.setFont(face)
    painter.setPen(ink)
    painter.drawText(narrow, WRAP, text)
