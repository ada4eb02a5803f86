"""Paints both models' maps side by side with Qt."""

from __future__ import annotations

import numpy as np
from PyQt6.QtCore import QRectF
from PyQt6.QtGui import QPainter, QTransform

from edge.overlay.comparison import caption, ground, map_tiles
from edge.overlay.maps import OpinionOf
from edge.overlay.words import Words
from edge.types import U8, Box, FrameResult
from ui import heatmap
from ui import shape_painter as shapes
from ui.pixels import as_image


def draw(
    painter: QPainter,
    result: FrameResult,
    opinion_of: OpinionOf,
    target: QRectF,
    picture: U8,
    blend: float,
    unit: float,
    words: Words,
) -> None:
    """In the lower right corner of the picture; nothing where there is no face or no room.

    picture: uint8 (H, W, 3) BGR, the whole frame. blend: opacity of the maps, 0..1.
    """
    for tile in map_tiles(result, opinion_of, shapes.box_of(target), picture.shape, unit):
        place = shapes.rect_of(tile.place)
        shapes.paint(painter, [ground(tile, unit)])
        _face(painter, picture, tile.crop, place)
        if tile.heat is not None:
            painter.save()
            painter.setClipRect(place)
            heatmap.draw(painter, [tile.heat], into(tile.crop, place), blend)
            painter.restore()
        shapes.paint(painter, caption(tile, unit, shapes.measure, words))


def into(crop: Box, place: QRectF) -> QTransform:
    """What takes a square of the frame to where it is drawn."""
    scale = place.width() / crop.width
    moved = QTransform.fromTranslate(place.left(), place.top())
    return moved.scale(scale, scale).translate(-crop.x1, -crop.y1)


def _face(painter: QPainter, picture: U8, crop: Box, place: QRectF) -> None:
    x1, y1, x2, y2 = (int(v) for v in (crop.x1, crop.y1, crop.x2, crop.y2))
    part = np.ascontiguousarray(picture[y1:y2, x1:x2])
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawImage(place, as_image(part))  # drawn at once: `part` outlives it
