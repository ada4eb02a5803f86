"""The mean colour of a face's skin in one frame, and of its surroundings."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from edge.types import U8, Box

CHEEKS = (0.2, 0.45, 0.8, 0.75)
"""x1, y1, x2, y2 relative to the face's box: cheeks and nose, little hair or beard."""

BESIDE = 0.35
"""Width, relative to the face's, of the strips left and right of the head that show the room."""

FEWEST = 64
"""Fewest pixels for a mean."""

DARK, BRIGHT = 12, 243
"""Levels outside which a pixel is not used: noise, or a saturated channel."""

TO_LINEAR = np.array(
    [(v / 12.92) if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in np.arange(256) / 255.0]
)
"""Level to linear light by the sRGB curve (IEC 61966-2-1)."""


@dataclass(frozen=True, slots=True)
class Chroma:
    """Linear light, 0..1, mean over pixels: float64 (3,) R, G, B each.

    skin: of the middle of the face. around: of the strips beside the head, NaN without any.
    """

    skin: NDArray[np.float64]
    around: NDArray[np.float64]


def skin_and_surroundings(bgr: U8, box: Box) -> Chroma | None:
    """Measure a frame; None where too little of the skin is well exposed."""
    x1, y1, x2, y2 = CHEEKS
    skin = _mean(
        bgr,
        box.x1 + x1 * box.width,
        box.y1 + y1 * box.height,
        box.x1 + x2 * box.width,
        box.y1 + y2 * box.height,
    )
    if skin is None:
        return None
    wide = BESIDE * box.width
    gap = 0.25 * box.width  # ears and hair
    sides = [
        _mean(bgr, left, box.y1, left + wide, box.y1 + 0.5 * box.height)
        for left in (box.x1 - gap - wide, box.x2 + gap)
    ]
    seen = [side for side in sides if side is not None]
    around = np.mean(seen, axis=0) if seen else np.full(3, np.nan)
    return Chroma(skin, around)


def _mean(bgr: U8, x1: float, y1: float, x2: float, y2: float) -> NDArray[np.float64] | None:
    """Mean linear R, G, B of the well-exposed pixels of a rectangle; None for too few."""
    height, width = bgr.shape[:2]
    left, right = max(0, int(x1)), min(width, int(x2))
    top, bottom = max(0, int(y1)), min(height, int(y2))
    if right - left < 2 or bottom - top < 2:
        return None
    # a thousand pixels or so are enough for a mean
    step = max(1, (right - left) // 32)
    patch = bgr[top:bottom:step, left:right:step].reshape(-1, 3)
    good = patch[(patch.min(axis=1) >= DARK) & (patch.max(axis=1) <= BRIGHT)]
    if len(good) < min(FEWEST, len(patch) // 2 + 1):
        return None
    linear: NDArray[np.float64] = TO_LINEAR[good].mean(axis=0)[::-1]
    return linear
