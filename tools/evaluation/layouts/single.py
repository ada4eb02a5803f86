"""One image or video, labelled by hand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from edge.errors import DataError
from tools.evaluation.dataset import Dataset
from tools.evaluation.rows import Row, Where, is_media


def open_single(path: Path, label: int | None, faces: Where | None) -> Dataset:
    """Raises DataError where the label was not said, or the file is no image and no video."""
    if not is_media(path):
        raise DataError(f"{path} is neither a manifest (.csv), an image nor a video")
    if label is None:
        raise DataError(f"nothing tells what {path} shows; add --label 0 (bona fide) or 1 (attack)")

    def rows() -> Iterator[Row]:
        yield Row(0, path.name, path, label, faces or Where.DETECT, None, {})

    return Dataset(path.name, path.parent, "single file", (), rows, single=True)
