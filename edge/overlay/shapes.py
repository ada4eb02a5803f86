"""The few shapes that every overlay is made of, in view pixels. A painter knows these and no more.

Qt's painter is `ui/shape_painter.py`, OpenCV's `edge/overlay/opencv_painter.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from edge.types import Box

RGBA = tuple[int, int, int, int]
Point = tuple[float, float]
Measure = Callable[[str, float, bool], float]
"""(text, size in px, bold) → its width in px, as the painter sets it."""


@dataclass(frozen=True, slots=True)
class Plate:
    """A filled rectangle with round corners."""

    box: Box
    colour: RGBA
    radius: float = 0.0


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line through points with round ends. dash: lengths of line and gap in turn, px."""

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
    """One line of text, from x to the right and about y in height. size: px of the font."""

    text: str
    x: float
    y: float
    size: float
    colour: RGBA
    bold: bool = False


Shape = Plate | Stroke | Dot | Label
