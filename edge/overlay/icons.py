"""The icon of each state as lines on a 24 × 24 grid; every state has its own."""

from __future__ import annotations

import math

from edge.overlay.shapes import RGBA, Dot, Point, Shape, Stroke
from edge.types import Box, State

GRID = 24.0


def _arc(x: float, y: float, rx: float, ry: float, start: float, end: float) -> tuple[Point, ...]:
    """Points on an ellipse; degrees, clockwise on the screen from three o'clock."""
    steps = max(2, round(abs(end - start) / 12) + 1)
    turns = [math.radians(start + (end - start) * i / (steps - 1)) for i in range(steps)]
    return tuple((x + rx * math.cos(t), y + ry * math.sin(t)) for t in turns)


LINES: dict[State, tuple[tuple[Point, ...], ...]] = {
    State.LIVE: (((5, 12.6), (9.8, 17.4), (19, 7.4)),),
    State.ATTACK: (((6.5, 6.5), (17.5, 17.5)), ((17.5, 6.5), (6.5, 17.5))),
    State.CHECKING: (
        ((6.5, 3.5), (17.5, 3.5)),
        ((6.5, 20.5), (17.5, 20.5)),
        ((8, 3.5), (8, 6.7), (12, 12), (16, 6.7), (16, 3.5)),
        ((8, 20.5), (8, 17.3), (12, 12), (16, 17.3), (16, 20.5)),
    ),
    State.UNKNOWN: ((*_arc(12, 8.6, 3.9, 3.9, 180, 415), (12.3, 13.2), (12, 14.8)),),
    State.POOR_QUALITY: (
        _arc(12, 16.2, 10.1, 10.5, 203.5, 336.5),
        _arc(12, 7.8, 10.1, 10.5, 156.5, 23.5),
        _arc(12, 12, 2.6, 2.6, 0, 360),
        ((4.5, 19.5), (19.5, 4.5)),
    ),
    State.UNAVAILABLE: (
        ((9, 3.5), (9, 8.5)),
        ((15, 3.5), (15, 8.5)),
        ((6.5, 11.3), (6.5, 8.5), (17.5, 8.5), (17.5, 11.3), *_arc(12, 11.3, 5.5, 5.5, 0, 180)),
        ((12, 16.8), (12, 20.5)),
    ),
}
"""Per state, its polylines: points on the grid."""

DOTS: dict[State, tuple[Point, ...]] = {State.UNKNOWN: ((12, 19),)}


def state_icon(state: State, box: Box, colour: RGBA, width: float = 2.6) -> list[Shape]:
    """The icon scaled to the square `box`. width: of its lines, in grid units."""
    scale = box.width / GRID

    def at(point: Point) -> Point:
        return box.x1 + point[0] * scale, box.y1 + point[1] * scale

    shapes: list[Shape] = [
        Stroke([at(p) for p in line], colour, width * scale) for line in LINES[state]
    ]
    shapes += [Dot(at(p), 0.6 * width * scale, colour) for p in DOTS.get(state, ())]
    return shapes
