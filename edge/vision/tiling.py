"""The square regions of a frame in which a face detector with a small input searches.

BlazeFace's input is 128 × 128 pixels. A face of a seventh of a frame's width has some twenty pixels
there and is missed, or its box is too large. So small faces are detected again in a close-up, and
the frame is searched tile by tile.
"""

from __future__ import annotations

import numpy as np

from edge.types import Box, Face

SMALL = 0.3
"""A face shorter than this fraction of the frame's longer side is searched for close up."""

CONTEXT = 3.5
"""Side of a close-up over the face's side: the face then fills some 37 of 128 pixels."""

FINEST_TILE = 320
"""px; in such a tile a face of 64 px, the smallest that is scored, has 25 of 128 pixels."""


def tiles(width: int, height: int) -> list[Box]:
    """Square tiles, half overlapping, that cover the frame; coarse ones first, then finer."""
    found: list[Box] = []
    side = min(width, height)
    if max(width, height) < 1.1 * side:  # the whole frame is already about as small
        side //= 2
    while side >= FINEST_TILE or (not found and side >= FINEST_TILE // 2):
        for y in _starts(height, side):
            found += [Box(x, y, x + side, y + side) for x in _starts(width, side)]
        side //= 2
    return found


def _starts(length: int, side: int) -> list[int]:
    count = 1 if length == side else int(np.ceil((length - side) / (side / 2))) + 1
    return [int(v) for v in np.linspace(0, length - side, count).round()]


def is_small(face: Face, width: int, height: int) -> bool:
    """Whether a face is small enough for a close-up to improve its detection."""
    return face.box.side < SMALL * max(width, height)


def close_up(box: Box, width: int, height: int) -> Box:
    """A square around a face, shifted into the frame and no larger than it."""
    side = int(min(max(box.side * CONTEXT, 96), width, height))
    cx, cy = box.center
    x = int(np.clip(cx - side / 2, 0, width - side))
    y = int(np.clip(cy - side / 2, 0, height - side))
    return Box(x, y, x + side, y + side)


def cut_by_border(box: Box, region: Box, width: int, height: int) -> bool:
    """Whether a face touches a border of its region that is not the frame's border."""
    margin = 0.02 * region.side
    return (
        (region.x1 > 0 and box.x1 < region.x1 + margin)
        or (region.y1 > 0 and box.y1 < region.y1 + margin)
        or (region.x2 < width and box.x2 > region.x2 - margin)
        or (region.y2 < height and box.y2 > region.y2 - margin)
    )


def merge(faces: list[Face], overlap: float = 0.3) -> list[Face]:
    """Non-maximum suppression: of overlapping faces the one with the highest score stays."""
    kept: list[Face] = []
    for face in sorted(faces, key=lambda f: -f.score):
        if all(face.box.iou(other.box) < overlap and not _inside(face, other) for other in kept):
            kept.append(face)
    return sorted(kept, key=lambda f: -f.box.side)


def _inside(a: Face, b: Face) -> bool:
    """Whether most of the smaller box lies in the larger: both are the same head."""
    small, large = sorted((a.box, b.box), key=lambda box: box.width * box.height)
    w = min(small.x2, large.x2) - max(small.x1, large.x1)
    h = min(small.y2, large.y2) - max(small.y1, large.y1)
    return w > 0 and h > 0 and w * h > 0.7 * small.width * small.height


def distinct(regions: list[Box], limit: int) -> list[Box]:
    """The regions in order, without those that an earlier one covers, at most `limit`."""
    kept: list[Box] = []
    for region in regions:
        if all(region.iou(other) < 0.6 for other in kept):
            kept.append(region)
    return kept[:limit]
