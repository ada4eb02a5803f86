"""The input of one model, filled face by face with the values of its contract."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from edge.infer.preprocess import tensor_shape, value_tables
from edge.types import F32
from models.spec import InputSpec


class InputBatch:
    """Memory for `faces` faces, used again: fresh pages cost more than filling them.

    The values are those of `to_tensor`, to the bit.
    """

    def __init__(self, spec: InputSpec, faces: int) -> None:
        self._memory: F32 = np.empty(tensor_shape(faces, spec), np.float32)
        self._tables = value_tables(spec)
        self._divisor = _divisor(self._tables)
        self._nchw = spec.layout == "NCHW"
        self._step = -1 if spec.colour == "RGB" else 1
        self._filled = 0

    @property
    def full(self) -> bool:
        """Whether it must be taken before another face is added."""
        return self._filled == len(self._memory)

    def add(self, views: Sequence[F32]) -> None:
        """One face: its squares, tightest first, as from `FacePlanes.cut`."""
        face = self._memory[self._filled]
        planes = face if self._nchw else face.transpose(2, 0, 1)
        for j, view in enumerate(views):
            source, target = view[:: self._step], planes[3 * j : 3 * j + 3]
            if self._divisor is not None:
                np.divide(source, self._divisor, out=target)
                continue
            for plane, table, values in zip(source, self._tables, target, strict=True):
                values[:] = cv2.LUT(plane.astype(np.uint8), table)
        self._filled += 1

    def take(self) -> F32:
        """The faces added since the last call, valid until the next is added."""
        faces, self._filled = self._filled, 0
        return self._memory[:faces]


def _divisor(tables: Sequence[F32]) -> np.float32 | None:
    """A number by which every pixel divided is its value in each table; None where there is none.

    Where the contract only scales, division in single precision gives the same values sooner.
    """
    pixels = np.arange(256, dtype=np.float32)
    divisor = np.float32(255) / tables[0][255] if tables[0][255] else np.float32(0)
    if divisor and all(np.array_equal(pixels / divisor, table) for table in tables):
        return divisor
    return None
