"""An evidence map as pixels on a darkened picture: hue shows its sign, opacity its magnitude.

Okabe and Ito's vermillion marks evidence of an attack, their blue evidence of bona fide.
"""

from __future__ import annotations

import cv2
import numpy as np

from edge.overlay.primitives import FLOOR_LOGITS, Heat
from edge.types import U8

ATTACK = (228, 88, 0)
BONA_FIDE = (30, 136, 229)
"""R, G, B, 0..255; brighter than the published colours, because the picture below is darkened."""

GRID = 96
"""Pixels along each side of the drawn map."""

DARKENING = 0.55
"""Share by which a map reduces the picture's brightness, so that its colours are visible."""

GAMMA = 0.6
"""Opacity grows as (evidence / limit) ** GAMMA: weak evidence stays visible beside strong."""

_RAMP = np.clip(np.minimum(np.arange(GRID), np.arange(GRID)[::-1]) / (GRID * 0.1), 0, 1)
_SOFT_EDGE = np.outer(_RAMP, _RAMP).astype(np.float32)
"""Fades out the outermost tenth, so that the crop's border is not mistaken for evidence."""


def colours(heat: Heat) -> U8:
    """Premultiplied RGBA uint8 (GRID, GRID, 4) over the map's unit square."""
    strength = max(heat.limit, FLOOR_LOGITS / heat.evidence.size)
    smooth = cv2.resize(heat.evidence / strength, (GRID, GRID), interpolation=cv2.INTER_CUBIC)
    opacity = np.clip(np.abs(smooth), 0.0, 1.0) ** GAMMA * _SOFT_EDGE
    opacity[np.abs(smooth) < 1e-3] = 0.0
    cover = opacity + (1 - opacity) * DARKENING * _SOFT_EDGE
    hue = np.where(
        smooth[..., None] > 0, np.asarray(ATTACK, np.float32), np.asarray(BONA_FIDE, np.float32)
    )
    rgba = np.concatenate([hue * opacity[..., None], 255 * cover[..., None]], axis=2)
    return np.ascontiguousarray(np.rint(rgba), dtype=np.uint8)


def blend(image: U8, heat: Heat) -> None:
    """Blend a map into a picture, uint8 (H, W, 3) BGR, in place."""
    corners = heat.to_frame @ np.array([[0, 1, 0, 1], [0, 0, 1, 1], [1, 1, 1, 1]])
    (left, top), (right, bottom) = np.floor(corners.min(axis=1)), np.ceil(corners.max(axis=1))
    x1, y1 = max(0, int(left)), max(0, int(top))
    x2, y2 = min(image.shape[1], int(right)), min(image.shape[0], int(bottom))
    if x1 >= x2 or y1 >= y2:
        return
    # pixel centres of the drawn map → its unit square → this part of the frame
    unit = np.array([[1 / GRID, 0, 0.5 / GRID], [0, 1 / GRID, 0.5 / GRID], [0, 0, 1]])
    matrix = (heat.to_frame @ unit)[:2] - [[0, 0, x1], [0, 0, y1]]
    warped = np.asarray(cv2.warpAffine(colours(heat), matrix, (x2 - x1, y2 - y1)), np.float32)
    part = image[y1:y2, x1:x2]
    lit = part * (1 - warped[..., 3:] / 255) + warped[..., 2::-1]
    part[:] = lit.clip(0, 255).astype(np.uint8)
