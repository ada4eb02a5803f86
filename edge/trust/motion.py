"""The motion signature of a frame, without camera shake, by which repeated clips are found.

A frame is reduced to 80 × 60 means of the logarithm of its green channel, registered to an average
of the previous frames (phase correlation, Kuglin and Hines 1975), and compared with recent frames
in 20 × 15 cells. Row and column medians are subtracted, which removes flicker, gain and gamma.
"""

from __future__ import annotations

import numpy as np

from edge.capture.opencv_capture import cv2
from edge.types import F32, U8

SAMPLED_ROWS = 240
"""Approximate number of rows read of a frame, because means over whole frames cost far more."""

WIDTH, HEIGHT = 80, 60
CELL = 4
CELLS = (WIDTH // CELL) * (HEIGHT // CELL)

DARK = 8.0
"""Grey levels added before the logarithm, so that noise in black does not count for more."""

RECENT = 4.0
"""Time constant, in frames, of the average that changes are measured against. With a longer one
slow drift would look like repetition."""

REFERENCE = 60.0
"""Time constant, in frames, of the reference that frames are registered to."""

LARGEST_SHIFT = 8.0
"""px of 80 × 60; a larger shift, or a peak below CERTAIN, does not count as camera shake."""

CERTAIN = 0.1


def sampled(bgr: U8) -> U8:
    """Every n-th pixel's green, about SAMPLED_ROWS high; uint8 (h, w)."""
    step = max(1, bgr.shape[0] // SAMPLED_ROWS)
    return np.ascontiguousarray(bgr[::step, ::step, 1])


class MotionSignature:
    """Given the samples of one source's frames in order."""

    def __init__(self) -> None:
        self._window = cv2.createHanningWindow((WIDTH, HEIGHT), cv2.CV_32F)
        self._reference: F32 | None = None
        self._past: F32 | None = None

    def of(self, sample: U8, gap: int) -> F32:
        """float32 (CELLS,): the change of each cell. gap: frames since the one before, at least 1.

        sample: of `sampled`.
        """
        small = cv2.resize(sample, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA)
        level = self._registered(np.log(small.astype(np.float32) + np.float32(DARK)))
        rows, columns = HEIGHT // CELL, WIDTH // CELL
        cells = cv2.resize(level, (columns, rows), interpolation=cv2.INTER_AREA)
        past = cells if self._past is None else self._past
        change = cells - past
        self._past = past + change * np.float32(1 - np.exp(-max(1, gap) / RECENT))
        change = change - np.median(change, axis=1, keepdims=True)
        change = change - np.median(change, axis=0, keepdims=True)
        return np.asarray(change, np.float32).ravel()

    def _registered(self, level: F32) -> F32:
        """The frame registered to the reference; updates the reference."""
        if self._reference is None:
            self._reference = level
            return level
        before, now = self._reference - self._reference.mean(), level - level.mean()
        (x, y), peak = cv2.phaseCorrelate(before, now, self._window)
        if peak >= CERTAIN and max(abs(x), abs(y)) <= LARGEST_SHIFT:
            back = np.array([[1, 0, -x], [0, 1, -y]], np.float32)
            size = (WIDTH, HEIGHT)
            shifted = cv2.warpAffine(level, back, size, borderMode=cv2.BORDER_REPLICATE)
            if _difference(shifted, self._reference) < _difference(level, self._reference):
                level = np.asarray(shifted, np.float32)
        self._reference = self._reference + (level - self._reference) / np.float32(REFERENCE)
        return level


def _difference(a: F32, b: F32) -> float:
    """The median difference of two pictures, independent of a gain. It grows with a wrong shift, as
    of a moving screen in front of a still room."""
    difference = a - b
    return float(np.median(np.abs(difference - np.median(difference))))
