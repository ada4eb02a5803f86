"""The playback bar of a file: position, coloured by verdict; step, speed, loop."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PyQt6.QtCore import QLocale, QRectF, QSize, Qt, pyqtSignal
from PyQt6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QWidget

from edge.types import FrameResult, State
from ui import icons, theme
from ui.gravest_state import gravest
from ui.language import translate
from ui.panels.decision import Choice

if TYPE_CHECKING:
    from edge.runtime.stats import EngineStats

SPEEDS = (0.25, 0.5, 1.0, 2.0, 4.0)
BINS = 400
"""Number of coloured sections of the seek bar."""

JUMP_S = 5.0
"""How far an arrow key jumps."""


class SeekBar(QWidget):
    """The seek bar; judged sections have the colour of their verdict."""

    sought = pyqtSignal(float)  # seconds, media time

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.duration = 0.0
        self.position = 0.0
        self.verdicts: dict[int, State] = {}
        self._dragged: float | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(26)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def sizeHint(self) -> QSize:
        return QSize(300, 26)

    def set_duration(self, seconds: float) -> None:
        if seconds != self.duration:
            self.duration = seconds
            self.update()

    def clear(self) -> None:
        """Another file."""
        self.verdicts.clear()
        self.duration = self.position = 0.0
        self.update()

    def add(self, result: FrameResult) -> None:
        """Colour the section of a result, over an earlier one."""
        self.position = result.time
        found = gravest(result)
        if self.duration > 0:
            bin_ = self._bin(result.time)
            if found is None:
                self.verdicts.pop(bin_, None)
            else:
                self.verdicts[bin_] = found
        self.update()

    def _bin(self, seconds: float) -> int:
        return min(BINS - 1, max(0, math.floor(seconds / self.duration * BINS)))

    @property
    def shown(self) -> float:
        """The handle's position, s."""
        return self.position if self._dragged is None else self._dragged

    def paintEvent(self, _event: QPaintEvent | None) -> None:
        colours = theme.active()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = self._track
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colours.colour("border"))
        painter.drawRoundedRect(area, 3, 3)
        width = area.width() / BINS
        for bin_, state in self.verdicts.items():
            painter.setBrush(theme.state_ink(state))
            painter.drawRect(QRectF(area.left() + bin_ * width, area.top(), width + 0.6, 8))
        if self.duration > 0:
            x = area.left() + area.width() * min(1.0, self.shown / self.duration)
            painter.setBrush(colours.colour("text"))
            painter.drawRoundedRect(QRectF(x - 3, area.center().y() - 9, 6, 18), 3, 3)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(colours.colour("accent"))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 5, 5)
        painter.end()

    @property
    def _track(self) -> QRectF:
        return QRectF(8, self.height() / 2 - 4, max(1, self.width() - 16), 8)

    def _at(self, event: QMouseEvent) -> float:
        share = (event.position().x() - self._track.left()) / self._track.width()
        return min(1.0, max(0.0, share)) * self.duration

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        if event is not None and self.duration > 0:
            self._dragged = self._at(event)
            self.update()

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:
        if event is not None and self._dragged is not None:
            self._dragged = self._at(event)
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent | None) -> None:
        if event is not None and self._dragged is not None:
            there, self._dragged = self._at(event), None
            self.position = there
            self.sought.emit(there)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        ways = {Qt.Key.Key_Left: -JUMP_S, Qt.Key.Key_Right: JUMP_S}
        if event is not None and event.key() in ways and self.duration > 0:
            there = min(self.duration, max(0.0, self.position + ways[event.key()]))
            self.position = there
            self.sought.emit(there)
        else:
            super().keyPressEvent(event)


class PlaybackBar(QFrame):
    """Below the picture while a file plays; hidden for cameras and streams."""

    sought = pyqtSignal(float)  # seconds, media time
    stepped = pyqtSignal(int)  # frames: 1 or -1
    speed_chosen = pyqtSignal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("playback")
        self.seek = SeekBar(self)
        self.seek.sought.connect(self.sought)
        self.back, self.forward, self.loop = (QToolButton(self) for _ in range(3))
        self.loop.setCheckable(True)
        self.back.clicked.connect(lambda: self.stepped.emit(-1))
        self.forward.clicked.connect(lambda: self.stepped.emit(1))
        self.time = QLabel(self)
        self.time.setObjectName("muted")
        self.speed = Choice(self)
        self.speed.addItems([f"{speed:g} ×" for speed in SPEEDS])
        self.speed.setCurrentIndex(SPEEDS.index(1.0))
        self.speed.currentIndexChanged.connect(lambda i: self.speed_chosen.emit(SPEEDS[i]))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 3, 10, 3)
        for widget in (self.back, self.forward):
            layout.addWidget(widget)
        layout.addWidget(self.seek, 1)
        for widget in (self.time, self.speed, self.loop):
            layout.addWidget(widget)
        self.hide()
        self.retranslate()
        self.restyle()

    def show_stats(self, stats: EngineStats) -> None:
        self.setVisible(stats.duration_s is not None)
        if stats.duration_s is not None:
            self.seek.set_duration(stats.duration_s)
            self._show_time()

    def add(self, result: FrameResult) -> None:
        if not self.isHidden():
            self.seek.add(result)
            self._show_time()

    def clear(self) -> None:
        """Reset for another source; speed and loop stay."""
        self.seek.clear()
        self.hide()

    def _show_time(self) -> None:
        self.time.setText(f"{clock(self.seek.position)} / {clock(self.seek.duration)}")

    def retranslate(self) -> None:
        texts = {
            self.back: translate("Playback", "One frame back"),
            self.forward: translate("Playback", "One frame on"),
            self.loop: translate("Playback", "Play over and over"),
            self.speed: translate("Playback", "Speed"),
            self.seek: translate("Playback", "Position in the file, coloured by verdict"),
        }
        for index, speed in enumerate(SPEEDS):
            self.speed.setItemText(index, f"{QLocale().toString(speed, 'g', 3)} ×")
        for widget, text in texts.items():
            widget.setAccessibleName(text)
            widget.setToolTip(text)

    def restyle(self) -> None:
        colours = theme.active()
        for button, name in ((self.back, "back"), (self.forward, "forward"), (self.loop, "loop")):
            button.setIcon(icons.icon(name, colours.colour("text"), colours.colour("muted")))
            button.setIconSize(QSize(18, 18))
        self.seek.update()


def clock(seconds: float) -> str:
    """1:05 for 65.2 s."""
    whole = int(seconds)
    return f"{whole // 60}:{whole % 60:02d}"
