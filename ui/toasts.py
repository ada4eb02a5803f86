"""Short messages over the picture: what is news and no fault. Bars are for faults (`banner`)."""

from __future__ import annotations

from PyQt6.QtCore import QEvent, QObject
from PyQt6.QtGui import QColor
from PyQt6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ui import icons
from ui.banner import Banner, Message
from ui.language import translate

WIDEST = 620
NARROW = 420
LEAST_MARGIN = 12
_INK = "#F2F5F8"
_ACCENT = "#56B4E9"


class Toast(QFrame):
    """One message, with what can be done about it and a button to hide it."""

    def __init__(self, message: Message, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.message = message
        self.setObjectName("toast")
        icon = QLabel(self)
        icon.setPixmap(icons.pixmap("info", QColor(_ACCENT), 18, self.devicePixelRatioF()))
        self.label = QLabel(message.text, self)
        self.label.setWordWrap(True)
        self.button = QPushButton(self)
        self.button.setVisible(message.action is not None)
        if message.action is not None:
            self.button.setText(message.action[0])
            self.button.clicked.connect(lambda: message.action and message.action[1]())
        self.dismiss = QPushButton(self)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(12, 7, 8, 7)
        self._row.setSpacing(9)
        head, foot = QHBoxLayout(), QHBoxLayout()
        head.addWidget(icon)
        head.addWidget(self.label, 1)
        foot.addWidget(self.button)
        foot.addWidget(self.dismiss)
        self._row.addLayout(head, 1)
        self._row.addLayout(foot)
        self.setAccessibleName(message.text)
        self.retranslate()

    def set_width(self, width: int) -> None:
        """Its buttons beside the text, or below it where there is little room."""
        direction = QBoxLayout.Direction
        narrow = width < NARROW
        self._row.setDirection(direction.TopToBottom if narrow else direction.LeftToRight)

    def retranslate(self) -> None:
        self.dismiss.setText(translate("Banner", "Hide"))


class Toasts(QWidget):
    """A stack at the foot of the picture, one message a subject, the newest lowest.

    What was hidden by hand stays hidden until there is something else to say.
    """

    def __init__(self, picture: QWidget) -> None:
        super().__init__(picture)
        self._toasts: dict[str, Toast] = {}
        self._hidden: dict[str, Message] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        self.setStyleSheet(
            f"#toast {{ background: rgba(9, 11, 14, 228); border: 1px solid {_ACCENT};"
            f" border-radius: 9px; }} #toast QLabel {{ color: {_INK}; }}"
            f"#toast QPushButton {{ background: transparent; color: {_INK};"
            f" border: 1px solid #7C8896; padding: 4px 10px; }}"
            f"#toast QPushButton:hover {{ background: #2A323D; }}"
            f"#toast QPushButton:focus {{ border-color: {_INK}; }}"
        )
        self.hide()
        picture.installEventFilter(self)

    @property
    def text(self) -> str:
        """The newest message; empty when there is none."""
        return next(reversed(self._toasts.values())).message.text if self._toasts else ""

    @property
    def subjects(self) -> list[str]:
        return list(self._toasts)

    def __getitem__(self, subject: str) -> Toast:
        return self._toasts[subject]

    def post(self, subject: str, message: Message) -> None:
        """Say something about a subject, in place of what was said of it before."""
        if self._hidden.get(subject) == message:
            return
        self._hidden.pop(subject, None)
        shown = self._toasts.get(subject)
        if shown is not None and shown.message == message:
            return
        self._remove(subject)
        toast = Toast(message, self)
        toast.dismiss.clicked.connect(lambda: self._dismiss(subject))
        self._toasts[subject] = toast
        self._column.addWidget(toast)
        self.place()

    def clear(self, subject: str) -> None:
        """Nothing more to say about a subject."""
        self._hidden.pop(subject, None)
        self._remove(subject)
        self.place()

    def _dismiss(self, subject: str) -> None:
        self._hidden[subject] = self._toasts[subject].message
        self._remove(subject)
        self.place()

    def _remove(self, subject: str) -> None:
        toast = self._toasts.pop(subject, None)
        if toast is not None:
            self._column.removeWidget(toast)
            toast.hide()
            toast.deleteLater()

    def place(self) -> None:
        """At the foot of the picture, as wide as it may be."""
        self.setVisible(bool(self._toasts))
        picture = self.parentWidget()
        if not self._toasts or picture is None:
            return
        width = max(120, min(WIDEST, picture.width() - 2 * LEAST_MARGIN))
        self.setFixedWidth(width)
        toasts = self._toasts.values()
        for toast in toasts:
            toast.set_width(width)
        height = sum(max(t.sizeHint().height(), t.heightForWidth(width)) for t in toasts)
        height += self._column.spacing() * (len(self._toasts) - 1)
        self.resize(width, min(height, picture.height()))
        left = (picture.width() - width) // 2
        self.move(left, max(0, picture.height() - height - LEAST_MARGIN))
        self.raise_()

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        if event is not None and event.type() == QEvent.Type.Resize:
            self.place()
        return super().eventFilter(watched, event)


class MessageBoard:
    """Sends news to the toasts and faults to the bar; a subject is on one of them."""

    def __init__(self, banner: Banner, toasts: Toasts) -> None:
        self._banner = banner
        self._toasts = toasts

    def post(self, subject: str, message: Message) -> None:
        news = message.level == "info"
        (self._banner if news else self._toasts).clear(subject)
        (self._toasts if news else self._banner).post(subject, message)

    def clear(self, subject: str) -> None:
        self._banner.clear(subject)
        self._toasts.clear(subject)
