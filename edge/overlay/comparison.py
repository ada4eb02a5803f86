"""The evidence maps of both models side by side: two tiles of the largest face, one per model."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from edge.overlay.face_shapes import SHADE, SOFT, WHITE
from edge.overlay.legend import elided, overlap, wrapped
from edge.overlay.maps import OpinionOf, face_map, largest_face, reason_of
from edge.overlay.primitives import Heat, one_scale
from edge.overlay.regions import Why
from edge.overlay.score_memory import TASKS
from edge.overlay.shapes import Label, Measure, Plate, Shape
from edge.overlay.words import Words
from edge.types import Box, FaceResult, FrameResult

LARGEST, MARGIN, GAP = 230.0, 12.0, 10.0
"""Largest side of a tile, its distance to the picture's edge, and between tiles, px at unit 1."""

SMALLEST = 90.0
SHRINK = 0.93
"""Factor from one tried side of a tile to the next smaller one."""

LINES = 3
BELOW = 70.0
"""Height of the text area under a tile, px at unit 1."""

EXPANSION = 0.3
"""Margin around the face on each side, as a share of its side, where no map defines the crop."""


@dataclass(frozen=True, slots=True)
class MapTile:
    """One model's tile: a crop of the face with the model's evidence map.

    place: where it is drawn, view px. crop: the square of the frame that it shows, frame px. heat:
    the map, positioned in frame px; None without a current one. why: the map's summary.
    """

    task: str
    place: Box
    crop: Box
    heat: Heat | None
    why: Why | None


def map_tiles(
    result: FrameResult,
    opinion_of: OpinionOf,
    area: Box,
    shape: tuple[int, ...],
    unit: float,
    taken: Sequence[Box] = (),
) -> list[MapTile]:
    """One tile per model, where they cover nothing; none without a face or enough space.

    area: where they may lie, view px. shape: the frame's, (H, W, …). unit: px of one layout unit,
    see `face_shapes`. taken: what they must not cover, view px; see `covered`.
    """
    face = largest_face(result)
    places = _places(area, unit, taken) if face is not None else None
    if face is None or places is None:
        return []
    found = [face_map(face, opinion_of, task) for task in TASKS]
    crop = crop_of(face, [heat for heat in found if heat is not None], shape)
    tiles = []
    for task, heat, place in zip(TASKS, found, places, strict=True):
        scaled = one_scale([heat])[0] if heat is not None else None
        tiles.append(MapTile(task, place, crop, scaled, reason_of(face, opinion_of, task)))
    return tiles


def _places(area: Box, unit: float, taken: Sequence[Box]) -> tuple[Box, Box] | None:
    """The largest two squares that fit, with their text, beside or below each other; None where
    even the smallest would cover something.
    """
    side = LARGEST * unit
    while side >= SMALLEST * unit:
        for block, pair in _arrangements(area, unit, side):
            if not any(overlap(block, box) for box in taken):
                return pair
        side *= SHRINK
    return None


def _arrangements(area: Box, unit: float, side: float) -> Iterator[tuple[Box, tuple[Box, Box]]]:
    """The places for tiles of this side: all that they cover, and the two squares.

    A row in each lower corner, a column at each side, a row in each upper corner.
    """
    gap, below = GAP * unit, BELOW * unit
    free = Box(
        area.x1 + MARGIN * unit, area.y1 + MARGIN * unit,
        area.x2 - MARGIN * unit, area.y2 - MARGIN * unit,
    )  # fmt: skip
    row = (2 * side + gap, side + below)
    column = (side, 2 * (side + below) + gap)
    for (width, height), right, bottom in (
        (row, True, True), (row, False, True), (column, True, True), (column, False, True),
        (row, True, False), (row, False, False),
    ):  # fmt: skip
        if width > free.width or height > free.height:
            continue
        left = free.x2 - width if right else free.x1
        top = free.y2 - height if bottom else free.y1
        first = Box(left, top, left + side, top + side)
        across = width > side
        second = first.shifted(side + gap if across else 0, 0 if across else side + below + gap)
        yield Box(left, top, left + width, top + height), (first, second)


def covered(face: Box, shapes: Sequence[Shape]) -> list[Box]:
    """What a face and its shapes cover: its box, its label, and its bars or note."""
    return [face, *(shape.box for shape in shapes if isinstance(shape, Plate))]


def crop_of(face: FaceResult, heats: list[Heat], shape: tuple[int, ...]) -> Box:
    """The square of the frame that both tiles show, frame px, within the frame.

    Its side is that of the largest map, without maps the face's with EXPANSION. shape: (H, W, …).
    """
    corners = [heat.to_frame @ np.array([[0, 1], [0, 1], [1, 1]]) for heat in heats]
    box = face.face.box
    side = box.side * (1 + 2 * EXPANSION)
    if corners:
        side = max(float((each[:, 1] - each[:, 0]).max()) for each in corners)
    side = min(side, shape[0], shape[1])
    (x, y), half = box.center, side / 2
    x, y = min(max(x, half), shape[1] - half), min(max(y, half), shape[0] - half)
    return Box(x - half, y - half, x + half, y + half)


def ground(tile: MapTile, unit: float) -> Plate:
    """The background of a tile and its text."""
    place, edge = tile.place, 5 * unit
    below = place.y2 + BELOW * unit + edge
    return Plate(Box(place.x1 - edge, place.y1 - edge, place.x2 + edge, below), SHADE, 8 * unit)


def caption(tile: MapTile, unit: float, measure: Measure, words: Words) -> list[Shape]:
    """The text under a tile: the model family's name, and one sentence that summarises its map."""
    place = tile.place
    size, left, top = 11.5 * unit, place.x1 + 2 * unit, place.y2 + 12 * unit
    text = words.no_map() if tile.why is None else words.why(0, tile.why, False)
    width = place.width - 4 * unit
    lines = wrapped(text, width, size, measure)
    if len(lines) > LINES:
        last = elided(" ".join(lines[LINES - 1 :]), width, size, measure)
        lines = [*lines[: LINES - 1], last]
    drawn: list[Shape] = [Label(words.task(tile.task), left, top, 12 * unit, WHITE, bold=True)]
    for index, line in enumerate(lines):
        drawn.append(Label(line, left, top + (18 + 15 * index) * unit, size, SOFT))
    return drawn
