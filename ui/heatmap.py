"""The evidence map as a picture, laid over the face it belongs to."""

from __future__ import annotations

import cv2
import numpy as np
from PyQt6.QtCore import QRectF
from PyQt6.QtGui import QImage, QPainter, QTransform

from edge.overlay import Heat
from edge.types import U8

# Okabe and Ito's vermillion speaks for attack, their blue for bona fide; R, G, B.
_ATTACK = (213, 94, 0)
_BONA_FIDE = (0, 114, 178)
_GRID = 96
# A place that moves the logit by less than this is not worth seeing; keeps noise from glowing.
_FLOOR = 0.02
# Fades the outermost tenth, so that the crop's border does not look like a finding.
_RAMP = np.clip(np.minimum(np.arange(_GRID), np.arange(_GRID)[::-1]) / (_GRID * 0.1), 0, 1)
_SOFT_EDGE = np.outer(_RAMP, _RAMP).astype(np.float32)


def colours(heat: Heat) -> U8:
    """Evidence (h, w), in logits, as premultiplied RGBA uint8 (96, 96, 4).

    Hue says which way a place speaks, opacity how much.
    """
    strength = max(heat.limit, _FLOOR)
    smooth = cv2.resize(heat.evidence / strength, (_GRID, _GRID), interpolation=cv2.INTER_CUBIC)
    alpha = (np.clip(np.abs(smooth), 0.0, 1.0) * _SOFT_EDGE)[..., None]
    hue = np.where(smooth[..., None] > 0, np.float32(_ATTACK), np.float32(_BONA_FIDE))
    rgba = np.concatenate([hue * alpha, 255 * alpha], axis=2)
    return np.ascontiguousarray(np.rint(rgba), dtype=np.uint8)


def draw(painter: QPainter, heat: Heat, frame_to_view: QTransform, blend: float) -> None:
    """Paint a map where its crop lies in the frame. blend: opacity, 0..1."""
    pixels = colours(heat)
    height, width = pixels.shape[:2]
    image = QImage(
        pixels.data, width, height, pixels.strides[0], QImage.Format.Format_RGBA8888_Premultiplied
    )
    (a, b, x), (c, d, y) = heat.to_frame.tolist()
    unit_to_frame = QTransform(a, c, b, d, x, y)
    painter.save()
    painter.setOpacity(blend)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.setTransform(unit_to_frame * frame_to_view, True)
    painter.drawImage(QRectF(0, 0, 1, 1), image)  # drawn at once: `pixels` outlives it
    painter.restore()
