"""Frames as Qt images: scaled for the screen, or annotated at full size for a file."""

from __future__ import annotations

import cv2
import numpy as np
from PyQt6 import sip
from PyQt6.QtCore import QRectF
from PyQt6.QtGui import QImage, QPainter

from edge.types import U8, Frame, FrameResult
from ui import painting
from ui.heatmap import OpinionOf


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
