"""Images with the same pixels that are stored in different ways, such as a PNG of a JPEG."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np

from tools.evaluation.dataset import Dataset
from tools.evaluation.media import UnreadableError, read_image
from tools.evaluation.scorefile import rows_at, sample_name
from tools.evaluation.table import ScoreTable

MOST = 1000
"""Images decoded at most, for a model may give many the same score."""


def equal_pixels(dataset: Dataset, predictions: Path, table: ScoreTable) -> list[tuple[str, str]]:
    """(first, other) for each image whose pixels are an earlier one's and whose bytes are not.

    Only images with the same score are decoded, so a pair with two different face boxes is not
    found. table: of `predictions`.
    """
    _, group, size = np.unique(table.scores, return_inverse=True, return_counts=True)
    suspects = np.flatnonzero(size[group] > 1)
    if not 0 < suspects.size <= MOST:
        return []
    rows = rows_at(predictions, table.lines[suspects].tolist())
    wanted = {sample_name(row) for row in rows.values()}
    found: dict[bytes, tuple[str, set[bytes]]] = {}
    pairs = []
    for row in dataset.rows():
        if row.name not in wanted or row.is_video or row.path.is_dir():
            continue
        try:
            image = read_image(row.path)
        except UnreadableError:
            continue
        pixels = _digest(str(image.shape).encode() + image.tobytes())
        stored = _digest(row.path.read_bytes())
        first, forms = found.setdefault(pixels, (row.name, set()))
        if forms and stored not in forms:
            pairs.append((first, row.name))
        forms.add(stored)
    return pairs


def _digest(content: bytes) -> bytes:
    return hashlib.blake2b(content, digest_size=16).digest()
