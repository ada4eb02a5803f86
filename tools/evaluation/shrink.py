"""Shrinking of face squares by sparse matrices: the bits of `edge/vision/crop.py`, sooner.

An evaluation cuts two or three squares out of every picture, most of which reach over its edge.
Here the means of a square are two products with a sparse matrix, whose columns are the pixels
inside the picture: a mirrored pixel is its original, weighted once more, so nothing is padded. The
products add in the order in which INTER_AREA adds, in float32, so the results are the same to the
bit where the builds of OpenCV and SciPy round alike; `planes.py` tests that. The result is a plane
for each colour, as a model's input has them. The gate does without SciPy, so this is not in `edge`.
"""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from edge.types import F32, U8
from edge.vision.crop import Border

try:  # the product alone: to build and check a matrix object takes as long as a third of it
    from scipy.sparse._sparsetools import csr_matvecs
except ImportError:
    csr_matvecs = None

I32 = NDArray[np.int32]


def columns_of(inside: U8) -> F32:
    """Pixels (h, w, 3) column by column, float32 (w, 3h)."""
    return cv2.transpose(inside).astype(np.float32).reshape(inside.shape[1], -1)


def shrink_columns(columns: F32, border: Border, size: int) -> F32:
    """As `shrink_by_area`, of a picture's `columns`; whole numbers in float32 (3, size, size).

    The mirrored square's side must be larger than `size`, and no multiple of it.
    """
    width, height = len(columns), columns.shape[1] // 3
    side = width + border.left + border.right
    means = _means(side, size)
    pixels = _mirrored(means.pixels, border.left, width, side)
    narrow = _product(means.weights, pixels, means.starts, columns)
    lines = cv2.transpose(narrow)  # the blue, green and red of each row below each other
    pixels = 3 * _mirrored(means.pixels, border.top, height, side)
    pixels = np.concatenate([pixels, pixels + np.int32(1), pixels + np.int32(2)])
    small = _product(means.weights_3, pixels, means.starts_3, lines)
    return np.rint(small, out=small).reshape(3, size, size)


def _product(weights: F32, pixels: I32, starts: I32, rows: F32) -> F32:
    """Weighted sums of `rows`: the product with the matrix of these entries, float32."""
    if csr_matvecs is None:
        return csr_array((weights, pixels, starts), (len(starts) - 1, len(rows))) @ rows
    sums = np.zeros((len(starts) - 1, rows.shape[1]), np.float32)
    csr_matvecs(len(sums), *rows.shape, starts, pixels, weights, rows.ravel(), sums.ravel())
    return sums


def _mirrored(pixels: I32, before: int, inside: int, side: int) -> I32:
    """The pixel inside that each of a mirrored line is; `before` of its `side` precede them."""
    if inside == side:
        return pixels
    if inside == 1:
        return pixels * np.int32(0)
    period = np.int32(2 * (inside - 1))
    pixels = np.abs(pixels - np.int32(before))
    if side - before > period or before > period:
        pixels %= period
    return np.minimum(pixels, period - pixels)


class _Means:
    """Of each mean of INTER_AREA the pixels, their weights, and where the next mean starts.

    A mean covers side / size pixels, those at its two ends in part, and these only where more than
    a thousandth of them is covered. weights_3, starts_3: three such matrices, one below the other.
    """

    def __init__(self, side: int, size: int) -> None:
        scale = 1 / (size / side)  # rounded as OpenCV rounds it
        begin = np.arange(size) * scale
        end, covered = begin + scale, np.minimum(scale, side - begin)
        last = np.minimum(np.floor(end), side - 1)
        first = np.minimum(np.ceil(begin), last)
        head, tail = first - begin > 1e-3, end - last > 1e-3
        counts = (last - first).astype(np.int32) + head + tail
        starts = np.concatenate([[0], np.cumsum(counts)])
        pixels = np.arange(starts[-1]) - np.repeat(starts[:-1] - (first - head), counts)
        weights = np.repeat(1 / covered, counts)
        weights[starts[:-1][head]] = ((first - begin) / covered)[head]
        part = np.minimum(np.minimum(end - last, 1.0), covered) / covered
        weights[starts[1:][tail] - 1] = part[tail]
        entries = starts[-1]
        below = [starts, starts[1:] + entries, starts[1:] + 2 * entries]
        self.pixels: I32 = pixels.astype(np.int32)
        self.weights: F32 = weights.astype(np.float32)
        self.starts: I32 = starts.astype(np.int32)
        self.weights_3: F32 = np.tile(self.weights, 3)
        self.starts_3: I32 = np.concatenate(below).astype(np.int32)


_means = lru_cache(maxsize=1024)(_Means)
