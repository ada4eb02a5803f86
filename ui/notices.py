"""What the window says of source, models and faults: the banner, and what is posted on it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject, Qt, pyqtSignal
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from edge.capture.supervisor import SourceState, SourceStatus
from ui import icons, theme
from ui.language import told, translate
from ui.menus import SourceMenu
from ui.settings import Settings

if TYPE_CHECKING:
    from edge.runtime.stats import EngineStats, Event
    from edge.types import FrameResult

BLIND = frozenset(
    (SourceState.STALLED, SourceState.FROZEN, SourceState.RECONNECTING, SourceState.LOST)
)
"""States in which the last picture must not stand there as if it were now."""

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
    """One thing to say. action: label and what it does; None offers only to close."""

    level: str
    text: str
    action: tuple[str, Callable[[], None]] | None = None


class Banner(QFrame):
    """Holds one message a subject (camera, model …) and shows the gravest, newest first."""

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
        self.button = QPushButton(self)
        self.button.clicked.connect(self._act)
        self.dismiss = QPushButton(self)
        self.dismiss.clicked.connect(self._dismiss)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(14, 7, 10, 7)
        layout.setSpacing(10)
        layout.addWidget(self.icon)
        layout.addWidget(self.label, 1)
        layout.addWidget(self.button)
        layout.addWidget(self.dismiss)
        self.retranslate()
        self._refresh()

    @property
    def text(self) -> str:
        """What is on show; empty when nothing is."""
        return "" if self._shown is None else self._messages[self._shown].text

    @property
    def subject(self) -> str | None:
        """The subject on show."""
        return self._shown

    def post(self, subject: str, message: Message) -> None:
        """Say something about a subject, in place of what was said of it before.

        What was hidden by hand stays hidden until there is something else to say.
        """
        if self._hidden.get(subject) == message:
            return
        self._hidden.pop(subject, None)
        if self._messages.get(subject) != message:
            self._messages.pop(subject, None)
            self._messages[subject] = message
            self._refresh()

    def clear(self, subject: str) -> None:
        """Nothing more to say about a subject."""
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
            f"QPushButton {{ background: {text}; color: #FFFFFF; border: 1px solid {text}; }}"
            f"QPushButton:focus {{ border-color: #FFFFFF; }}"
        )
        ratio = self.devicePixelRatioF()
        colour = theme.ON_STATE
        self.icon.setPixmap(icons.pixmap(_ICONS[message.level], colour, 20, ratio))
        self.label.setText(message.text)
        self.setAccessibleName(message.text)
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


class Notices:
    """One banner subject each for source, model, and what else fails."""

    def __init__(self, banner: Banner, retry: Callable[[], None]) -> None:
        self._banner = banner
        self._retry = retry

    def on_stats(self, stats: EngineStats) -> None:
        if stats.source is not None:
            self._on_source(stats.source)
        if "antispoof" in stats.models or stats.frames == 0:
            self._banner.clear("model")
        else:
            text = translate(
                "Notices",
                "No usable anti-spoofing model: nobody can be vouched for, every face is "
                "“unavailable”. Bring one with: facevouch models import FILE",
            )
            self._banner.post("model", Message("error", text))

    def on_event(self, event: Event) -> None:
        """Errors that no lasting status stands for."""
        if event.level == "error":
            text = _introduced(event, told(event.text))
            self._banner.post(f"event:{event.kind}", Message("error", text))
        elif event.kind == "model":
            self._banner.clear("event:model")  # a later exchange succeeded

    def forget_source(self) -> None:
        """Another source was chosen: what was said of the last one no longer counts."""
        self._banner.clear("source")
        self._banner.clear("event:source")
        self._banner.clear("event:frame")

    def _on_source(self, status: SourceStatus) -> None:
        again = (translate("Notices", "Try again"), self._retry)
        if status.state is SourceState.LOST:
            self._banner.clear("event:source")  # the same news, said better here
            text = translate("Notices", "No picture: {0}")
            self._post("error", text.format(told(status.message)), again)
        elif status.state in BLIND:
            text = translate("Notices", "The picture stopped; trying again by itself. ({0})")
            self._post("warning", text.format(told(status.message)), again)
        elif status.state is SourceState.ENDED:
            replay = (translate("Notices", "Play again"), self._retry)
            self._post("info", translate("Notices", "The file has been played to its end."), replay)
        elif status.state is SourceState.PLAYING:
            self._banner.clear("source")

    def _post(self, level: str, text: str, action: tuple[str, Callable[[], None]]) -> None:
        self._banner.post("source", Message(level, text, action))


def _introduced(event: Event, text: str) -> str:
    """With what it means for the person: an exchange that failed left everything as it was."""
    if event.kind == "model":
        return translate("Notices", "The model stays as it was: {0}").format(text)
    if event.kind == "source" and event.source is None:  # else the source itself speaks
        return translate("Notices", "The source was not changed: {0}").format(text)
    return text


def waiting_text(status: SourceStatus | None) -> str:
    """The sentence in place of a picture."""
    state = None if status is None else status.state
    if state in (None, SourceState.OPENING):
        return translate("Notices", "Opening the source…")
    if state is SourceState.LOST:
        return translate("Notices", "No picture. Choose a source, or drop a video here.")
    if state in BLIND:
        return translate("Notices", "Waiting for the camera to come back…")
    return translate("Notices", "Waiting for the first picture…")


class SourceOnShow(QObject):
    """Follows what the engine says of one source after another.

    spec: as asked for; None leaves the choice to the engine.
    """

    named = pyqtSignal(str)
    went_blind = pyqtSignal()

    def __init__(
        self,
        spec: str | None,
        menu: SourceMenu,
        settings: Settings,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.spec = spec
        self._menu = menu
        self._settings = settings
        self._chosen: str | None = None  # what the engine took where the choice was its own
        self._asked_at = 0.0  # monotonic s of the last change
        self._blind = False
        menu.cameras_found.connect(self.tell_name)

    def change(self, spec: str | None) -> None:
        """Another one was asked for; what is still said of the last one no longer counts."""
        self.spec = spec
        self._chosen = None
        self._asked_at = time.monotonic()
        self._blind = False
        self.tell_name()

    def on_result(self, result: FrameResult) -> None:
        if self.spec is None and self._chosen is None:  # a camera, or the demo for want of one
            self._chosen = result.source_id.removeprefix("camera ")
            self.tell_name()

    def on_stats(self, stats: EngineStats) -> None:
        """Say when the picture is no longer now; remember a source that plays."""
        if stats.source is None or stats.source.at < self._asked_at:
            return
        blind = stats.source.state in BLIND
        if blind and not self._blind:
            self.went_blind.emit()
        self._blind = blind
        if stats.source.state is SourceState.PLAYING and self._settings.source != self.spec:
            self._settings.source = self.spec

    def tell_name(self) -> None:
        """Emit the name anew: the source, the cameras' names or the language are others."""
        self.named.emit(self._menu.label(self._chosen if self.spec is None else self.spec))
