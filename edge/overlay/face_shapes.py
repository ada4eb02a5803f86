"""The shapes of one face: its box, its label, and below it quality reasons or evidence bars."""

from __future__ import annotations

import math
from collections.abc import Sequence

from edge.overlay.icons import state_icon
from edge.overlay.primitives import STATE_COLOURS, FaceMark
from edge.overlay.shapes import RGBA, Label, Measure, Plate, Point, Shape, Stroke
from edge.overlay.words import Words
from edge.types import Box, Lean, State, TaskEvidence

SHADE: RGBA = (9, 11, 14, 205)
WHITE: RGBA = (242, 245, 248, 255)
SOFT: RGBA = (195, 203, 213, 255)
ON_STATE: RGBA = (10, 13, 17, 255)
"""Text on a state's colour; every state's colour has a contrast of at least 4.5 : 1 to it."""

EMPTY: RGBA = (255, 255, 255, 45)
NOT_COUNTED: RGBA = (150, 158, 168, 255)
FULL_SCALE = 1.2
"""End of the bar's scale, as a multiple of the decision bounds: the sequential test clips its sum
there."""

_DASHES = {
    State.CHECKING: (5.0, 3.0),
    State.UNKNOWN: (1.5, 3.5),
    State.POOR_QUALITY: (1.5, 3.5),
    State.UNAVAILABLE: (6.0, 3.0, 1.5, 3.0),
}
LEAN_STATES = {Lean.LIVE: State.LIVE, Lean.ATTACK: State.ATTACK, Lean.OPEN: State.CHECKING}


def rgba(state: State, alpha: int = 255) -> RGBA:
    return (*STATE_COLOURS[state], alpha)


def evidence_colour(evidence: TaskEvidence) -> RGBA:
    """The colour of a test's decision; NOT_COUNTED (grey) where the test does not count."""
    return rgba(LEAN_STATES[evidence.lean]) if evidence.counts else NOT_COUNTED


def face_shapes(
    mark: FaceMark, box: Box, area: Box, unit: float, measure: Measure, words: Words
) -> list[Shape]:
    """All shapes of one face, in drawing order.

    box: the face's, area: the whole picture's, both view px. unit: scale of text and lines, px; 1
    where shapes are drawn at a window's resolution.
    """
    shapes = _frame(mark.state, box, unit)
    shapes += _title(mark, box, area, unit, measure, words)
    verdict = mark.verdict
    if verdict.state in (State.POOR_QUALITY, State.UNAVAILABLE) and verdict.reasons:
        shapes += _note(words.lack(verdict.reasons, mark.quality), box, area, unit, measure)
    elif box.width >= 70 * unit and verdict.evidence:
        shapes += _bars(verdict.evidence, box, area, unit, measure, words)
    return shapes


def evidence_bar(
    box: Box, evidence: TaskEvidence | None, fill: RGBA, empty: RGBA, tick: RGBA
) -> list[Shape]:
    """A bar that extends from the middle to the left for live, to the right for attack, with ticks
    at zero and at both decision bounds.

    fill, empty, tick: colours of the evidence, of the bar's background and of the ticks.
    """
    radius = box.height / 2
    shapes: list[Shape] = [Plate(box, empty, radius)]
    middle, half = box.center[0], box.width / 2
    if evidence is not None:
        reach = max(-1.0, min(1.0, evidence.position / FULL_SCALE)) * half
        left, right = sorted((middle, middle + reach))
        if right - left >= 1:
            filled = Box(left, box.y1, right, box.y2)
            shapes.append(Plate(filled, fill, min(radius, (right - left) / 2)))
    for side in (-1, 0, 1):
        x = middle + side * half / FULL_SCALE
        high = box.height * (0.35 if side else 0.0)
        ends = ((x, box.y1 - high), (x, box.y2 + high))
        shapes.append(Stroke(ends, tick, max(1.0, box.height * 0.24)))
    return shapes


def _frame(state: State, box: Box, unit: float) -> list[Shape]:
    """A thin outline of the box, with bold corners that have a dark border."""
    radius = min(10 * unit, box.width / 6)
    outline = _rounded(box, radius)
    dash = tuple(length * 1.2 * unit for length in _DASHES.get(state, ()))
    shapes: list[Shape] = [Stroke(outline, rgba(state, 150), 1.2 * unit, dash)]
    corners = _corners(box, radius, min(26 * unit, box.width / 4))
    shapes += [Stroke(corner, (0, 0, 0, 130), 5.2 * unit) for corner in corners]
    shapes += [Stroke(corner, rgba(state), 3.2 * unit) for corner in corners]
    return shapes


def _title(
    mark: FaceMark, box: Box, area: Box, unit: float, measure: Measure, words: Words
) -> list[Shape]:
    """The label: icon, verdict and track id on the state's colour, above the box or at its top."""
    word, number = words.verdict(mark.verdict), f"#{mark.verdict.track_id}"
    word_w, number_w = measure(word, 13 * unit, True), measure(number, 12 * unit, False)
    size = 24 * unit
    width = 30 * unit + word_w + 8 * unit + number_w + 9 * unit
    top = box.y1 - size - 6 * unit
    plate = _inside(Box(box.x1, top, box.x1 + width, top + size), area, unit)
    middle = plate.center[1]
    icon = Box(plate.x1 + 7 * unit, middle - 8 * unit, plate.x1 + 23 * unit, middle + 8 * unit)
    return [
        Plate(plate, rgba(mark.state), 7 * unit),
        *state_icon(mark.state, icon, ON_STATE),
        Label(word, plate.x1 + 29 * unit, middle, 13 * unit, ON_STATE, bold=True),
        Label(number, plate.x1 + 37 * unit + word_w, middle, 12 * unit, ON_STATE),
    ]


def _note(text: str, box: Box, area: Box, unit: float, measure: Measure) -> list[Shape]:
    text = text[:1].upper() + text[1:]
    width = measure(text, 12 * unit, False)
    top = box.y2 + 6 * unit
    plate = Box(box.x1, top, box.x1 + width + 18 * unit, top + 22 * unit)
    plate = _inside(plate, area, unit)
    label = Label(text, plate.x1 + 9 * unit, plate.center[1], 12 * unit, WHITE)
    return [Plate(plate, SHADE, 6 * unit), label]


def _bars(
    rows: Sequence[TaskEvidence],
    box: Box,
    area: Box,
    unit: float,
    measure: Measure,
    words: Words,
) -> list[Shape]:
    size, high = 11.5 * unit, 18 * unit
    names = max(measure(words.task(row.task), size, False) for row in rows)
    leans = max(measure(words.lean(row), size, False) for row in rows)
    least = names + leans + 92 * unit
    if least > box.width * 1.6:
        return []  # would cover neighbours; the panel lists it too
    width = max(min(box.width, 280 * unit), least)
    top = box.y2 + 6 * unit
    plate = Box(box.x1, top, box.x1 + width, top + high * len(rows) + 8 * unit)
    plate = _inside(plate, area, unit)
    shapes: list[Shape] = [Plate(plate, SHADE, 7 * unit)]
    left, right = plate.x1 + 9 * unit, plate.x2 - 9 * unit
    for index, row in enumerate(rows):
        middle = plate.y1 + 4 * unit + (index + 0.5) * high
        text = words.lean(row)
        shapes.append(Label(words.task(row.task), left, middle, size, SOFT))
        ink = WHITE if row.counts else SOFT
        shapes.append(Label(text, right - measure(text, size, False), middle, size, ink))
        bar = Box(
            left + names + 10 * unit,
            middle - 2.5 * unit,
            right - leans - 9 * unit,
            middle + 2.5 * unit,
        )
        shapes += evidence_bar(bar, row, evidence_colour(row), EMPTY, (255, 255, 255, 190))
    return shapes


def _inside(box: Box, area: Box, unit: float) -> Box:
    """The box moved so that it lies within the picture."""
    edge = 4 * unit
    x = max(area.x1 + edge, min(box.x1, area.x2 - edge - box.width))
    y = max(area.y1 + edge, min(box.y1, area.y2 - edge - box.height))
    return box.shifted(x - box.x1, y - box.y1)


def _arc(centre: Point, radius: float, start: float) -> list[Point]:
    """A quarter circle, clockwise on the screen; start: degrees from three o'clock."""
    turns = [math.radians(start + 90 * i / 5) for i in range(6)]
    return [(centre[0] + radius * math.cos(t), centre[1] + radius * math.sin(t)) for t in turns]


def _quarters(box: Box, radius: float) -> list[list[Point]]:
    """The arcs of the rounded corners: top left, top right, bottom right, bottom left."""
    r = radius
    return [
        _arc((box.x1 + r, box.y1 + r), r, 180),
        _arc((box.x2 - r, box.y1 + r), r, 270),
        _arc((box.x2 - r, box.y2 - r), r, 0),
        _arc((box.x1 + r, box.y2 - r), r, 90),
    ]


def _rounded(box: Box, radius: float) -> list[Point]:
    points = [point for quarter in _quarters(box, radius) for point in quarter]
    return [*points, points[0]]


def _corners(box: Box, radius: float, arm: float) -> list[list[Point]]:
    """Four corner brackets, each an arm, a rounded corner and an arm. arm: length, px."""
    first, second, third, fourth = _quarters(box, radius)
    (x1, y1, x2, y2), reach = (box.x1, box.y1, box.x2, box.y2), radius + arm
    return [
        [(x1, y1 + reach), *first, (x1 + reach, y1)],
        [(x2 - reach, y1), *second, (x2, y1 + reach)],
        [(x2, y2 - reach), *third, (x2 - reach, y2)],
        [(x1 + reach, y2), *fourth, (x1, y2 - reach)],
    ]
