"""The one crop geometry: live, in evaluation and in training.

A square of the face's longer side × the model's expansion, around the box's centre; outside the
image it mirrors without repeating the border (reflect-101). Positions are truncated towards zero,
as the field's reference model was trained, so scores on the same box are the same to the pixel.
"""

from __future__ import annotations

import cv2
import numpy as np

from edge.types import U8, Box, Crop


def crop_face(image: U8, box: Box, expansion: float, size: int) -> Crop:
    """Cut the face's square out of `image` and resize it to `size` × `size`.

    image: uint8 (H, W, 3). box: image px; it must touch the image. expansion: side of the square
    over the box's longer side. Shrinks with INTER_AREA, enlarges with INTER_LANCZOS4.

    Raises ValueError on a box without area, without finite corners or wholly outside the image.
    """
    corners = (box.x1, box.y1, box.x2, box.y2)
    if not all(np.isfinite(corners)) or box.width <= 0 or box.height <= 0:
        raise ValueError(f"a box needs finite corners and an area, got {corners}")
    height, width = image.shape[:2]
    cx, cy = box.center
    half = box.side * expansion / 2
    x, y, side = int(cx - half), int(cy - half), max(1, int(box.side * expansion))
    left, top = max(0, x), max(0, y)
    right, bottom = min(width, x + side), min(height, y + side)
    if right <= left or bottom <= top:
        raise ValueError(f"the box {corners} lies outside the {width}x{height} image")
    inside = image[top:bottom, left:right]
    padded = 1.0 - (right - left) * (bottom - top) / (side * side)
    if padded > 0:
        inside = cv2.copyMakeBorder(
            inside, top - y, y + side - bottom, left - x, x + side - right, cv2.BORDER_REFLECT_101
        )
    method = cv2.INTER_LANCZOS4 if size > side else cv2.INTER_AREA
    resized = inside if side == size else cv2.resize(inside, (size, size), interpolation=method)
    scale = side / size
    to_frame = np.array([[scale, 0, x], [0, scale, y]], np.float32)
    return Crop(np.ascontiguousarray(resized), to_frame, padded)
