"""The squares of one face as planes of colour: the pixels of the gate's crops, sooner."""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np

from edge.types import F32, U8, Box
from edge.vision.crop import crop_face, face_square
from tools.evaluation.resize import columns_of, resize_columns


class FacePlanes:
    """Cuts squares around one face. Two that contain the same pixels share their preparation."""

    def __init__(self, image: U8, box: Box) -> None:
        """image: uint8 (H, W, 3). box: image px."""
        self._image, self._box = image, box
        self._last: tuple[tuple[int, ...], F32] | None = None  # a square's part inside, its columns

    def cut(self, expansion: float, size: int) -> F32:
        """Blue, green and red of `crop_face`'s crop, whole numbers in float32 (3, size, size).

        Raises ValueError as `crop_face` does.
        """
        square = face_square(self._image, self._box, expansion)
        if square.side % size == 0 or not same_bits():
            crop = crop_face(self._image, self._box, expansion, size)
            return np.stack(cv2.split(crop.bgr)).astype(np.float32)
        where = (max(0, square.x), max(0, square.y), *square.inside.shape)
        if self._last is None or self._last[0] != where:
            self._last = where, columns_of(square.inside)
        return resize_columns(self._last[1], square.border, size)


@cache
def same_bits() -> bool:
    """Whether the sparse products give the gate's bits with this machine's OpenCV and SciPy."""
    noise = np.random.default_rng(0).integers(0, 256, (90, 70, 3), np.uint8)
    shrunk = Box(0, 0, 70, 90), Box(-150, -190, 220, 280), Box(-20, 30, 40, 90)
    enlarged = Box(20, 40, 50, 70), Box(50, 70, 80, 100)
    for box in (*shrunk, *enlarged):
        square = face_square(noise, box, 1.5)
        found = resize_columns(columns_of(square.inside), square.border, 64)
        if not np.array_equal(found.transpose(1, 2, 0), crop_face(noise, box, 1.5, 64).bgr):
            return False
    return True
