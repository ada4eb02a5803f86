"""Paints both models' maps side by side with Qt."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PyQt6.QtCore import QRectF
from PyQt6.QtGui import QPainter, QTransform

from edge.overlay.comparison import BELOW, GAP, LARGEST, MARGIN, SMALLEST, MapTile, caption, ground
from edge.overlay.words import Words
from edge.types import U8, Box
from ui import heatmap
from ui import shape_painter as shapes
from ui.pixels import as_image

SHARE = 0.3
"""Largest side of a tile beside the picture, as a share of the view's shorter side."""


def split(area: QRectF, frame: tuple[int, int], unit: float) -> tuple[QRectF, QRectF] | None:
    """The view's parts for the picture and for the tiles, beside or below it: whichever leaves the
    picture larger. None where there is no room for tiles.

    frame: (width, height), px. unit: see `face_shapes`.
    """
    around, text = 2 * MARGIN * unit, BELOW * unit
    most = min(LARGEST * unit, SHARE * min(area.width(), area.height()))
    column = min(most, (area.height() - around - GAP * unit) / 2 - text)
    row = min(most, (area.width() - around - GAP * unit) / 2)
    found = []
    if column >= SMALLEST * unit:
        width = column + around
        spare = (area.height() - 2 * (column + text) - GAP * unit - around) / 2
        strip = area.adjusted(area.width() - width, spare, 0, -spare)
        found.append((area.adjusted(0, 0, -width, 0), strip))
    if row >= SMALLEST * unit and area.height() > row + text + around:
        height = row + text + around
        spare = (area.width() - 2 * row - GAP * unit - around) / 2
        strip = area.adjusted(spare, area.height() - height, -spare, 0)
        found.append((area.adjusted(0, 0, 0, -height), strip))
    return max(
        found, key=lambda parts: min(parts[0].width() / frame[0], parts[0].height() / frame[1]),
        default=None,
    )  # fmt: skip


def draw(
    painter: QPainter,
    tiles: Sequence[MapTile],
    picture: U8,
    blend: float,
    unit: float,
    words: Words,
) -> None:
    """Draw the tiles. picture: uint8 (H, W, 3) BGR, the whole frame. blend: opacity of the maps,
    0..1.
    """
    for tile in tiles:
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
