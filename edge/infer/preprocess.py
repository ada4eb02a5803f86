"""From crops to the model's input tensor: the numeric part of the preprocessing contract."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import cv2
import numpy as np

from edge.types import F32, Crop
from models.spec import InputSpec


def tensor_shape(faces: int, spec: InputSpec) -> tuple[int, int, int, int]:
    """(N, 3·k, S, S), or (N, S, S, 3·k) for NHWC."""
    channels = 3 * len(spec.expansions)
    if spec.layout == "NCHW":
        return faces, channels, spec.size, spec.size
    return faces, spec.size, spec.size, channels


def to_tensor(crops: Sequence[Sequence[Crop]], spec: InputSpec, out: F32 | None = None) -> F32:
    """N faces × k crops, tightest first, to the float32 tensor of the contract.

    Each value is (pixel · scale − mean) / std, from a table computed in double precision. out: a
    C-contiguous array of the result's shape to fill and return; else a new one.

    Raises ValueError on a wrong number of crops, on a crop of another size, on a wrong `out`.
    """
    shape = tensor_shape(len(crops), spec)
    tensor = np.empty(shape, np.float32) if out is None else out
    if tensor.shape != shape or tensor.dtype != np.float32 or not tensor.flags.c_contiguous:
        raise ValueError(f"out must be a contiguous float32 {shape}, got {tensor.shape}")
    tables = value_tables(spec)
    order = (2, 1, 0) if spec.colour == "RGB" else (0, 1, 2)
    expected = (spec.size, spec.size, 3)
    for face, views in zip(tensor, crops, strict=True):
        if len(views) != len(spec.expansions):
            raise ValueError(f"{len(spec.expansions)} crops per face are needed, got {len(views)}")
        for j, crop in enumerate(views):
            if crop.bgr.shape != expected:
                raise ValueError(f"a crop must be {expected}, got {crop.bgr.shape}")
            planes = cv2.split(crop.bgr)
            for c, (source, table) in enumerate(zip(order, tables, strict=True), start=3 * j):
                if spec.layout == "NCHW":
                    cv2.LUT(planes[source], table, dst=face[c])
                else:
                    face[:, :, c] = cv2.LUT(planes[source], table)
    return tensor


@lru_cache(maxsize=32)
def value_tables(spec: InputSpec) -> tuple[F32, ...]:
    """A table of values by pixel for each channel, in the order of the tensor's channels."""
    pixels = np.arange(256, dtype=np.float64)
    return tuple(
        ((pixels * spec.scale - mean) / std).astype(np.float32)
        for mean, std in zip(spec.mean, spec.std, strict=True)
    )
