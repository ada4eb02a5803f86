"""The picture: scaled to fit, with what was found drawn over it."""

from __future__ import annotations

import time
from collections import deque

import cv2
import numpy as np
from PyQt6 import sip
from PyQt6.QtCore import QRectF, QSize, Qt, pyqtSignal
from PyQt6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QImage,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PyQt6.QtWidgets import QSizePolicy, QWidget

from edge.types import U8, Frame, FrameResult
from ui import language, painting, theme
from ui.heatmap import OpinionOf
from ui.language import translate
from ui.score_memory import ScoreMemory


def fit(frame: tuple[int, int], area: QRectF) -> QRectF:
    """The largest rectangle of the frame's aspect (width, height) centred in the area."""
    width, height = frame
    scale = min(area.width() / width, area.height() / height)
    rect = QRectF(0, 0, width * scale, height * scale)
    rect.moveCenter(area.center())
    return rect


def as_image(bgr: U8) -> QImage:
    """A view of the array, not a copy: keep the array as long as the image is used.

    Painting on the image writes into the array.
    """
    height, width = bgr.shape[:2]
    pixels = sip.voidptr(bgr.ctypes.data)  # writable, and any stride; bytes would be neither
    return QImage(pixels, width, height, bgr.strides[0], QImage.Format.Format_BGR888)


def scaled(bgr: U8, width: int, height: int) -> U8:
    """The frame at screen size: averaged when it shrinks, interpolated when it grows.

    The rows stay contiguous, as QImage needs them.
    """
    if (width, height) == (bgr.shape[1], bgr.shape[0]):
        return np.ascontiguousarray(bgr)
    shrinks = width < bgr.shape[1]
    method = cv2.INTER_AREA if shrinks else cv2.INTER_CUBIC
    return np.asarray(
        cv2.resize(bgr, (max(1, width), max(1, height)), interpolation=method), np.uint8
    )


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
    unit = max(0.5, min(width / 1280, height / 720) * 1.15)
    painting.paint(painter, result, opinion_of, QRectF(0, 0, width, height), options, unit)
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
        return fit(self._frame.size, QRectF(self.rect()))

    @property
    def lacks_heatmap(self) -> bool:
        """The heatmap is asked for, a face is scored, and the model gives no map."""
        task = self.options.heat
        if task is None or self._result is None:
            return False
        tracks = [face.face.track_id for face in self._result.faces]
        opinions = [o for track in tracks if (o := self.memory.opinion(track, task)) is not None]
        return bool(opinions) and all(o.score.evidence is None for o in opinions)

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
        self.update()

    def restyle(self) -> None:
        self.update()

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
            painting.paint(painter, self._result, self.memory.opinion, rect, self.options)
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
        if not self._result.trusted_source:
            top.append(("untrusted", translate("Video", "Source not trusted"), "danger"))
        painting.chips(painter, rect, top, at_bottom=False)
        if self.lacks_heatmap:
            text = translate("Video", "No heatmap: this model gives no evidence map")
            painting.chips(painter, rect, [("heatmap", text, "text")], at_bottom=True)

    def describe(self) -> str:
        """What a screen reader says of the picture now."""
        if self._result is None:
            return self.waiting_text
        said = [
            f"#{face.face.track_id}: {language.verdict_word(face.verdict)}"
            for face in self._result.faces
        ]
        return "; ".join(said)

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
