"""The mirrored camera picture, placed so that the oval for the head coincides with the ring."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from PyQt6.QtCore import QPointF, QRectF
from PyQt6.QtGui import QBrush, QColor, QImage, QPainter, QPainterPath, QRadialGradient, QTransform

from edge.types import U8, Box
from ui.pixels import as_image

FADE = 1.3
"""Distance from the oval's centre, in radii, at which the picture has faded out completely."""

VEIL = 0.4
"""Opacity of the background over the picture directly outside the oval, 0..1."""

WHOLE = 0.63
"""Height of the oval over the frame's shorter side, while no session has set its position."""


@dataclass(frozen=True, slots=True)
class Mapping:
    """From frame pixels to screen pixels: mirrored horizontally, scaled and translated.

    (x, y) of the frame goes to (self.x − x · scale, self.y + y · scale) on the screen.
    """

    scale: float
    x: float
    y: float

    def point(self, x: float, y: float) -> QPointF:
        return QPointF(self.x - x * self.scale, self.y + y * self.scale)


def mapping(frame: tuple[int, int], place: Box | None, oval: QRectF) -> Mapping:
    """The mapping of a frame of (width, height) px to the screen.

    place: the target oval of the head, frame px; None takes one in the middle of the frame.
    oval: where it is shown, screen px.
    """
    tall = WHOLE * min(frame) if place is None else place.height
    x, y = (frame[0] / 2, frame[1] / 2) if place is None else place.center
    scale = oval.height() / tall
    return Mapping(scale, oval.center().x() + x * scale, oval.center().y() - y * scale)


def reflect(bgr: U8, mapped: Mapping, area: QRectF) -> tuple[U8, QRectF] | None:
    """The part of a frame within `area`, mirrored and scaled to the screen, and its rectangle.

    bgr: (h, w, 3) uint8. Rectangles in screen px. None where no part of the frame is in `area`.
    """
    height, width = bgr.shape[:2]
    left = max(0, int((mapped.x - area.right()) / mapped.scale))
    right = min(width, int(np.ceil((mapped.x - area.left()) / mapped.scale)))
    top = max(0, int((area.top() - mapped.y) / mapped.scale))
    bottom = min(height, int(np.ceil((area.bottom() - mapped.y) / mapped.scale)))
    if right - left < 1 or bottom - top < 1:
        return None
    where = QRectF(mapped.point(right, top), mapped.point(left, bottom))
    size = (max(1, round(where.width())), max(1, round(where.height())))
    part = cv2.flip(bgr[top:bottom, left:right], 1)
    method = cv2.INTER_AREA if size[0] < part.shape[1] else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(part, size, interpolation=method), np.uint8), where


class Veil:
    """The overlay of the picture: transparent inside the oval, fading to the background outside.

    Its image is cached until area, oval or colour change.
    """

    def __init__(self) -> None:
        self._key: tuple[object, ...] = ()
        self._image = QImage()

    def draw(self, painter: QPainter, area: QRectF, oval: QRectF, ground: QColor) -> None:
        key = (area.toRect().getRect(), oval.toRect().getRect(), ground.rgb())
        if key != self._key:
            self._key, self._image = key, _veil(area, oval, ground)
        painter.drawImage(area.topLeft(), self._image)


def _veil(area: QRectF, oval: QRectF, ground: QColor) -> QImage:
    image = QImage(area.size().toSize(), QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(-area.topLeft())
    hole = QPainterPath()
    hole.addRect(area)
    hole.addEllipse(oval)
    fade = QRadialGradient(0, 0, FADE)
    for place, strength in ((0.0, VEIL), (1 / FADE, VEIL), (0.9, 0.8), (1.0, 1.0)):
        colour = QColor(ground)
        colour.setAlphaF(strength)
        fade.setColorAt(place, colour)
    # the gradient is defined on the unit circle, which the transform maps to the oval
    stretch = QTransform.fromTranslate(oval.center().x(), oval.center().y())
    stretch.scale(oval.width() / 2, oval.height() / 2)
    brush = QBrush(fade)
    brush.setTransform(stretch)
    painter.fillPath(hole, brush)
    painter.end()
    return image


class Mirror:
    """Draws the mirrored picture with its overlay. UI thread only."""

    def __init__(self) -> None:
        self._veil = Veil()

    def draw(
        self,
        painter: QPainter,
        bgr: U8,
        place: Box | None,
        area: QRectF,
        oval: QRectF,
        ground: QColor,
    ) -> None:
        """Draw a frame so that `place` (the target oval, frame px) is shown in `oval` (screen px).

        bgr: (h, w, 3) uint8. area: the part of the screen to cover, px. ground: the background.
        """
        area = QRectF(area.toAlignedRect())  # else the overlay leaves a line uncovered
        mapped = mapping((bgr.shape[1], bgr.shape[0]), place, oval)
        reflected = reflect(bgr, mapped, area)
        if reflected is not None:
            pixels, where = reflected
            painter.save()
            painter.setClipRect(area)
            painter.drawImage(where.topLeft(), as_image(pixels))
            painter.restore()
        self._veil.draw(painter, area, oval, ground)
