"""The picture: scaled to fit, with what was found drawn over it."""

from __future__ import annotations

import time
from collections import deque

import numpy as np
from PyQt6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, pyqtSignal
from PyQt6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QHelpEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PyQt6.QtWidgets import QPushButton, QSizePolicy, QToolTip, QWidget

from edge.overlay.maps import OpinionOf, evidence_at
from edge.overlay.opencv_painter import unit_of
from edge.overlay.score_memory import TASKS, ScoreMemory
from edge.types import U8, Frame, FrameResult
from ui import comparison, language, painting, theme
from ui.language import translate
from ui.pixels import as_image, scaled

ROOMY = 900
"""Width of the view, px, from which notes in its corners take one line."""


def fit(frame: tuple[int, int], area: QRectF) -> QRectF:
    """The largest rectangle of the frame's aspect (width, height) centred in the area."""
    width, height = frame
    scale = min(area.width() / width, area.height() / height)
    rect = QRectF(0, 0, width * scale, height * scale)
    rect.moveCenter(area.center())
    return rect


def _unit(picture: QRectF) -> float:
    return min(2.2, max(1.0, min(picture.width() / 1280, picture.height() / 720)))


def annotated(
    frame: Frame,
    result: FrameResult,
    opinion_of: OpinionOf,
    options: painting.OverlayOptions,
) -> U8:
    """The frame with its overlay drawn in, uint8 (H, W, 3) BGR, same size. Any thread."""
    pixels = np.array(frame.bgr, order="C")
    image = as_image(pixels)
    width, height = frame.size
    painter = QPainter(image)
    unit = unit_of(frame.size)
    target = QRectF(0, 0, width, height)
    painting.paint(painter, result, opinion_of, target, options, unit, frame.bgr)
    painter.end()
    return pixels


class VideoView(QWidget):
    """Shows the newest frame and its verdicts. UI thread only; holds on to one frame."""

    file_dropped = pyqtSignal(str)
    double_clicked = pyqtSignal()

    def __init__(self, memory: ScoreMemory, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.memory = memory
        self.options = painting.OverlayOptions()
        self.paused = False
        self.waiting_text = ""
        self.recording_since: float | None = None
        self.paint_ms: deque[float] = deque(maxlen=120)
        self._frame: Frame | None = None
        self._result: FrameResult | None = None
        self._shown: tuple[Frame, tuple[int, int], U8] | None = None
        self._dropping = False
        self.no_camera = QPushButton(self)
        self.no_camera.setObjectName("chip")
        self.no_camera.move(12, 12)
        self.no_camera.hide()
        self.replay = QPushButton(self)
        self.replay.setObjectName("chip")
        self.replay.hide()
        self.setAcceptDrops(True)
        self.setMinimumSize(160, 120)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.retranslate()

    @property
    def current(self) -> tuple[Frame, FrameResult] | None:
        """The frame on show and its result."""
        if self._frame is None or self._result is None:
            return None
        return self._frame, self._result

    @property
    def picture_rect(self) -> QRectF:
        """Where the frame lies in the widget, logical px; empty without a frame."""
        if self._frame is None:
            return QRectF()
        parts = self._parts(self._frame.size)
        return fit(self._frame.size, QRectF(self.rect()) if parts is None else parts[0])

    @property
    def beside(self) -> QRectF | None:
        """Where the maps of both models lie, beside or below the picture; None where none do."""
        parts = None if self._frame is None else self._parts(self._frame.size)
        return None if parts is None else parts[1]

    def _parts(self, frame: tuple[int, int]) -> tuple[QRectF, QRectF] | None:
        area = QRectF(self.rect())
        if self.options.heat != painting.BOTH:
            return None
        return comparison.split(area, frame, _unit(fit(frame, area)))

    @property
    def unit(self) -> float:
        """How large text and lines are drawn: they grow with the picture."""
        return _unit(self.picture_rect)

    @property
    def heatmap_missing(self) -> str:
        """Why no map is on show though one is asked for; empty where there is one, or none is."""
        task = self.options.heat
        if task is None or self._result is None:
            return ""
        if not self._result.faces:
            return translate("Video", "No heatmap: there is no face in the picture")
        tasks = TASKS if task == painting.BOTH else (task,)
        tracks = [face.face.track_id for face in self._result.faces]
        scores = [
            opinion.score
            for track in tracks
            for each in tasks
            if (opinion := self.memory.opinion(track, each)) is not None
        ]
        if any(score.evidence is not None for score in scores):
            return ""
        if scores:
            return translate("Video", "No heatmap: this model gives no evidence map")
        face = self._result.faces[0]
        reasons = language.reasons_line(face.quality.reasons or face.verdict.reasons)
        if not reasons:
            return translate("Video", "No heatmap: the face is yet to be scored")
        return translate("Video", "No heatmap, for the face is not scored: {0}").format(reasons)

    def show_frame(self, frame: Frame, result: FrameResult) -> None:
        self._frame, self._result = frame, result
        self.update()

    def clear(self) -> None:
        """Back to the waiting picture: nothing of the last source stays on screen."""
        self._frame = self._result = self._shown = None
        self.update()

    def set_options(self, options: painting.OverlayOptions) -> None:
        self.options = options
        self.update()

    def retranslate(self) -> None:
        self.setAccessibleName(translate("Video", "Video"))
        self.setAccessibleDescription(
            translate("Video", "The picture with the faces found and their verdicts")
        )
        self._name_no_camera()
        self.replay.setText(translate("Video", "Played to the end · play again"))
        self._place_replay()
        self.update()

    def restyle(self) -> None:
        self.update()

    def show_ended(self, on: bool) -> None:
        """Over the last picture of a file: that it is over, and a button to play it again."""
        if on != self.replay.isVisibleTo(self):
            self.replay.setVisible(on)
            self._place_replay()
            self.update()

    def _name_no_camera(self) -> None:
        """In two lines where it is narrow, so that it leaves room for a legend."""
        text = translate("Video", "Demo · no camera found · choose a camera")
        if self.width() < ROOMY:
            first, _, last = text.rpartition(" · ")
            text = f"{first}\n{last}"
        self.no_camera.setText(text)
        self.no_camera.adjustSize()

    def _place_replay(self) -> None:
        self.replay.adjustSize()
        spot = self.rect().center()
        self.replay.move(spot.x() - self.replay.width() // 2, spot.y() - self.replay.height() // 2)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        self._place_replay()
        self._name_no_camera()

    def sizeHint(self) -> QSize:
        return QSize(960, 540)

    def paintEvent(self, _event: QPaintEvent | None) -> None:
        start = time.perf_counter()
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.VIDEO_BACKGROUND)
        if self._frame is None or self._result is None:
            painting.waiting(painter, QRectF(self.rect()), self.waiting_text)
        else:
            rect = self.picture_rect
            self._draw_frame(painter, self._frame, rect)
            painting.paint(
                painter,
                self._result,
                self.memory.opinion,
                rect,
                self.options,
                self.unit,
                self._frame.bgr,
                self.beside,
            )
            if self.replay.isVisibleTo(self):
                painter.fillRect(rect, QColor(9, 11, 14, 120))
            self._draw_notes(painter, rect)
        if self._dropping:
            painter.setPen(QPen(theme.active().colour("accent"), 3))
            painter.drawRect(self.rect().adjusted(2, 2, -3, -3))
        painter.end()
        self.paint_ms.append((time.perf_counter() - start) * 1000)

    def _draw_frame(self, painter: QPainter, frame: Frame, rect: QRectF) -> None:
        ratio = self.devicePixelRatioF()
        size = (round(rect.width() * ratio), round(rect.height() * ratio))
        if self._shown is None or self._shown[0] is not frame or self._shown[1] != size:
            self._shown = (frame, size, scaled(frame.bgr, *size))
        image = as_image(self._shown[2])  # the array lives in self._shown
        image.setDevicePixelRatio(ratio)
        painter.drawImage(rect.topLeft(), image)

    def _draw_notes(self, painter: QPainter, rect: QRectF) -> None:
        assert self._result is not None
        top = []
        if self.recording_since is not None:
            seconds = int(time.monotonic() - self.recording_since)
            top.append(("record", f"{seconds // 60:02d}:{seconds % 60:02d}", "danger"))
        if self.paused:
            top.append(("pause", translate("Video", "Paused"), "text"))
        beside = self.no_camera.geometry().right() if self.no_camera.isVisible() else 0
        free = rect.adjusted(max(0.0, beside - rect.left()), 0, 0, 0)
        painting.chips(painter, free, top)
        missing = self.heatmap_missing
        if missing:  # below the others: the picture's foot is the news'
            below = 36 if top else 0
            if self.no_camera.isVisible():
                below = max(below, round(self.no_camera.geometry().bottom() - rect.top()))
            painting.chips(painter, rect.adjusted(0, below, 0, 0), [("heatmap", missing, "text")])

    def describe(self) -> str:
        """What a screen reader says of the picture now."""
        if self._result is None:
            return self.waiting_text
        said = [
            f"#{face.face.track_id}: {language.verdict_word(face.verdict)}"
            for face in self._result.faces
        ]
        return "; ".join(said)

    def evidence_text(self, place: QPointF) -> str:
        """What the map on show says at a place of this widget, in logits; empty where none lies."""
        rect, task = self.picture_rect, self.options.heat
        if self._result is None or task is None or task == painting.BOTH or rect.isEmpty():
            return ""
        scale = self._result.size[0] / rect.width()
        x, y = (place.x() - rect.left()) * scale, (place.y() - rect.top()) * scale
        value = evidence_at(self._result, self.memory.opinion, task, x, y)
        if value is None:
            return ""
        sign = "−" if value < 0 else "+"
        figure = sign + language.logits(abs(value))
        return translate("Video", "{0}: {1} logits here").format(language.task_word(task), figure)

    def event(self, event: QEvent | None) -> bool:
        """A tool tip says what the heatmap adds up to under the pointer."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            text = self.evidence_text(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), text, self)
            return True
        return super().event(event)

    def mouseDoubleClickEvent(self, _event: QMouseEvent | None) -> None:
        self.double_clicked.emit()

    def dragEnterEvent(self, event: QDragEnterEvent | None) -> None:
        if event is not None and _dropped_path(event) is not None:
            event.acceptProposedAction()
            self._dropping = True
            self.update()

    def dragLeaveEvent(self, _event: QDragLeaveEvent | None) -> None:
        self._dropping = False
        self.update()

    def dropEvent(self, event: QDropEvent | None) -> None:
        self._dropping = False
        self.update()
        path = _dropped_path(event) if event is not None else None
        if event is not None and path is not None:
            event.acceptProposedAction()
            self.file_dropped.emit(path)


def _dropped_path(event: QDropEvent) -> str | None:
    """The first local file or folder that is dragged here."""
    data = event.mimeData()
    urls = data.urls() if data is not None else []
    return next((url.toLocalFile() for url in urls if url.isLocalFile()), None)
