"""Buttons with which visitors choose their language, and when it goes back to the gate's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtGui import QResizeEvent
from PyQt6.QtWidgets import QWidget

from edge.challenge.guidance import Phase
from ui import language
from ui.kiosk.buttons import BigButton
from ui.kiosk.look import WELCOMING, Mood

BUSY = frozenset(
    (Phase.CONSENT, Phase.POSITION, Phase.HOLD, Phase.CHALLENGE, Phase.ACCEPTED, Phase.RETRY)
)
"""Phases in which somebody is there who may have chosen."""


class VisitorLanguage:
    """The language spoken: the gate's, or a visitor's until they have gone.

    back_s: s without anybody at the gate. now: s of a monotonic clock, the same in every call.
    """

    def __init__(self, own: str, back_s: float) -> None:
        self.own = self.code = own
        self._back_s = back_s
        self._busy_at = 0.0
        self._phase = Phase.IDLE

    def choose(self, code: str, now: float) -> None:
        """A visitor asks for it."""
        self.code, self._busy_at = code, now

    def follow(self, phase: Phase, now: float) -> bool:
        """Note how the session goes. True when it is time for the gate's own language again."""
        done = self._phase is Phase.ACCEPTED and phase is not Phase.ACCEPTED
        self._phase = phase
        if phase in BUSY:
            self._busy_at = now
        return self.code != self.own and (done or now - self._busy_at >= self._back_s)


class LanguageButtons(QWidget):
    """A row of them, each in its own language. Emits the code that was chosen."""

    chosen = pyqtSignal(str)

    def __init__(
        self, codes: Sequence[str], mood: Mood = WELCOMING, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.buttons = {code: self._button(code, mood) for code in dict.fromkeys(codes)}
        self.retranslate()

    def _button(self, code: str, mood: Mood) -> BigButton:
        button = BigButton(language.NAMES[code], self)
        button.mood = replace(mood, accent=mood.ink, on_accent=mood.ground)
        button.clicked.connect(lambda: self.chosen.emit(code))
        return button

    def retranslate(self) -> None:
        """Mark the one in use."""
        for code, button in self.buttons.items():
            button.leading = code == language.in_use()
            button.update()

    def resizeEvent(self, _event: QResizeEvent | None) -> None:
        count, high = max(1, len(self.buttons)), self.height()
        gap = round(high * 0.16)
        wide = min((self.width() - gap * (count - 1)) // count, round(high * 2.6))
        for index, button in enumerate(self.buttons.values()):
            left = self.width() - (count - index) * wide - (count - 1 - index) * gap
            button.largest = high * 0.42
            button.setGeometry(left, 0, wide, high)
