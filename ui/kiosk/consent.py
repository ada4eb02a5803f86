"""The consent page, shown before any face is scored: what the camera does, and yes or no."""

from __future__ import annotations

from PyQt6.QtCore import QRectF, Qt, pyqtSignal
from PyQt6.QtGui import QFont, QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PyQt6.QtWidgets import QWidget

from edge.challenge.guidance import Prompt
from ui.kiosk import sentences, signs
from ui.kiosk.buttons import BigButton
from ui.kiosk.fitted_text import fitting, needed, write
from ui.kiosk.layout import HEAD, arrange
from ui.kiosk.palettes import WELCOMING, Mood


class ConsentPage(QWidget):
    """Emits `answered` with the person's answer.

    ask: True shows a question with yes and no; False shows a notice with one button to go on.
    keeps_pictures: the notice states that pictures are stored. head: reserve a row at the top for
    the language buttons.
    """

    answered = pyqtSignal(bool)

    def __init__(
        self,
        *,
        ask: bool,
        keeps_pictures: bool,
        mood: Mood = WELCOMING,
        head: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._mood = mood
        self._head = head
        self._ask = ask
        self._keeps_pictures = keeps_pictures
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.yes = BigButton(parent=self, leading=not ask)  # yes and no look alike
        self.no = BigButton(parent=self)
        self.no.setVisible(ask)
        self.yes.mood = self.no.mood = mood
        self.yes.clicked.connect(lambda: self.answered.emit(True))
        self.no.clicked.connect(lambda: self.answered.emit(False))
        self.retranslate()

    @property
    def heading(self) -> str:
        return sentences.sentence(Prompt.CONSENT) if self._ask else sentences.notice_heading()

    @property
    def text(self) -> str:
        return sentences.notice(keeps_pictures=self._keeps_pictures)

    def retranslate(self) -> None:
        yes, no = sentences.consent_buttons(ask=self._ask)
        self.yes.setText(yes)
        self.no.setText(no or "")
        self.setAccessibleName(self.heading)
        self.setAccessibleDescription(self.text)
        self.update()

    def places(self) -> tuple[QRectF, QRectF, QRectF, QRectF]:
        """The rectangles of pictogram, heading, text and button row, px.

        Heading and text are centred vertically as one block.
        """
        sign, room, row, unit = self._rooms()
        large, small = self.fonts()
        gap = 3 * unit
        heading = needed(self.heading, large, room.width()).height()
        text = needed(self.text, small, room.width()).height()
        top = room.center().y() - (heading + gap + text) / 2
        return (
            sign,
            QRectF(room.left(), top, room.width(), heading),
            QRectF(room.left(), top + heading + gap, room.width(), text),
            row,
        )

    def fonts(self) -> tuple[QFont, QFont]:
        """The fonts of heading and text."""
        _, room, _, unit = self._rooms()
        high = room.height() - 3 * unit
        large = fitting(
            self.heading, room.width(), high * 0.38, largest=11 * unit, smallest=6 * unit
        )
        small = fitting(
            self.text,
            room.width(),
            high * 0.62,
            largest=6.5 * unit,
            smallest=4 * unit,
            bold=False,
        )
        return large, small

    def _rooms(self) -> tuple[QRectF, QRectF, QRectF, float]:
        """The rectangles of pictogram, text area and button row, px, and the layout's unit, px."""
        layout = arrange(self.width(), self.height())
        page, unit = layout.page, layout.unit
        if self._head:
            page = page.adjusted(0, (HEAD + 1) * unit, 0, 0)
        row = QRectF(page.left(), page.bottom() - 18 * unit, page.width(), 18 * unit)
        if layout.upright:
            row.setTop(page.bottom() - 32 * unit)  # one above the other
        above = QRectF(page.topLeft(), row.topRight()).adjusted(0, 0, 0, -4 * unit)
        if layout.upright:
            side = min(34 * unit, above.height() * 0.24)
            sign = QRectF(page.center().x() - side / 2, above.top(), side, side)
            return sign, above.adjusted(0, side + 3 * unit, 0, 0), row, unit
        side = min(42 * unit, above.width() * 0.22)
        sign = QRectF(above.left(), above.center().y() - side / 2, side, side)
        return sign, above.adjusted(side + 6 * unit, 0, 0, 0), row, unit

    def showEvent(self, event: QShowEvent | None) -> None:
        super().showEvent(event)
        self.setFocus()  # on neither button, so that a key pressed by accident gives no answer

    def resizeEvent(self, _event: QResizeEvent | None) -> None:
        _, _, _, row = self.places()
        unit = arrange(self.width(), self.height()).unit
        shown = [self.yes, self.no] if self._ask else [self.yes]
        upright = arrange(self.width(), self.height()).upright
        gap = 4 * unit
        for index, button in enumerate(shown):
            button.largest = 6.5 * unit
            if upright:
                high = (row.height() - gap) / 2
                top = row.bottom() - high if len(shown) == 1 else row.top() + index * (high + gap)
                place = QRectF(row.left(), top, row.width(), high)
            else:
                wide = (row.width() - gap * (len(shown) - 1)) / len(shown)
                place = QRectF(row.left() + index * (wide + gap), row.top(), wide, row.height())
            button.setGeometry(place.toRect())

    def paintEvent(self, _event: QPaintEvent | None) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._mood.colour("ground"))
        sign, heading, text, _ = self.places()
        signs.draw(painter, Prompt.CONSENT, sign, self._mood)
        large, small = self.fonts()
        write(painter, heading, self.heading, large, self._mood.colour("ink"))
        write(painter, text, self.text, small, self._mood.colour("soft"))
        painter.end()
