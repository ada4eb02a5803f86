"""Frames as Qt's images: without a copy, or scaled to the screen."""

from __future__ import annotations

import cv2
import numpy as np
from PyQt6 import sip
from PyQt6.QtGui import QImage

from edge.types import U8


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
