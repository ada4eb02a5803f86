"""Paints evidence maps with Qt."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtCore import QRectF
from PyQt6.QtGui import QImage, QPainter, QTransform

from edge.overlay.heat import colours
from edge.overlay.primitives import Heat


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
