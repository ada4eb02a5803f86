"""The evidence maps as pictures, each laid over the face it belongs to, all on one scale."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace

import cv2
import numpy as np
from PyQt6.QtCore import QRectF
from PyQt6.QtGui import QImage, QPainter, QTransform

from edge.overlay.primitives import Heat
from edge.types import U8, Box, FrameResult
from ui.score_memory import Opinion

OpinionOf = Callable[[int, str], Opinion | None]
"""(track id, task) → the newest opinion, or None."""

# Okabe and Ito's vermillion speaks for attack, their blue for bona fide; R, G, B.
ATTACK = (213, 94, 0)
BONA_FIDE = (0, 114, 178)
_GRID = 96
# A map whose strongest place would, everywhere, move the logit by less than this, in logits, is
# not worth seeing; keeps noise from glowing.
_FLOOR = 1.28
# Fades the outermost tenth, so that the crop's border does not look like a finding.
_RAMP = np.clip(np.minimum(np.arange(_GRID), np.arange(_GRID)[::-1]) / (_GRID * 0.1), 0, 1)
_SOFT_EDGE = np.outer(_RAMP, _RAMP).astype(np.float32)


def maps(result: FrameResult, opinion_of: OpinionOf, task: str) -> list[Heat]:
    """The newest map of every face in view, moved to where the face is now.

    All have one limit, a round number of logits, so that faces can be compared and the legend's
    figures stand still.
    """
    found = []
    for face in result.faces:
        opinion = opinion_of(face.face.track_id, task)
        if opinion is None or opinion.score.evidence is None or opinion.score.to_frame is None:
            continue
        evidence, to_frame = opinion.score.evidence, opinion.score.to_frame
        if opinion.box != face.face.box:
            to_frame = (_moved(opinion.box, face.face.box) @ np.vstack([to_frame, (0, 0, 1)]))[:2]
        found.append(Heat(evidence, to_frame, float(np.abs(evidence).max())))
    limit = round_up(max((max(heat.limit, _floor(heat)) for heat in found), default=1.0))
    return [replace(heat, limit=limit) for heat in found]


def _moved(before: Box, now: Box) -> np.ndarray:
    """(3, 3): what takes one box to the other, frame px."""
    x, y = now.width / max(before.width, 1e-6), now.height / max(before.height, 1e-6)
    return np.array([[x, 0, now.x1 - before.x1 * x], [0, y, now.y1 - before.y1 * y], [0, 0, 1]])


def _floor(heat: Heat) -> float:
    return _FLOOR / heat.evidence.size


def round_up(value: float) -> float:
    """The next 1, 2 or 5 times a power of ten. value: above 0."""
    power = 10.0 ** math.floor(math.log10(value))
    return next(step * power for step in (1, 2, 5, 10) if step * power >= value * (1 - 1e-9))


def colours(heat: Heat) -> U8:
    """Evidence (h, w), in logits, as premultiplied RGBA uint8 (96, 96, 4).

    Hue says which way a place speaks, opacity how much.
    """
    strength = max(heat.limit, _floor(heat))
    smooth = cv2.resize(heat.evidence / strength, (_GRID, _GRID), interpolation=cv2.INTER_CUBIC)
    alpha = (np.clip(np.abs(smooth), 0.0, 1.0) * _SOFT_EDGE)[..., None]
    hue = np.where(smooth[..., None] > 0, np.float32(ATTACK), np.float32(BONA_FIDE))
    rgba = np.concatenate([hue * alpha, 255 * alpha], axis=2)
    return np.ascontiguousarray(np.rint(rgba), dtype=np.uint8)


def draw(painter: QPainter, heats: Sequence[Heat], frame_to_view: QTransform, blend: float) -> None:
    """Paint maps where their crops lie in the frame. blend: opacity, 0..1."""
    painter.save()
    painter.setOpacity(blend)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    ground = painter.transform()
    for heat in heats:
        pixels = colours(heat)
        height, width = pixels.shape[:2]
        form = QImage.Format.Format_RGBA8888_Premultiplied
        image = QImage(pixels.data, width, height, pixels.strides[0], form)
        (a, b, x), (c, d, y) = heat.to_frame.tolist()
        unit_to_frame = QTransform(a, c, b, d, x, y)
        painter.setTransform(unit_to_frame * frame_to_view * ground)
        painter.drawImage(QRectF(0, 0, 1, 1), image)  # drawn at once: `pixels` outlives it
    painter.restore()
