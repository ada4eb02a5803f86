"""The bar above the picture: one message per subject, of which it shows the most severe."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ui import icons, theme
from ui.language import translate

_RANK = {"error": 2, "warning": 1, "info": 0}
_ICONS = {"error": "warning", "warning": "warning", "info": "info"}
# ground, text: dark text on the palette's light colours, as for the states
_COLOURS = {
    "error": ("#F0702A", "#0A0D11"),
    "warning": ("#E69F00", "#0A0D11"),
    "info": ("#56B4E9", "#0A0D11"),
}


@dataclass(frozen=True, slots=True)
class Message:
    """A message. action: a button's label and function; None: only a button to close.

    details: technical details below the text.
    """

    level: str
    text: str
    action: tuple[str, Callable[[], None]] | None = None
    details: str = ""


class Banner(QFrame):
    """Stores one message per subject (camera, model …) and shows the most severe, newest first."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._messages: dict[str, Message] = {}
        self._hidden: dict[str, Message] = {}
        self._shown: str | None = None
        self.icon = QLabel(self)
        self.label = QLabel(self)
        self.label.setWordWrap(True)
        self.label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.details = QLabel(self)
        self.details.setObjectName("details")
        self.details.setWordWrap(True)
        self.button = QPushButton(self)
        self.button.clicked.connect(self._act)
        self.dismiss = QPushButton(self)
        self.dismiss.clicked.connect(self._dismiss)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(14, 7, 10, 7)
        layout.setSpacing(10)
        layout.addWidget(self.icon)
        texts = QVBoxLayout()
        texts.setSpacing(1)
        texts.addWidget(self.label)
        texts.addWidget(self.details)
        layout.addLayout(texts, 1)
        layout.addWidget(self.button)
        layout.addWidget(self.dismiss)
        self.retranslate()
        self._refresh()

    @property
    def text(self) -> str:
        """The text shown; empty when there is none."""
        return "" if self._shown is None else self._messages[self._shown].text

    @property
    def subject(self) -> str | None:
        """The subject of the message shown."""
        return self._shown

    def post(self, subject: str, message: Message) -> None:
        """Set a subject's message.

        A message that the user closed stays hidden until it changes.
        """
        if self._hidden.get(subject) == message:
            return
        self._hidden.pop(subject, None)
        if self._messages.get(subject) != message:
            self._messages.pop(subject, None)
            self._messages[subject] = message
            self._refresh()

    def clear(self, subject: str) -> None:
        """Remove a subject's message."""
        self._hidden.pop(subject, None)
        if self._messages.pop(subject, None) is not None:
            self._refresh()

    def _refresh(self) -> None:
        newest_first = list(reversed(self._messages))
        self._shown = max(newest_first, key=lambda s: _RANK[self._messages[s].level], default=None)
        self.setVisible(self._shown is not None)
        if self._shown is None:
            return
        message = self._messages[self._shown]
        ground, text = _COLOURS[message.level]
        self.setStyleSheet(
            f"Banner {{ background: {ground}; }} QLabel {{ color: {text}; font-weight: 600; }}"
            f"QLabel#details {{ font-weight: 400; }}"
            f"QPushButton {{ background: {text}; color: #FFFFFF; border: 1px solid {text}; }}"
            f"QPushButton:focus {{ border-color: #FFFFFF; }}"
        )
        ratio = self.devicePixelRatioF()
        colour = theme.ON_STATE
        self.icon.setPixmap(icons.pixmap(_ICONS[message.level], colour, 20, ratio))
        self.label.setText(message.text)
        self.details.setText(message.details)
        self.details.setVisible(bool(message.details))
        self.setAccessibleName(message.text)
        self.setAccessibleDescription(message.details)
        self.button.setVisible(message.action is not None)
        if message.action is not None:
            self.button.setText(message.action[0])

    def _act(self) -> None:
        message = self._messages.get(self._shown or "")
        if message is not None and message.action is not None:
            message.action[1]()

    def _dismiss(self) -> None:
        if self._shown is not None:
            self._hidden[self._shown] = self._messages.pop(self._shown)
            self._refresh()

    def retranslate(self) -> None:
        self.dismiss.setText(translate("Banner", "Hide"))
