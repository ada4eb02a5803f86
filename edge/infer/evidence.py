"""Evidence maps, whose cells sum to the logit, and their colours over the face.

A model that takes k crops of a face gives k maps, one on each crop's grid. All crops share a
centre, so a tight crop covers the middle e / e_widest of the widest. Each map's cells are
distributed over the cells of the widest crop's grid by overlapping area, so that the merged map has
the sum of all maps.
"""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.types import F32, U8

FINEST = 32


def merge(maps: F32, expansions: tuple[float, ...]) -> F32:
    """(k, h, w) maps, one a crop, to one (h', w') map on the widest crop's grid; same sum.

    expansions: of the k crops. h' = h where there is one crop, else as many cells as keep the
    tightest crop's resolution. Raises ValueError on another number of maps than crops.
    """
    if maps.ndim != 3 or maps.shape[0] != len(expansions):
        raise ValueError(f"{len(expansions)} evidence maps are needed, got an array {maps.shape}")
    if len(expansions) == 1:
        return np.ascontiguousarray(maps[0], dtype=np.float32)
    _, height, width = maps.shape
    merged = sum(
        rows @ one.astype(np.float64) @ columns.T
        for one, rows, columns in zip(
            maps, _splats(height, expansions), _splats(width, expansions), strict=True
        )
    )
    return np.asarray(merged, np.float32)


def merged_cells(cells: int, expansions: tuple[float, ...]) -> int:
    """Cells along one side of the merged map."""
    ratio = max(expansions) / min(expansions)
    return min(max(cells, FINEST), int(np.ceil(cells * ratio - 1e-9)))


@lru_cache(maxsize=32)
def _splats(cells: int, expansions: tuple[float, ...]) -> tuple[NDArray[np.float64], ...]:
    """For each crop the (cells', cells) matrix of shares; every column sums to one."""
    target = merged_cells(cells, expansions)
    edges = np.linspace(0.0, 1.0, target + 1)
    matrices = []
    for expansion in expansions:
        part = expansion / max(expansions)
        starts = (1 - part) / 2 + part * np.arange(cells) / cells
        ends = starts + part / cells
        overlap = np.minimum(edges[1:, None], ends) - np.maximum(edges[:-1, None], starts)
        shares = np.clip(overlap, 0, None)
        matrices.append(shares / shares.sum(axis=0))
    return tuple(matrices)


def heatmap(evidence: F32, size: int, strongest: float | None = None) -> U8:
    """Evidence as BGRA uint8 (size, size, 4): orange for attack, blue for bona fide.

    Opacity grows with the magnitude; zero is transparent. strongest: the magnitude shown fully
    opaque, the map's largest where None.
    """
    smooth = cv2.resize(evidence, (size, size), interpolation=cv2.INTER_CUBIC)
    top = float(np.abs(evidence).max()) if strongest is None else strongest
    strength = np.clip(np.abs(smooth) / top, 0, 1) if top > 0 else np.zeros_like(smooth)
    picture = np.empty((size, size, 4), np.uint8)
    # vermilion and blue: distinguishable with every common colour blindness
    picture[:, :, :3] = np.where(smooth[:, :, None] > 0, (0, 94, 213), (178, 114, 0))
    picture[:, :, 3] = np.round(255 * strength)
    return picture
