"""Large touch buttons whose label is scaled to fit."""

from __future__ import annotations

from PyQt6.QtCore import QRectF, Qt
from PyQt6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPen
from PyQt6.QtWidgets import QAbstractButton, QWidget

from ui import icons
from ui.kiosk.fitted_text import fitting, write
from ui.kiosk.palettes import WELCOMING, Mood


class BigButton(QAbstractButton):
    """A touch button that draws a label or an icon.

    leading: the default action, drawn in the accent colour. icon_name: an icon drawn in place of
    the label; the label stays the accessible name, which a screen reader reads out.
    """

    def __init__(
        self,
        text: str = "",
        parent: QWidget | None = None,
        *,
        leading: bool = False,
        icon_name: str | None = None,
    ) -> None:
        super().__init__(parent)
        self.leading = leading
        self.icon_name = icon_name
        self.mood: Mood = WELCOMING
        self.largest = 40.0  # upper bound of the label's font size, px
        self.setText(text)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def setText(self, text: str | None) -> None:
        super().setText(text)
        self.setAccessibleName(text or "")
        self.update()

    @property
    def words(self) -> QRectF:
        """The rectangle available to the label, px."""
        inset = min(self.width(), self.height()) * 0.14
        return QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)

    def face(self) -> QFont:
        return fitting(
            self.text(), self.words.width(), self.words.height(), largest=self.largest, smallest=9
        )

    def colours(self) -> tuple[QColor, QColor]:
        """The background colour and the colour of the label."""
        if not self.isEnabled():
            return self.mood.colour("fill"), self.mood.colour("soft")
        if self.leading:
            ground = self.mood.colour("accent")
            return ground.darker(125) if self.isDown() else ground, self.mood.colour("on_accent")
        return self.mood.colour("track" if self.isDown() else "fill"), self.mood.colour("ink")

    def paintEvent(self, _event: QPaintEvent | None) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground, ink = self.colours()
        line = max(2.0, self.height() * 0.04)
        rect = QRectF(self.rect()).adjusted(line, line, -line, -line)
        radius = min(rect.height(), rect.width()) * 0.24
        painter.setPen(
            QPen(self.mood.colour("ink"), line) if self.hasFocus() else Qt.PenStyle.NoPen
        )
        painter.setBrush(ground)
        painter.drawRoundedRect(rect, radius, radius)
        if self.icon_name is not None:
            side = min(rect.width(), rect.height()) * 0.5
            square = QRectF(0, 0, side, side)
            square.moveCenter(rect.center())
            icons.draw(painter, self.icon_name, square, ink)
        else:
            write(painter, self.words, self.text(), self.face(), ink)
        painter.end()
