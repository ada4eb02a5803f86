"""The card every panel stands on: a quiet heading over a body."""

from __future__ import annotations

from collections.abc import Iterable

from PyQt6.QtGui import QFont, QFontMetricsF
from PyQt6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from ui import theme


class Panel(QFrame):
    """A titled card. Subclasses fill `self.body` and override `retranslate` and `restyle`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.heading = QLabel(self)
        self.heading.setObjectName("heading")
        font = self.heading.font()
        font.setPointSizeF(8.5)
        font.setCapitalization(QFont.Capitalization.AllUppercase)
        self.heading.setFont(font)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(14, 11, 14, 13)
        self.body.setSpacing(8)
        self.body.addWidget(self.heading)

    def set_title(self, title: str) -> None:
        self.heading.setText(title)
        self.setAccessibleName(title)

    def retranslate(self) -> None:
        """Set every text anew in the language in use."""

    def restyle(self) -> None:
        """Take the colours of the theme in use."""


def column_width(labels: Iterable[str], points: float = 9) -> float:
    """How wide a column of drawn labels is with a gap after it, px: in any language."""
    metrics = QFontMetricsF(theme.ui_font(points))
    return max((metrics.horizontalAdvance(label) for label in labels), default=0.0) + 12


def muted_label(parent: QWidget | None = None, points: float = 9) -> QLabel:
    """A label in the quiet text colour."""
    label = QLabel(parent)
    label.setObjectName("muted")
    font = label.font()
    font.setPointSizeF(points)
    label.setFont(font)
    return label
