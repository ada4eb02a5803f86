"""Paints the overlay's shapes with Qt: in the window, in snapshots and in recordings."""

from __future__ import annotations

from collections.abc import Iterable

from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPolygonF

from edge.overlay.shapes import Dot, Label, Plate, Shape, Stroke
from edge.types import Box
from ui.theme import drawn_font


def measure(text: str, size: float, bold: bool) -> float:
    """Width of a text, px."""
    return QFontMetricsF(drawn_font(size, bold=bold)).horizontalAdvance(text)


def box_of(rect: QRectF) -> Box:
    return Box(rect.left(), rect.top(), rect.right(), rect.bottom())


def rect_of(box: Box) -> QRectF:
    return QRectF(box.x1, box.y1, box.width, box.height)


def paint(painter: QPainter, shapes: Iterable[Shape]) -> None:
    """In their order, in the painter's units."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for shape in shapes:
        colour = QColor(*shape.colour)
        if isinstance(shape, Plate):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            painter.drawRoundedRect(rect_of(shape.box), shape.radius, shape.radius)
        elif isinstance(shape, Stroke):
            painter.setPen(_pen(shape, colour))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPolyline(QPolygonF([QPointF(x, y) for x, y in shape.points]))
        elif isinstance(shape, Dot):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            painter.drawEllipse(QPointF(*shape.centre), shape.radius, shape.radius)
        elif isinstance(shape, Label):
            _label(painter, shape, colour)


def _pen(stroke: Stroke, colour: QColor) -> QPen:
    pen = QPen(colour, stroke.width)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    if stroke.dash:
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        pen.setDashPattern([length / stroke.width for length in stroke.dash])
    else:
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    return pen


def _label(painter: QPainter, label: Label, colour: QColor) -> None:
    font = drawn_font(label.size, bold=label.bold)
    metrics = QFontMetricsF(font)
    painter.setFont(font)
    painter.setPen(colour)
    baseline = label.y + (metrics.ascent() - metrics.descent()) / 2
    painter.drawText(QPointF(label.x, baseline), label.text)
