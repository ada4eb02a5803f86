"""Shrinking of face squares by sparse matrices: the bits of `edge/vision/crop.py`, sooner.

An evaluation cuts two or three squares out of every picture, most of which reach over its edge.
Here the means of a square are two products with a sparse matrix, whose columns are the pixels
inside the picture: a mirrored pixel is its original, weighted once more, so nothing is padded. The
products add in the order in which INTER_AREA adds, in float32, so the results are the same to the
bit; where a build of OpenCV or SciPy rounds in another way, `fastest_shrink` gives the gate's own.
The gate does without SciPy, so this is not in `edge`.
"""

from __future__ import annotations

from functools import cache, lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from edge.types import F32, U8
from edge.vision.crop import Border, Shrink, shrink_by_area


@cache
def fastest_shrink() -> Shrink:
    """`shrink_by_matrix` where it gives the gate's bits on this machine, else the gate's own."""
    noise = np.random.default_rng(0).integers(0, 256, (90, 70, 3), np.uint8)
    for border in (Border(0, 0, 10, 10), Border(31, 22, 40, 33), Border(150, 200, 190, 180)):
        expected = shrink_by_area(noise, border, 64)
        if not np.array_equal(shrink_by_matrix(noise, border, 64), expected):
            return shrink_by_area
    return shrink_by_matrix


def shrink_by_matrix(inside: U8, border: Border, size: int) -> U8:
    """As `shrink_by_area`: `inside` (h, w, 3) mirrored over `border`, shrunk to size × size.

    The mirrored square's side must be larger than `size`, and no multiple of it.
    """
    height, width = inside.shape[:2]
    side = width + border.left + border.right
    columns = cv2.transpose(inside).astype(np.float32).reshape(width, -1)
    narrow = _means(side, size, border.left, width) @ columns
    rows = cv2.transpose(narrow.reshape(size, height, 3)).reshape(height, -1)
    small: F32 = _means(side, size, border.top, height) @ rows
    return np.rint(small, out=small).astype(np.uint8).reshape(size, size, 3)


def _means(side: int, size: int, before: int, inside: int) -> csr_array:
    """(size, inside): means over `side` pixels of which `inside` exist, after `before` mirrored."""
    pixels, weights, starts = _weights(side, size)
    if inside < side:
        pixels = np.abs(pixels - before)
        period = max(1, 2 * (inside - 1))
        if side - before > period or before > period:
            pixels %= period
        pixels = np.minimum(pixels, period - pixels) if inside > 1 else pixels * 0
    return csr_array((weights, pixels, starts), (size, inside))


@lru_cache(maxsize=1024)
def _weights(
    side: int, size: int
) -> tuple[NDArray[np.int32], NDArray[np.float32], NDArray[np.int32]]:
    """Of each mean of INTER_AREA the pixels, their weights, and where the next mean starts.

    A mean covers side / size pixels, those at its two ends in part, and these only where more than
    a thousandth of them is covered.
    """
    scale = 1 / (size / side)  # rounded as OpenCV rounds it
    begin = np.arange(size) * scale
    end, covered = begin + scale, np.minimum(scale, side - begin)
    last = np.minimum(np.floor(end), side - 1)
    first = np.minimum(np.ceil(begin), last)
    head, tail = first - begin > 1e-3, end - last > 1e-3
    counts = (last - first).astype(np.int32) + head + tail
    starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
    pixels = np.arange(starts[-1]) - np.repeat(starts[:-1] - (first - head), counts)
    weights = np.repeat(1 / covered, counts)
    weights[starts[:-1][head]] = ((first - begin) / covered)[head]
    part = np.minimum(np.minimum(end - last, 1.0), covered) / covered
    weights[starts[1:][tail] - 1] = part[tail]
    return pixels.astype(np.int32), weights.astype(np.float32), starts
