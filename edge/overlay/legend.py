"""The legend of an evidence map: the model family, the colour scale and a summary sentence."""

from __future__ import annotations

from collections.abc import Sequence

from edge.overlay.face_shapes import SHADE, SOFT, WHITE
from edge.overlay.heat import ATTACK, BONA_FIDE
from edge.overlay.shapes import Label, Measure, Plate, Shape
from edge.types import Box

STEPS = 24
WIDTH, MARGIN, LEAST = 250.0, 12.0, 130.0


def legend_shapes(
    area: Box,
    title: str,
    ends: tuple[str, str],
    sentence: str,
    unit: float,
    measure: Measure,
    taken: Sequence[Box] = (),
) -> list[Shape]:
    """The legend in the upper right corner of the picture, or in the first other corner where it
    covers nothing; empty where it does not fit.

    area: the picture's rectangle, view px. ends: labels of the scale's left and right end.
    sentence: may be empty. unit: see `face_shapes`. taken: what it should not cover, view px.
    """
    width = min(WIDTH * unit, area.width - 2 * MARGIN * unit)
    inner = width - 20 * unit
    lines = wrapped(sentence, inner, 11.5 * unit, measure) if sentence else []
    height = (64 + 16 * len(lines)) * unit
    if width < LEAST * unit or area.height < 3.5 * height:
        return []
    plate = _corner(area, width, height, MARGIN * unit, taken)
    top, left = plate.y1, plate.x1 + 10 * unit
    bar = Box(left, top + 27 * unit, left + inner, top + 35 * unit)
    first, last = ends
    size = 11.5 * unit
    shapes: list[Shape] = [Plate(plate, SHADE, 8 * unit)]
    name = elided(title, inner, 12 * unit, measure)
    shapes.append(Label(name, left, top + 14 * unit, 12 * unit, WHITE, bold=True))
    shapes += _gradient(bar)
    below = top + 48 * unit
    shapes.append(Label(first, left, below, size, SOFT))
    shapes.append(Label(last, left + inner - measure(last, size, False), below, size, SOFT))
    for index, line in enumerate(lines):
        shapes.append(Label(line, left, below + (20 + 16 * index) * unit, size, WHITE))
    return shapes


def _corner(area: Box, width: float, height: float, margin: float, taken: Sequence[Box]) -> Box:
    """Upper right, else lower right, upper left or lower left: the first that covers nothing."""
    corners = []
    for x in (area.x2 - margin - width, area.x1 + margin):
        for y in (area.y1 + margin, area.y2 - margin - height):
            corners.append(Box(x, y, x + width, y + height))
    free = (each for each in corners if not any(overlap(each, box) for box in taken))
    return next(free, corners[0])


def overlap(one: Box, other: Box) -> bool:
    """Whether two rectangles share an area."""
    return one.x1 < other.x2 and other.x1 < one.x2 and one.y1 < other.y2 and other.y1 < one.y2


def wrapped(text: str, width: float, size: float, measure: Measure) -> list[str]:
    """The text in lines no wider than `width` px; Chinese may be wrapped after any character."""
    parts = [part for word in text.split(" ") for part in _breakable(word)]
    lines: list[str] = []
    for part in parts:
        longer = lines[-1] + part if lines else part
        if lines and measure(longer.rstrip(), size, False) <= width:
            lines[-1] = longer
        else:
            lines.append(part)
    return [line.rstrip() for line in lines]


def elided(text: str, width: float, size: float, measure: Measure) -> str:
    """The text, truncated with an ellipsis where it is wider than `width` px in bold."""
    if measure(text, size, True) <= width:
        return text
    while text and measure(text + "…", size, True) > width:
        text = text[:-1]
    return text + "…"


def _breakable(word: str) -> Sequence[str]:
    if any(sign >= "\u2e80" for sign in word):
        return [*word[:-1], word[-1] + " "]
    return [word + " "]


def _gradient(bar: Box) -> list[Shape]:
    """The colour scale as adjacent narrow plates, because painters have no gradients."""
    shapes: list[Shape] = []
    step = bar.width / STEPS
    for index in range(STEPS):
        way = (index + 0.5) / STEPS * 2 - 1
        hue, share = (ATTACK if way > 0 else BONA_FIDE), 0.12 + 0.88 * abs(way)
        red, green, blue = (
            round(dark + (full - dark) * share) for dark, full in zip(SHADE[:3], hue, strict=True)
        )
        left = round(bar.x1 + index * step)
        box = Box(left, bar.y1, round(bar.x1 + (index + 1) * step), bar.y2)
        shapes.append(Plate(box, (red, green, blue, 255)))
    return shapes
