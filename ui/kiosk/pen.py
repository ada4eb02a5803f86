"""Drawing primitives of the pictograms: a 100 × 100 grid, a palette's colours, round line caps."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QColor, QPainter, QPainterPath, QPen

from ui.kiosk.palettes import Mood

STROKE = 4.5
Point = tuple[float, float]


class Pen:
    """Context manager that draws into a square. Coordinates are on the grid; y grows downwards."""

    def __init__(self, painter: QPainter, rect: QRectF, mood: Mood) -> None:
        self._painter = painter
        self._rect = rect
        self.ink = mood.colour("ink")
        self.accent = mood.colour("accent")
        self.fill = mood.colour("fill")
        self.ground = mood.colour("ground")

    def __enter__(self) -> Pen:
        self._painter.save()
        self._painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._painter.translate(self._rect.topLeft())
        self._painter.scale(self._rect.width() / 100, self._rect.height() / 100)
        return self

    def __exit__(self, *_: object) -> None:
        self._painter.restore()

    def path(
        self,
        path: QPainterPath,
        line: QColor | None = None,
        inside: QColor | None = None,
        *,
        width: float = STROKE,
        dashed: bool = False,
    ) -> None:
        pen = QPen(line if line is not None else QColor(0, 0, 0, 0), width)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        if dashed:
            pen.setDashPattern([2.0, 1.9])
        self._painter.setPen(pen if line is not None else Qt.PenStyle.NoPen)
        self._painter.setBrush(inside if inside is not None else Qt.BrushStyle.NoBrush)
        self._painter.drawPath(path)

    def lines(self, points: Sequence[Point], colour: QColor, width: float = STROKE) -> None:
        """A polyline through the points."""
        path = QPainterPath(QPointF(*points[0]))
        for point in points[1:]:
            path.lineTo(*point)
        self.path(path, colour, width=width)

    def ellipse(
        self,
        centre: Point,
        rx: float,
        ry: float,
        line: QColor | None = None,
        inside: QColor | None = None,
        *,
        width: float = STROKE,
        dashed: bool = False,
    ) -> None:
        path = QPainterPath()
        path.addEllipse(QPointF(*centre), rx, ry)
        self.path(path, line, inside, width=width, dashed=dashed)

    def dot(self, centre: Point, radius: float, colour: QColor) -> None:
        self.ellipse(centre, radius, radius, None, colour)

    def arc(
        self,
        centre: Point,
        rx: float,
        ry: float,
        start: float,
        sweep: float,
        colour: QColor,
        width: float = STROKE,
    ) -> Point:
        """An arc of an ellipse. start, sweep: degrees, counter-clockwise from three o'clock.

        Returns the arc's end point.
        """
        box = QRectF(centre[0] - rx, centre[1] - ry, 2 * rx, 2 * ry)
        path = QPainterPath()
        path.arcMoveTo(box, start)
        path.arcTo(box, start, sweep)
        self.path(path, colour, width=width)
        return path.currentPosition().x(), path.currentPosition().y()

    def arrow(
        self, tail: Point, tip: Point, colour: QColor, *, head: float = 10, width: float = 6
    ) -> None:
        """A straight arrow."""
        self.lines((tail, tip), colour, width)
        self.point(tip, math.atan2(tip[1] - tail[1], tip[0] - tail[0]), colour, head, width)

    def point(
        self, tip: Point, angle: float, colour: QColor, head: float = 10, width: float = 6
    ) -> None:
        """An arrow head. angle: its direction, radians, clockwise from three o'clock."""
        sides = [
            (
                tip[0] - head * math.cos(angle + turn),
                tip[1] - head * math.sin(angle + turn),
            )
            for turn in (0.7, -0.7)
        ]
        self.lines((sides[0], tip, sides[1]), colour, width)


def draw_head(
    pen: Pen,
    centre: Point = (50, 50),
    size: float = 1.0,
    *,
    turn: float = 0.0,
    lift: float = 0.0,
    eyes: str = "open",
    smile: float = 0.3,
    line: QColor | None = None,
) -> None:
    """A head from the front. turn: -1 faces the picture's left, 1 its right; lift: 1 faces up.

    smile: 0 neutral, above 0.9 with an open mouth. eyes: `open` or `closed`. line: the outline's
    colour, by default the ink.
    """
    x, y = centre
    rx, ry = 23 * size, 29 * size
    colour = line if line is not None else pen.ink
    width = STROKE * max(0.7, size)
    if turn:  # the ear on the near side
        pen.ellipse((x - turn * rx * 0.42, y + 2 * size), 3.6 * size, 5.5 * size, colour, pen.fill)
    _face(pen, (x, y), (rx, ry), turn, colour, width)
    dx, dy = turn * rx * 0.4, -lift * ry * 0.28
    for side in (-1, 1):
        squeeze = 1 - 0.42 * max(0.0, side * turn)
        eye = (x + dx + side * 9.5 * size * squeeze, y + dy - 5 * size)
        if eyes == "closed":
            pen.arc(eye, 5 * size, 4 * size, 200, 140, colour, width * 0.9)
        else:
            pen.dot(eye, 2.9 * size, colour)
    if turn:
        nose = x + dx + turn * 3 * size
        pen.lines(
            (
                (x + dx, y + dy - 3 * size),
                (nose + turn * 3 * size, y + dy + 4.5 * size),
                (nose - turn * 2 * size, y + dy + 5 * size),
            ),
            colour,
            width * 0.75,
        )
    mouth = (x + dx, y + dy + (13 - 5 * smile) * size)
    squeeze = 1 - 0.3 * abs(turn)
    wide, deep = (7 + 5 * smile) * size * squeeze, (2 + 8 * smile) * size
    if smile > 0.9:
        _laugh(pen, mouth, wide, deep, colour, width)
    else:
        pen.arc(mouth, wide, deep, 200, 140, colour, width)


def _laugh(pen: Pen, mouth: Point, wide: float, deep: float, colour: QColor, width: float) -> None:
    path = QPainterPath(QPointF(mouth[0] - wide, mouth[1]))
    path.lineTo(mouth[0] + wide, mouth[1])
    path.cubicTo(
        mouth[0] + wide, mouth[1] + deep * 1.5, mouth[0] - wide, mouth[1] + deep * 1.5,
        mouth[0] - wide, mouth[1],
    )  # fmt: skip
    pen.path(path, colour, pen.ground, width=width)


def _face(pen: Pen, centre: Point, radii: Point, turn: float, colour: QColor, width: float) -> None:
    """The outline of the head, drawn narrower by 6 % at a full turn."""
    pen.ellipse(centre, radii[0] * (1 - 0.06 * abs(turn)), radii[1], colour, pen.fill, width=width)
