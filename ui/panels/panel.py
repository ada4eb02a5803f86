"""The card every panel stands on: a quiet heading over a body that can be folded away."""

from __future__ import annotations

from collections.abc import Iterable

from PyQt6.QtCore import QRectF, Qt, pyqtSignal
from PyQt6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent
from PyQt6.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

from ui import icons, theme


class Heading(QPushButton):
    """A panel's name; a click opens or closes the panel."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("heading")
        self.setCheckable(True)
        self.setChecked(True)
        self.setFlat(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keys to the window
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        font = self.font()
        font.setPointSizeF(8.5)
        font.setCapitalization(QFont.Capitalization.AllUppercase)
        self.setFont(font)

    def paintEvent(self, event: QPaintEvent | None) -> None:
        super().paintEvent(event)
        if not self.isEnabled():
            return
        painter = QPainter(self)
        painter.translate(self.width() - 8, self.height() / 2)
        if not self.isChecked():
            painter.rotate(-90)
        icons.draw(painter, "down", QRectF(-7, -7, 14, 14), theme.active().colour("muted"))
        painter.end()


class Panel(QFrame):
    """A titled card. Subclasses fill `self.body` and override `retranslate` and `restyle`.

    toggled: whether it was opened, by hand.
    """

    toggled = pyqtSignal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.heading = Heading(self)
        self.content = QWidget(self)
        self.body = QVBoxLayout(self.content)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(8)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 9, 14, 13)
        layout.setSpacing(6)
        layout.addWidget(self.heading)
        layout.addWidget(self.content, 1)
        self.heading.toggled.connect(self._fold)
        self.heading.clicked.connect(self.toggled)

    @property
    def is_open(self) -> bool:
        return self.heading.isChecked()

    def set_open(self, on: bool) -> None:
        """Show the content, or the heading alone."""
        self.heading.setChecked(on)

    def _fold(self, on: bool) -> None:
        self.content.setVisible(on)
        self.updateGeometry()

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
