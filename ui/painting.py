"""Draws what the engine found over the picture: in the window, in snapshots and in recordings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QTransform

from edge.overlay import maps
from edge.overlay.comparison import covered, map_tiles
from edge.overlay.face_shapes import face_shapes
from edge.overlay.legend import legend_shapes
from edge.overlay.maps import OpinionOf
from edge.overlay.primitives import FaceMark, Points, primitives
from edge.overlay.score_memory import TASKS
from edge.overlay.words import Words
from edge.types import U8, Box, FrameResult
from ui import comparison, heatmap, icons, language, theme
from ui import shape_painter as shapes
from ui.theme import drawn_font as font

_SHADE = QColor(9, 11, 14, 205)
_WHITE = QColor("#F2F5F8")
_COLOURS = {"text": _WHITE, "danger": QColor(theme.DARK.danger)}

BOTH = "both"
"""In place of a task: the maps of both models side by side."""

Chip = tuple[str, str, str]  # icon, text, colour role


@dataclass(frozen=True, slots=True)
class OverlayOptions:
    """What is drawn.

    heat: the task whose evidence is laid over the faces, or BOTH; None lays none, and costs
        nothing. blend: its opacity, 0..1.
    """

    heat: str | None = None
    blend: float = 0.85
    keypoints: bool = True


def words() -> Words:
    """The overlay's words in the language in use."""
    return Words(
        verdict=language.verdict_word,
        lack=language.lack_line,
        task=language.task_word,
        lean=language.lean_word,
        scale=language.heat_scale,
        why=language.why_sentence,
        no_map=language.no_map,
    )


def chips(painter: QPainter, area: QRectF, notes: Sequence[Chip]) -> None:
    """A row of small notes in the picture's upper left corner; what is too long is wrapped."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    small = font(13, bold=True)
    x = area.left() + 12
    for name, text, role in notes:
        room = QRectF(0, 0, max(60.0, area.right() - 12 - x - 42), 400)
        needed = QFontMetricsF(small).boundingRect(room, Qt.TextFlag.TextWordWrap, text)
        rect = QRectF(x, area.top() + 12, needed.width() + 43, max(28.0, needed.height() + 12))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(_SHADE)
        painter.drawRoundedRect(rect, 8, 8)
        glyph = QRectF(rect.left() + 9, rect.center().y() - 8, 16, 16)
        icons.draw(painter, name, glyph, _COLOURS[role])
        painter.setFont(small)
        painter.setPen(_WHITE)
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(rect.adjusted(32, 0, -8, 0), flags, text)
        x = rect.right() + 8


def waiting(painter: QPainter, area: QRectF, text: str) -> None:
    """The picture while there is none: a quiet camera and one sentence."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    glyph = QRectF(0, 0, 56, 56)
    glyph.moveCenter(area.center() - QPointF(0, 26))
    icons.draw(painter, "webcam", glyph, QColor("#4A5563"), 1.4)
    painter.setFont(font(15))
    painter.setPen(QColor("#9AA6B4"))
    below = QRectF(area.left() + 20, glyph.bottom() + 14, area.width() - 40, 70)
    flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
    painter.drawText(below, flags, text)


def paint(
    painter: QPainter,
    result: FrameResult,
    opinion_of: OpinionOf,
    target: QRectF,
    options: OverlayOptions,
    unit: float = 1.0,
    picture: U8 | None = None,
    beside: QRectF | None = None,
) -> None:
    """Draw one frame's faces.

    target: where the whole frame lies, in the painter's units. unit: size of text and lines, in
    those units; 1 in the window. picture: the frame, uint8 (H, W, 3) BGR, which only the maps
    side by side need. beside: where those lie, else in the picture where they cover no face; where
    there is no room, one model's map lies over the faces.
    """
    width, height = result.size
    frame_to_view = QTransform.fromTranslate(target.x(), target.y())
    frame_to_view.scale(target.width() / width, target.height() / height)
    painter.save()
    painter.setClipRect(target)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    area, said = shapes.box_of(target), words()
    items = list(primitives(result, keypoints=options.keypoints))
    of_faces, taken = [], []
    for item in items:
        if isinstance(item, FaceMark):
            box = shapes.box_of(frame_to_view.mapRect(shapes.rect_of(item.box)))
            drawn = face_shapes(item, box, area, unit, shapes.measure, said)
            of_faces.append(drawn)
            taken += covered(box, drawn)
    tiles, task = [], options.heat
    if task == BOTH:
        place = area if beside is None else shapes.box_of(beside)
        if picture is not None:
            covers = taken if beside is None else []
            tiles = map_tiles(result, opinion_of, place, picture.shape, unit, covers)
        drawn_tasks = [each for each in TASKS if maps.maps(result, opinion_of, each)]
        task = None if tiles else next(iter(drawn_tasks), None)
    if task is not None:
        _heat(painter, result, opinion_of, task, options.blend, frame_to_view, target, unit, taken)
    for item in items:
        if isinstance(item, Points):
            _dots(painter, item, frame_to_view, unit)
    for drawn in of_faces:
        shapes.paint(painter, drawn)
    painter.restore()
    if picture is not None:
        comparison.draw(painter, tiles, picture, options.blend, unit, said)


def _heat(
    painter: QPainter,
    result: FrameResult,
    opinion_of: OpinionOf,
    task: str,
    blend: float,
    frame_to_view: QTransform,
    target: QRectF,
    unit: float,
    taken: Sequence[Box],
) -> None:
    heats = maps.maps(result, opinion_of, task)
    if not heats:
        return
    heatmap.draw(painter, heats, frame_to_view, blend)
    found = maps.reason(result, opinion_of, task)
    sentence = "" if found is None else language.why_sentence(*found, len(result.faces) > 1)
    area, title = shapes.box_of(target), language.task_word(task)
    scale, measure = language.heat_scale(), shapes.measure
    legend = legend_shapes(area, title, scale, sentence, unit, measure, taken)
    shapes.paint(painter, legend)


def _dots(painter: QPainter, points: Points, frame_to_view: QTransform, unit: float) -> None:
    painter.setPen(QPen(QColor(0, 0, 0, 150), 1.0 * unit))
    painter.setBrush(_WHITE)
    for x, y in points.xy.tolist():
        painter.drawEllipse(frame_to_view.map(QPointF(x, y)), 2.4 * unit, 2.4 * unit)
