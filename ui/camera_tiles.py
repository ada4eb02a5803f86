"""Tiles of several cameras below the picture: each with its state and its frames a second."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QRectF, QSize, Qt, QTimer, pyqtSignal
from PyQt6.QtGui import QColor, QFont, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QWidget

from edge.types import Frame, FrameResult, State
from ui import icons, language, theme
from ui.gravest_state import gravest
from ui.language import translate
from ui.notices import BLIND
from ui.pixels import as_image, scaled
from ui.statusline import state_word
from ui.video_view import fit

if TYPE_CHECKING:
    from edge.runtime.stats import EngineStats
    from ui.engine_group import EngineGroup

POLL_MS = 100
HEIGHT = 132
_WIDTH = 190


class CameraTile(QWidget):
    """One camera, small: its newest picture, name, state and frames a second."""

    chosen = pyqtSignal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = name
        self.on_show = False
        self.state: State | None = None
        self.status = ""
        self.rate = 0.0
        self._frame: Frame | None = None
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFixedSize(_WIDTH, HEIGHT - 18)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_frame(self, frame: Frame | None, result: FrameResult | None) -> None:
        self._frame = frame
        self.state = None if result is None else gravest(result)
        self.update()

    def show_stats(self, stats: EngineStats) -> None:
        """The frames a second; where no picture comes, what the source does instead."""
        source = None if stats.source is None else stats.source.state
        blind = source is None or source in BLIND
        self.rate = 0.0 if blind else stats.fps
        self.status = state_word(source) if blind else ""
        if source in BLIND:
            self._frame, self.state = None, None
        self.setAccessibleName(f"{self.name}: {self.chip}")
        self.setToolTip(self.chip)
        self.update()

    def set_on_show(self, on: bool) -> None:
        self.on_show = on
        self.update()

    @property
    def chip(self) -> str:
        """What the chip says."""
        if self.status:
            return self.status
        if self.state is None:
            return translate("Tiles", "No face")
        return language.state_word(self.state)

    @property
    def figure(self) -> str:
        pattern = translate("Tiles", "{0} fps")
        return "–" if self.status else pattern.format(language.number(self.rate))

    def paintEvent(self, _event: QPaintEvent | None) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect())
        painter.fillRect(area, theme.VIDEO_BACKGROUND)
        if self._frame is not None:
            self._paint_picture(painter, self._frame, area)
        self._paint_name(painter, area)
        self._paint_chip(painter)
        if self.on_show or self.hasFocus():
            width = 3 if self.on_show else 1.5
            style = Qt.PenStyle.SolidLine if self.on_show else Qt.PenStyle.DashLine
            painter.setPen(QPen(theme.active().colour("accent"), width, style))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(area.adjusted(1.5, 1.5, -1.5, -1.5))
        painter.end()

    def _paint_picture(self, painter: QPainter, frame: Frame, area: QRectF) -> None:
        ratio = self.devicePixelRatioF()
        rect = fit(frame.size, area)
        pixels = scaled(frame.bgr, round(rect.width() * ratio), round(rect.height() * ratio))
        image = as_image(pixels)
        image.setDevicePixelRatio(ratio)
        painter.drawImage(rect.topLeft(), image)

    def _paint_name(self, painter: QPainter, area: QRectF) -> None:
        foot = QRectF(area.left(), area.bottom() - 22, area.width(), 22)
        painter.fillRect(foot, QColor(9, 11, 14, 200))
        painter.setFont(theme.ui_font(9, bold=True))
        painter.setPen(QColor("#F2F5F8"))
        line = foot.adjusted(8, 0, -8, 0)
        middle = Qt.AlignmentFlag.AlignVCenter
        room = int(line.width() - painter.fontMetrics().horizontalAdvance(self.figure) - 8)
        name = painter.fontMetrics().elidedText(self.name, Qt.TextElideMode.ElideRight, room)
        painter.drawText(line, middle | Qt.AlignmentFlag.AlignLeft, name)
        painter.setFont(theme.ui_font(8.5))
        painter.drawText(line, middle | Qt.AlignmentFlag.AlignRight, self.figure)

    def _paint_chip(self, painter: QPainter) -> None:
        font = QFont(theme.ui_font(8.5, bold=True))
        painter.setFont(font)
        glyph = 13 if self.state is not None else 0
        wide = painter.fontMetrics().horizontalAdvance(self.chip) + 16 + (glyph + 4 if glyph else 0)
        chip = QRectF(6, 6, wide, 20)
        ground = QColor(9, 11, 14, 215) if self.state is None else theme.state_colour(self.state)
        ink = QColor("#F2F5F8") if self.state is None else theme.ON_STATE
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(chip, 6, 6)
        if self.state is not None:
            spot = QRectF(chip.left() + 7, chip.top() + 3.5, glyph, glyph)
            icons.draw(painter, icons.state_icon(self.state), spot, ink, 2.4)
        painter.setPen(ink)
        text = chip.adjusted(8 + (glyph + 4 if glyph else 0), 0, -4, 0)
        painter.drawText(
            text, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self.chip
        )

    def mouseReleaseEvent(self, event: QMouseEvent | None) -> None:
        if event is not None and self.rect().contains(event.pos()):
            self.chosen.emit(self.name)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        if event is not None and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.chosen.emit(self.name)
        else:
            super().keyPressEvent(event)


class CameraTiles(QScrollArea):
    """A row of tiles; looks at the cameras that are not on show ten times a second."""

    chosen = pyqtSignal(str)

    def __init__(self, group: EngineGroup, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._group = group
        self.setObjectName("tiles")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFixedHeight(HEIGHT)
        self.setWidgetResizable(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        row = QWidget(self)
        layout = QHBoxLayout(row)
        layout.setContentsMargins(8, 7, 8, 7)
        layout.setSpacing(8)
        self.tiles = {name: CameraTile(name, row) for name in group.names}
        for tile in self.tiles.values():
            tile.chosen.connect(self.chosen)
            layout.addWidget(tile)
        layout.addStretch(1)
        self.setWidget(row)
        self._timer = QTimer(self)
        self._timer.setInterval(POLL_MS)
        self._timer.timeout.connect(self.refresh)
        self._timer.start()
        self.mark()

    def sizeHint(self) -> QSize:
        return QSize(_WIDTH * len(self.tiles), HEIGHT)

    def refresh(self) -> None:
        """Take what the others have made since."""
        for name, engine in self._group.others():
            tile = self.tiles[name]
            taken = engine.get()
            if taken is not None:
                tile.show_frame(*taken)
            tile.show_stats(engine.stats())

    def on_result(self, frame: Frame, result: FrameResult) -> None:
        """Of the camera on show."""
        self.tiles[self._group.on_show].show_frame(frame, result)

    def on_stats(self, stats: EngineStats) -> None:
        """Of the camera on show."""
        self.tiles[self._group.on_show].show_stats(stats)

    def mark(self) -> None:
        """Show which camera is the large one."""
        for name, tile in self.tiles.items():
            tile.set_on_show(name == self._group.on_show)

    def stop(self) -> None:
        """For the window's end."""
        self._timer.stop()

    def retranslate(self) -> None:
        for tile in self.tiles.values():
            tile.update()
