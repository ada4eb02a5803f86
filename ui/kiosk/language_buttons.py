"""Buttons with which visitors choose their language, and the return to the gate's language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtGui import QResizeEvent
from PyQt6.QtWidgets import QWidget

from edge.challenge.guidance import Phase
from ui import language
from ui.kiosk.buttons import BigButton
from ui.kiosk.palettes import WELCOMING, Mood

BUSY = frozenset(
    (Phase.CONSENT, Phase.POSITION, Phase.HOLD, Phase.CHALLENGE, Phase.ACCEPTED, Phase.RETRY)
)
"""Phases in which a visitor is present, so that the chosen language stays."""


class VisitorLanguage:
    """The language in use: the gate's own, or a visitor's choice until the visitor has left.

    own: the gate's language code. back_s: seconds without a visitor after which `own` returns.
    now, in the methods: seconds of one monotonic clock.
    """

    def __init__(self, own: str, back_s: float) -> None:
        self.own = self.code = own
        self._back_s = back_s
        self._busy_at = 0.0
        self._phase = Phase.IDLE

    def choose(self, code: str, now: float) -> None:
        """Note that a visitor chose the language `code`."""
        self.code, self._busy_at = code, now

    def follow(self, phase: Phase, now: float) -> bool:
        """Note the session's phase. True when the gate's own language is to be restored."""
        done = self._phase is Phase.ACCEPTED and phase is not Phase.ACCEPTED
        self._phase = phase
        if phase in BUSY:
            self._busy_at = now
        return self.code != self.own and (done or now - self._busy_at >= self._back_s)


class LanguageButtons(QWidget):
    """One button per language, labelled in that language. Emits `chosen` with its code."""

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
        """Highlight the button of the language in use."""
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
