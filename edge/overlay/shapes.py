"""The shapes of which every overlay consists, in view pixels, and which every painter implements.

Qt's painter is `ui/shape_painter.py`, OpenCV's `edge/overlay/opencv_painter.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from edge.types import Box

RGBA = tuple[int, int, int, int]
Point = tuple[float, float]
Measure = Callable[[str, float, bool], float]
"""(text, font size in px, bold) → the text's width in px with the painter's font."""


@dataclass(frozen=True, slots=True)
class Plate:
    """A filled rectangle with round corners."""

    box: Box
    colour: RGBA
    radius: float = 0.0


@dataclass(frozen=True, slots=True)
class Stroke:
    """A polyline with round caps. dash: alternating lengths of lines and gaps, px."""

    points: Sequence[Point]
    colour: RGBA
    width: float
    dash: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Dot:
    """A filled disc."""

    centre: Point
    radius: float
    colour: RGBA


@dataclass(frozen=True, slots=True)
class Label:
    """One line of text, left-aligned at x and centred vertically at y. size: of the font, px."""

    text: str
    x: float
    y: float
    size: float
    colour: RGBA
    bold: bool = False


Shape = Plate | Stroke | Dot | Label
