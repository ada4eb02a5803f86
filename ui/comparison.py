"""Both models' evidence maps side by side, each over the largest face."""

from __future__ import annotations

import numpy as np
from PyQt6.QtCore import QRectF
from PyQt6.QtGui import QPainter, QTransform

from edge.overlay.face_shapes import SHADE, SOFT, WHITE
from edge.overlay.legend import elided, wrapped
from edge.overlay.primitives import Heat, one_scale
from edge.overlay.regions import Why
from edge.overlay.shapes import Label, Plate, Shape
from edge.types import U8, Box, FaceResult, FrameResult
from ui import heatmap, language
from ui import shape_painter as shapes
from ui.heatmap import OpinionOf
from ui.language import translate
from ui.pixels import as_image
from ui.score_memory import TASKS

LARGEST, MARGIN, GAP = 230.0, 12.0, 10.0
"""Sizes of a tile, px at unit 1."""

SMALLEST = 90.0
LINES = 3
EXPANSION = 0.3
"""Margin around the face / side of the face, where there is no map to define it."""


def draw(
    painter: QPainter,
    result: FrameResult,
    opinion_of: OpinionOf,
    target: QRectF,
    picture: U8,
    blend: float,
    unit: float,
) -> None:
    """Draw them in the lower right corner of the picture; nothing without a face or space.

    picture: uint8 (H, W, 3) BGR, the whole frame. blend: opacity of the maps, 0..1.
    """
    face = heatmap.largest_face(result)
    side = min(LARGEST * unit, target.height() * 0.38, (target.width() - 4 * MARGIN * unit) / 2.6)
    if face is None or side < SMALLEST * unit:
        return
    found = [heatmap.face_map(face, opinion_of, task) for task in TASKS]
    crop = crop_of(face, [heat for heat in found if heat is not None], picture.shape)
    below = 70 * unit
    for index, (task, heat) in enumerate(zip(TASKS, found, strict=True)):
        left = target.right() - (MARGIN + GAP * (1 - index)) * unit - side * (2 - index)
        place = QRectF(left, target.bottom() - MARGIN * unit - side - below, side, side)
        _plate(painter, place, below, unit)
        _face(painter, picture, crop, place)
        if heat is not None:
            (heat,) = one_scale([heat])
            painter.save()
            painter.setClipRect(place)
            heatmap.draw(painter, [heat], into(crop, place), blend)
            painter.restore()
        reason = heatmap.reason_of(face, opinion_of, task)
        shapes.paint(painter, _caption(face, task, reason, place, unit))


def crop_of(face: FaceResult, heats: list[Heat], shape: tuple[int, ...]) -> Box:
    """The square that both tiles show, frame px, within the frame."""
    corners = [heat.to_frame @ np.array([[0, 1], [0, 1], [1, 1]]) for heat in heats]
    box = face.face.box
    side = box.side * (1 + 2 * EXPANSION)
    if corners:
        side = max(float((each[:, 1] - each[:, 0]).max()) for each in corners)
    side = min(side, shape[0], shape[1])
    (x, y), half = box.center, side / 2
    x, y = min(max(x, half), shape[1] - half), min(max(y, half), shape[0] - half)
    return Box(x - half, y - half, x + half, y + half)


def into(crop: Box, place: QRectF) -> QTransform:
    scale = place.width() / crop.width
    moved = QTransform.fromTranslate(place.left(), place.top())
    return moved.scale(scale, scale).translate(-crop.x1, -crop.y1)


def _plate(painter: QPainter, place: QRectF, below: float, unit: float) -> None:
    plate = place.adjusted(-5 * unit, -5 * unit, 5 * unit, below + 5 * unit)
    shapes.paint(painter, [Plate(shapes.box_of(plate), SHADE, 8 * unit)])


def _face(painter: QPainter, picture: U8, crop: Box, place: QRectF) -> None:
    x1, y1, x2, y2 = (int(v) for v in (crop.x1, crop.y1, crop.x2, crop.y2))
    part = np.ascontiguousarray(picture[y1:y2, x1:x2])
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawImage(place, as_image(part))  # drawn at once: `part` outlives it


def _caption(
    face: FaceResult, task: str, found: Why | None, place: QRectF, unit: float
) -> list[Shape]:
    size, left, top = 11.5 * unit, place.left() + 2 * unit, place.bottom() + 12 * unit
    text = (
        translate("Video", "No map of this face now")
        if found is None
        else language.why_sentence(face.face.track_id, found, False)
    )
    width = place.width() - 4 * unit
    lines = wrapped(text, width, size, shapes.measure)
    if len(lines) > LINES:
        lines = [
            *lines[: LINES - 1],
            elided(" ".join(lines[LINES - 1 :]), width, size, shapes.measure),
        ]
    drawn: list[Shape] = [Label(language.task_word(task), left, top, 12 * unit, WHITE, bold=True)]
    for index, line in enumerate(lines):
        drawn.append(Label(line, left, top + (18 + 15 * index) * unit, size, SOFT))
    return drawn
