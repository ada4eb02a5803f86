"""The page on which the operator enters the PIN, by touch or on a keyboard."""

from __future__ import annotations

import math
from collections.abc import Callable

from PyQt6.QtCore import QRectF, Qt, QTimer, pyqtSignal
from PyQt6.QtGui import QHideEvent, QKeyEvent, QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PyQt6.QtWidgets import QWidget

from edge.security.operator_pin import LONGEST, PinGuard
from ui.kiosk.buttons import BigButton
from ui.kiosk.errands import Errand
from ui.kiosk.fitted_text import fitting, write
from ui.kiosk.layout import arrange
from ui.kiosk.palettes import WELCOMING
from ui.language import translate

IDLE_S = 20.0
"""Seconds without a key press after which the keypad closes."""

_KEYS = ("1", "2", "3", "4", "5", "6", "7", "8", "9", "erase", "0", "enter")


class Keypad(QWidget):
    """Emits `opened` after the correct PIN, `left` on cancel or after IDLE_S without a key press.

    check: whether a PIN is correct; slow on purpose (scrypt), so `do` runs it in another thread.
    guard: counts wrong PINs and sets the waiting time after them.
    """

    opened = pyqtSignal()
    left = pyqtSignal()
    _checked = pyqtSignal(bool)

    def __init__(
        self,
        check: Callable[[str], bool],
        guard: PinGuard,
        do: Callable[[Errand], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._check = check
        self._do = do
        self._guard = guard
        self._typed = ""
        self._wrong = False
        self._checking = False
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.keys = {name: self._key(name) for name in _KEYS}
        self.cancel = BigButton(parent=self)
        self.cancel.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.cancel.clicked.connect(self.left.emit)
        self._checked.connect(self._on_checked)
        self._second = QTimer(self)
        self._second.setInterval(250)
        self._second.timeout.connect(self._show_wait)
        self._idle = QTimer(self)
        self._idle.setSingleShot(True)
        self._idle.setInterval(round(IDLE_S * 1000))
        self._idle.timeout.connect(self.left.emit)
        self.retranslate()

    def _key(self, name: str) -> BigButton:
        drawn = {"erase": "erase", "enter": "check"}.get(name)
        key = BigButton(name, self, leading=name == "enter", icon_name=drawn)
        key.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        key.clicked.connect(lambda: self.press(name))
        return key

    # -- typing ---------------------------------------------------------------------------------

    @property
    def typed(self) -> int:
        """The number of digits typed so far; the digits themselves are not exposed."""
        return len(self._typed)

    @property
    def busy(self) -> bool:
        return self._checking

    def press(self, name: str) -> None:
        """Handle one key: a digit, `erase` or `enter`. Ignored during a check or a waiting time."""
        if self.busy or self._guard.wait_left_s > 0:
            return
        self._idle.start()
        self._wrong = False
        if name == "enter":
            self._enter()
        elif name == "erase":
            self._typed = self._typed[:-1]
        elif len(self._typed) < LONGEST:
            self._typed += name
        self._say()

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        if event is None:
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.press("enter")
        elif event.key() == Qt.Key.Key_Backspace:
            self.press("erase")
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif event.text() in self.keys and event.text().isdigit():
            self.press(event.text())

    def _enter(self) -> None:
        if not self._typed:
            return
        pin, self._typed = self._typed, ""
        self._checking = True
        self._do(lambda: self._checked.emit(self._check(pin)))

    def _on_checked(self, right: bool) -> None:
        self._checking = False
        self._guard.note(right)
        self._wrong = not right
        self._show_wait()
        if right:
            self.opened.emit()

    # -- what is shown --------------------------------------------------------------------------

    @property
    def message(self) -> str:
        wait = self._guard.wait_left_s
        if wait > 0:
            return translate("Kiosk", "Too many wrong PINs. Wait {0} s.").format(math.ceil(wait))
        if self.busy:
            return translate("Kiosk", "One moment…")
        if self._wrong:
            return translate("Kiosk", "That PIN is not right.")
        return ""

    def _show_wait(self) -> None:
        waiting = self._guard.wait_left_s > 0
        for key in self.keys.values():
            key.setEnabled(not waiting)
        self._say()

    def _say(self) -> None:
        self.setAccessibleDescription(self.message)
        self.update()

    def retranslate(self) -> None:
        self.setAccessibleName(translate("Kiosk", "The operator's PIN"))
        self.keys["erase"].setAccessibleName(translate("Kiosk", "Erase"))
        self.keys["enter"].setAccessibleName(translate("Kiosk", "Enter"))
        self.cancel.setText(translate("Kiosk", "Back"))
        self._say()

    def showEvent(self, event: QShowEvent | None) -> None:
        super().showEvent(event)
        self._typed, self._wrong = "", False
        self._idle.start()
        self._second.start()
        self._show_wait()
        self.setFocus()

    def hideEvent(self, event: QHideEvent | None) -> None:
        super().hideEvent(event)
        self._typed = ""
        self._idle.stop()
        self._second.stop()

    def stop(self) -> None:
        self._idle.stop()
        self._second.stop()

    # -- drawing --------------------------------------------------------------------------------

    def places(self) -> tuple[QRectF, QRectF, QRectF, QRectF]:
        """The rectangles of title, dots, message and key pad, px."""
        layout = arrange(self.width(), self.height())
        page, unit = layout.page, layout.unit
        if layout.upright:
            side = min(page.width(), page.height() * 0.62)
            pad = QRectF(page.center().x() - side / 2, page.bottom() - side, side, side)
            words = QRectF(page.left(), page.top(), page.width(), pad.top() - page.top())
        else:
            side = min(page.height(), page.width() * 0.52)
            pad = QRectF(page.right() - side, page.center().y() - side / 2, side, side)
            words = QRectF(page.left(), page.top(), pad.left() - page.left(), page.height())
            words.adjust(0, 0, -4 * unit, 0)
        third = words.height() / 4
        title = QRectF(words.left(), words.top(), words.width(), third)
        dots = QRectF(words.left(), title.bottom(), words.width(), third * 0.6)
        message = QRectF(words.left(), dots.bottom(), words.width(), third)
        return title, dots, message, pad

    def resizeEvent(self, _event: QResizeEvent | None) -> None:
        _, _, message, pad = self.places()
        unit = arrange(self.width(), self.height()).unit
        gap = 1.6 * unit
        wide, high = (pad.width() - 2 * gap) / 3, (pad.height() - 3 * gap) / 4
        for index, key in enumerate(self.keys.values()):
            column, row = index % 3, index // 3
            place = QRectF(
                pad.left() + column * (wide + gap), pad.top() + row * (high + gap), wide, high
            )
            key.largest = 9 * unit
            key.setGeometry(place.toRect())
        back = QRectF(0, message.bottom() + 2 * unit, min(44 * unit, message.width()), 13 * unit)
        back.moveLeft(message.center().x() - back.width() / 2)
        self.cancel.largest = 5 * unit
        self.cancel.setGeometry(back.toRect())

    def paintEvent(self, _event: QPaintEvent | None) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), WELCOMING.colour("ground"))
        title, dots, message, _ = self.places()
        unit = arrange(self.width(), self.height()).unit
        for rect, text, largest, role in (
            (title, self.accessibleName(), 8 * unit, "ink"),
            (message, self.message, 5.5 * unit, "ink"),
        ):
            face = fitting(text, rect.width(), rect.height(), largest=largest, smallest=3.5 * unit)
            write(painter, rect, text, face, WELCOMING.colour(role))
        self._draw_dots(painter, dots)
        painter.end()

    def _draw_dots(self, painter: QPainter, rect: QRectF) -> None:
        """One dot per digit typed, so that the length of the stored PIN is not disclosed."""
        step = min(rect.width() / LONGEST, rect.height())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(WELCOMING.colour("accent"))
        left = rect.center().x() - step * (self.typed - 1) / 2
        for index in range(self.typed):
            dot = QRectF(0, 0, step * 0.56, step * 0.56)
            dot.moveCenter(rect.center())
            dot.moveLeft(left + index * step - dot.width() / 2)
            painter.drawEllipse(dot)
