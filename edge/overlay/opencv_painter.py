"""Draws a result onto a frame with OpenCV, for annotated videos and the service's pictures."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

import cv2
import numpy as np

from edge.overlay import heat as heatmap
from edge.overlay.comparison import MapTile, caption, covered, ground, map_tiles
from edge.overlay.face_shapes import WHITE, face_shapes
from edge.overlay.legend import legend_shapes
from edge.overlay.maps import maps, reason
from edge.overlay.primitives import FaceMark, Points, primitives
from edge.overlay.score_memory import TASKS, ScoreMemory
from edge.overlay.shapes import RGBA, Dot, Label, Plate, Point, Shape, Stroke
from edge.overlay.words import ENGLISH, Words
from edge.types import U8, Box, Frame, FrameResult

SHIFT = 4
"""Fractional bits of the coordinates passed to OpenCV: 1/16 px."""

WEIGHTS = {False: 400, True: 650}
BASELINE = 0.36
"""Distance from the middle of a line down to its baseline, as a share of the font size."""


def annotate(
    frame: Frame, result: FrameResult, *, memory: ScoreMemory | None = None, words: Words = ENGLISH
) -> U8:
    """A copy of the frame with everything drawn: uint8 (H, W, 3) BGR.

    memory: the newest scores, including this frame's. With it evidence maps are drawn as well: of
    both models side by side or, where only one model has a map or space is lacking, of one model
    over the faces.
    """
    image: U8 = frame.bgr.copy()
    width, height = frame.size
    area = Box(0, 0, width, height)
    unit = unit_of(frame.size)
    shapes: list[Shape] = []
    taken: list[Box] = []
    for item in primitives(result):
        if isinstance(item, Points):
            for x, y in item.xy.tolist():
                shapes.append(Dot((x, y), 3.0 * unit, (0, 0, 0, 150)))
                shapes.append(Dot((x, y), 2.2 * unit, WHITE))
        elif isinstance(item, FaceMark):
            of_face = face_shapes(item, item.box, area, unit, measure, words)
            taken += covered(item.box, of_face)
            shapes += of_face
    tiles: list[MapTile] = []
    if memory is not None:
        drawn = [task for task in TASKS if maps(result, memory.opinion, task)]
        if len(drawn) == len(TASKS):
            tiles = map_tiles(result, memory.opinion, area, image.shape, unit, taken)
        if drawn and not tiles:
            legend = _heat(image, result, memory, drawn[0], area, unit, words, taken)
            shapes = [*legend, *shapes]
    draw(image, shapes)
    for tile in tiles:
        _tile(image, frame.bgr, tile, unit, words)
    return image


def _heat(
    image: U8,
    result: FrameResult,
    memory: ScoreMemory,
    task: str,
    area: Box,
    unit: float,
    words: Words,
    taken: Sequence[Box],
) -> list[Shape]:
    """Blend one model's maps into the picture; returns the shapes of their legend."""
    for evidence in maps(result, memory.opinion, task):
        heatmap.blend(image, evidence)
    found = reason(result, memory.opinion, task)
    sentence = "" if found is None else words.why(*found, len(result.faces) > 1)
    return legend_shapes(area, words.task(task), words.scale(), sentence, unit, measure, taken)


def _tile(image: U8, picture: U8, tile: MapTile, unit: float, words: Words) -> None:
    """Draw one model's tile with its text into `image`, in place; `picture`: the frame's pixels."""
    draw(image, [ground(tile, unit)])
    crop, place = tile.crop, tile.place
    x1, y1, x2, y2 = (int(v) for v in (crop.x1, crop.y1, crop.x2, crop.y2))
    left, top, side = round(place.x1), round(place.y1), round(place.width)
    part = cv2.resize(picture[y1:y2, x1:x2], (side, side), interpolation=cv2.INTER_AREA)
    if tile.heat is not None:
        scale = side / crop.width
        to_part = np.array([[scale, 0, -crop.x1 * scale], [0, scale, -crop.y1 * scale], [0, 0, 1]])
        square = np.vstack([tile.heat.to_frame, (0, 0, 1)])
        to_frame = np.asarray((to_part @ square)[:2], np.float32)
        heatmap.blend(np.asarray(part, np.uint8), replace(tile.heat, to_frame=to_frame))
    image[top : top + side, left : left + side] = part
    draw(image, caption(tile, unit, measure, words))


def unit_of(size: tuple[int, int]) -> float:
    """The scale of lines and text in a picture of (width, height) px: 1.15 at 1280 × 720."""
    return max(0.5, min(size[0] / 1280, size[1] / 720) * 1.15)


def measure(text: str, size: float, bold: bool) -> float:
    """Width of a text, px."""
    return float(_extent(text, max(8, round(size)), bold)[2])


def draw(image: U8, shapes: Sequence[Shape]) -> None:
    """Paint shapes into a picture, uint8 (H, W, 3) BGR, in place, in their order."""
    for shape in shapes:
        if isinstance(shape, Plate):
            _plate(image, shape)
        elif isinstance(shape, Stroke):
            _stroke(image, shape)
        elif isinstance(shape, Dot):
            _dot(image, shape)
        else:
            _label(image, shape)


@lru_cache(maxsize=4096)
def _extent(text: str, size: int, bold: bool) -> tuple[int, int, int, int]:
    x, y, w, h = cv2.getTextSize((1, 1), text, (0, 0), _face(), size, WEIGHTS[bold])
    return int(x), int(y), int(w), int(h)


@lru_cache(maxsize=1)
def _face() -> cv2.FontFace:
    """OpenCV's built-in sans serif: the same on every machine, with Latin, Greek and Chinese."""
    return cv2.FontFace("sans")


def _blended(image: U8, box: Box, alpha: int) -> tuple[U8, U8, tuple[int, int]] | None:
    """The part of the picture that contains a shape, the pixels to draw it on (for alpha < 255 a
    copy of the part), and the part's top left corner, px. None outside the picture.
    """
    height, width = image.shape[:2]
    x1, y1 = max(0, math.floor(box.x1)), max(0, math.floor(box.y1))
    x2, y2 = min(width, math.ceil(box.x2) + 1), min(height, math.ceil(box.y2) + 1)
    if x1 >= x2 or y1 >= y2:
        return None
    part = image[y1:y2, x1:x2]
    return part, part.copy() if alpha < 255 else part, (x1, y1)


def _finish(part: U8, drawn: U8, alpha: int) -> None:
    if drawn is not part:
        cv2.addWeighted(drawn, alpha / 255, part, 1 - alpha / 255, 0, dst=part)


def _fixed(points: Sequence[Point], corner: tuple[int, int]) -> np.ndarray:
    """(n, 1, 2) int32 in 1/16 px, from the corner of the part drawn on."""
    moved = (np.asarray(points, np.float64) - corner) * (1 << SHIFT)
    return np.rint(moved).astype(np.int32).reshape(-1, 1, 2)


def _bgr(colour: RGBA) -> tuple[int, int, int]:
    red, green, blue, _ = colour
    return blue, green, red


def _plate(image: U8, plate: Plate) -> None:
    found = _blended(image, plate.box, plate.colour[3])
    if found is None:
        return
    part, drawn, corner = found
    box = plate.box
    radius = min(plate.radius, box.width / 2, box.height / 2)
    points = [
        (cx + radius * math.cos(turn), cy + radius * math.sin(turn))
        for cx, cy, start in (
            (box.x1 + radius, box.y1 + radius, math.pi),
            (box.x2 - radius, box.y1 + radius, 1.5 * math.pi),
            (box.x2 - radius, box.y2 - radius, 0.0),
            (box.x1 + radius, box.y2 - radius, 0.5 * math.pi),
        )
        for turn in (start + i * math.pi / 12 for i in range(7 if radius > 0 else 1))
    ]
    cv2.fillPoly(drawn, [_fixed(points, corner)], _bgr(plate.colour), cv2.LINE_AA, SHIFT)
    _finish(part, drawn, plate.colour[3])


def _stroke(image: U8, stroke: Stroke) -> None:
    xs, ys = [x for x, _ in stroke.points], [y for _, y in stroke.points]
    margin = stroke.width + 1
    around = Box(min(xs) - margin, min(ys) - margin, max(xs) + margin, max(ys) + margin)
    found = _blended(image, around, stroke.colour[3])
    if found is None:
        return
    part, drawn, corner = found
    thick = max(1, round(stroke.width))
    lines = _dashed(stroke.points, stroke.dash) if stroke.dash else [stroke.points]
    fixed = [_fixed(line, corner) for line in lines]
    cv2.polylines(drawn, fixed, False, _bgr(stroke.colour), thick, cv2.LINE_AA, SHIFT)
    _finish(part, drawn, stroke.colour[3])


def _dashed(points: Sequence[Point], dash: tuple[float, ...]) -> list[list[Point]]:
    """The drawn pieces of a dashed polyline."""
    pieces: list[list[Point]] = []
    index, left, piece = 0, dash[0], [points[0]]
    for start, end in itertools.pairwise(points):
        length, done = math.dist(start, end), 0.0
        while length - done > left:
            done += left
            share = done / length
            cut = (start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share)
            if index % 2 == 0:
                pieces.append([*piece, cut])
            piece, index = [cut], index + 1
            left = dash[index % len(dash)]
        left -= length - done
        piece.append(end)
    if index % 2 == 0:
        pieces.append(piece)
    return pieces


def _dot(image: U8, dot: Dot) -> None:
    (x, y), radius = dot.centre, dot.radius
    around = Box(x - radius - 1, y - radius - 1, x + radius + 1, y + radius + 1)
    found = _blended(image, around, dot.colour[3])
    if found is None:
        return
    part, drawn, corner = found
    centre = _fixed([dot.centre], corner)[0, 0]
    scaled = max(1, round(radius * (1 << SHIFT)))
    place = (int(centre[0]), int(centre[1]))
    cv2.circle(drawn, place, scaled, _bgr(dot.colour), -1, cv2.LINE_AA, SHIFT)
    _finish(part, drawn, dot.colour[3])


def _label(image: U8, label: Label) -> None:
    size = max(8, round(label.size))
    origin = (round(label.x), round(label.y + BASELINE * size))
    cv2.putText(image, label.text, origin, _bgr(label.colour), _face(), size, WEIGHTS[label.bold])
