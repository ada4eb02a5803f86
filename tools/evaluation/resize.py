"""Resizing of face squares by sparse matrices: the bits of `edge/vision/crop.py`, sooner.

An evaluation cuts two or three squares out of every picture, most of which reach over its edge.
Here a square is resized by two products with a sparse matrix, whose columns are the pixels inside
the picture: a mirrored pixel is its original, weighted once more, so nothing is padded. Means of
pixels add in the order in which INTER_AREA adds, in float32; INTER_LANCZOS4 computes in whole
numbers, which are exact here. So the results are the same to the bit where the builds of OpenCV
and SciPy round alike; `planes.py` tests that. The result is a plane for each colour, as a model's
input has them. The gate does without SciPy, so this is not in `edge`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

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

F64 = NDArray[np.float64]
I32 = NDArray[np.int32]
Floats = TypeVar("Floats", F32, F64)


def columns_of(inside: U8) -> F32:
    """Pixels (h, w, 3) column by column, float32 (w, 3h)."""
    columns: F32 = cv2.transpose(inside).astype(np.float32)
    return columns.reshape(len(columns), -1)


def resize_columns(columns: F32, border: Border, size: int) -> F32:
    """A picture's `columns`, mirrored over `border`, resized to whole numbers (3, size, size).

    Shrinks as INTER_AREA, enlarges as INTER_LANCZOS4. The mirrored square's side must be no
    multiple of `size`.
    """
    width, height = len(columns), columns.shape[1] // 3
    side = width + border.left + border.right
    taps = _means(side, size) if side > size else _lanczos(side, size)
    pixels = _mirrored(taps.pixels, border.left, width, side)
    narrow = _product(taps.weights, pixels, taps.starts, columns)
    lines = cv2.transpose(narrow)  # the blue, green and red of each row below each other
    pixels = 3 * _mirrored(taps.pixels, border.top, height, side)
    pixels = np.concatenate([pixels, pixels + np.int32(1), pixels + np.int32(2)])
    if side > size:
        planes: F32 = _product(taps.weights_3, pixels, taps.starts_3, lines)
        np.rint(planes, out=planes)
    else:
        exact = _product(taps.weights_3, pixels, taps.starts_3, lines.astype(np.float64))
        exact += 0.5
        planes = np.floor(np.clip(exact, 0, 255, out=exact)).astype(np.float32)
    return planes.reshape(3, size, size)


def _product(weights: F32 | F64, pixels: I32, starts: I32, rows: Floats) -> Floats:
    """Weighted sums of `rows`: the product with the matrix of these entries, in the rows' type."""
    if csr_matvecs is None:
        product: Floats = csr_array((weights, pixels, starts), (len(starts) - 1, len(rows))) @ rows
        return product
    sums: Floats = np.zeros((len(starts) - 1, rows.shape[1]), rows.dtype)
    csr_matvecs(len(sums), *rows.shape, starts, pixels, weights, rows.ravel(), sums.ravel())
    return sums


def _mirrored(pixels: I32, before: int, inside: int, side: int) -> I32:
    """The pixel inside that each of a mirrored line is; `before` of its `side` precede them."""
    if inside == side:
        return pixels
    if inside == 1:
        return pixels * np.int32(0)
    period = np.int32(2 * (inside - 1))
    pixels = np.asarray(np.abs(pixels - np.int32(before)), np.int32)
    if side - before > period or before > period:
        pixels %= period
    return np.asarray(np.minimum(pixels, period - pixels), np.int32)


@dataclass(frozen=True, slots=True, eq=False)
class _Taps:
    """Of each resized pixel the pixels it is made of, their weights, and where the next's start.

    weights_3, starts_3: of the second product, which is of three such matrices below each other.
    """

    pixels: I32
    weights: F32
    starts: I32
    weights_3: F32 | F64
    starts_3: I32


@lru_cache(maxsize=1024)
def _means(side: int, size: int) -> _Taps:
    """INTER_AREA: means over side / size pixels.

    Those at a mean's two ends count in part, and only where more than a thousandth of them is
    covered.
    """
    scale = 1 / (size / side)  # rounded as OpenCV rounds it
    begin = np.arange(size) * scale
    end, covered = begin + scale, np.minimum(scale, side - begin)
    last = np.minimum(np.floor(end), side - 1)
    first = np.minimum(np.ceil(begin), last)
    head, tail = first - begin > 1e-3, end - last > 1e-3
    counts = (last - first).astype(np.int32) + head + tail
    starts = _starts(counts)
    pixels = np.arange(starts[-1]) - np.repeat(starts[:-1] - (first - head), counts)
    weights = np.repeat(1 / covered, counts)
    weights[starts[:-1][head]] = ((first - begin) / covered)[head]
    part = np.minimum(np.minimum(end - last, 1.0), covered) / covered
    weights[starts[1:][tail] - 1] = part[tail]
    narrow = weights.astype(np.float32)
    return _Taps(
        pixels.astype(np.int32), narrow, starts, np.tile(narrow, 3), _starts(np.tile(counts, 3))
    )


@lru_cache(maxsize=128)
def _lanczos(side: int, size: int) -> _Taps:
    """INTER_LANCZOS4: eight pixels, the last one repeated at the square's edge.

    Weights are whole numbers of 1/2048; the second product's are divided by 2048 twice, which is
    exact in double precision.
    """
    scale = 1 / (size / side)
    place = ((np.arange(size) + 0.5) * scale - 0.5).astype(np.float32)
    first = np.floor(place)
    away = (place - first)[:, None] + np.float32(3) - np.arange(8, dtype=np.float32)
    angle = -away.astype(np.float64) * (np.pi / 4)
    base = angle[:, :1]
    half = np.sqrt(0.5)
    sines = np.array([1, -half, 0, half, -1, half, 0, -half])
    cosines = np.array([0, -half, 1, -half, 0, half, -1, half])
    with np.errstate(divide="ignore", invalid="ignore"):
        bells = (sines * np.sin(base) + cosines * np.cos(base)) / (angle * angle)
    bells = np.where(np.abs(away) < 1e-6, np.float32(1e30), bells).astype(np.float32)
    total = np.zeros(size, np.float32)
    for k in range(8):
        total += bells[:, k]
    weights = np.rint(bells * (np.float32(1) / total)[:, None] * np.float32(2048)).ravel()
    pixels = np.clip(first[:, None] - 3 + np.arange(8), 0, side - 1).astype(np.int32).ravel()
    counts = np.full(size, 8)
    return _Taps(
        pixels,
        weights,
        _starts(counts),
        np.tile(weights.astype(np.float64) / 2048**2, 3),
        _starts(np.tile(counts, 3)),
    )


def _starts(counts: NDArray[np.integer]) -> I32:
    return np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
