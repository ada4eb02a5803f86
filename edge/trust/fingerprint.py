"""What is left of a frame when all is taken away that a re-encoding changes.

32 × 16 means of brightness on a logarithmic scale, less what they were a moment ago, less what a
whole row or column shares (so neither the lamp's flicker nor a gain is in it). What remains is
motion and, where nothing moves, the sensor's own noise: the one repeats in a loop as the other.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from edge.capture.native import cv2
from edge.types import F32, U8

COLUMNS, ROWS = 32, 16
CELLS = COLUMNS * ROWS
WORDS = CELLS // 64

SAMPLED_ROWS = 240
"""About so many rows of a frame are looked at: means over whole frames cost far more."""

MEMORY = 4.0
"""frames; over which the recent past fades. Longer, slow drift looks like repetition."""

DARK = 8.0
"""Grey levels added before the logarithm, so that noise in black does not count for more."""

U64 = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """Of one frame. change: float32 (CELLS,); signs: uint64 (WORDS,), a bit a cell."""

    change: F32
    signs: U64


def sampled(bgr: U8) -> U8:
    """Every n-th pixel's green, about SAMPLED_ROWS high; uint8 (h, w)."""
    step = max(1, bgr.shape[0] // SAMPLED_ROWS)
    return np.ascontiguousarray(bgr[::step, ::step, 1])


class Fingerprinter:
    """Takes the frames of one source in order."""

    def __init__(self) -> None:
        self._past: F32 | None = None

    def of(self, sample: U8, gap: int) -> Fingerprint:
        """gap: frames since the one before, 1 where none was dropped."""
        small = cv2.resize(sample.astype(np.float32), (COLUMNS, ROWS), interpolation=cv2.INTER_AREA)
        level = np.log(small + DARK)
        past = level if self._past is None else self._past
        change = level - past
        self._past = past + change * np.float32(1 - np.exp(-max(1, gap) / MEMORY))
        change = change - np.median(change, axis=1, keepdims=True)
        change = change - np.median(change, axis=0, keepdims=True)
        flat = np.asarray(change, np.float32).ravel()
        return Fingerprint(flat, np.packbits(flat > 0).view(np.uint64))
