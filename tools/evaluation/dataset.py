"""A data set as a stream of rows, and the one pass that checks it before any model runs."""

from __future__ import annotations

import hashlib
import itertools
from array import array
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path

import numpy as np

from edge.errors import DataError
from edge.types import Box

IMAGES = frozenset({".jpg", ".jpeg", ".png", ".bmp", ".webp", ".tif", ".tiff"})
VIDEOS = frozenset({".mp4", ".avi", ".mov", ".mkv", ".webm", ".m4v", ".mpg", ".mpeg", ".gif"})


class Where(StrEnum):
    """What is known of the face's place in a sample."""

    BOX = "box"  # the data set gives it
    WHOLE = "whole"  # the image is the face: its border is the box
    CROP = "crop"  # the image is a crop as wide as the model's widest one
    DETECT = "detect"  # it must be looked for


@dataclass(frozen=True, slots=True)
class Row:
    """index: place among the selected rows; name: as the data set calls it; label: 1 = attack.

    path: an image, a video, or a folder of frames. columns: all else the data set says of it.
    """

    index: int
    name: str
    path: Path
    label: int
    where: Where
    box: Box | None = None
    columns: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_video(self) -> bool:
        """Whether it holds frames: a video file, or a folder of frames."""
        return not is_image(self.path)


def is_image(path: Path) -> bool:
    """By its ending."""
    return path.suffix.lower() in IMAGES


def is_media(path: Path) -> bool:
    """An image or a video, by its ending."""
    return path.suffix.lower() in IMAGES | VIDEOS


Rows = Callable[[], Iterator[Row]]
FEW = 10_000
"""Rows that may be held in memory."""


@dataclass(frozen=True, slots=True)
class Dataset:
    """rows: opens the stream anew, the same rows in the same order each time.

    layout: how it was recognised. columns: names every row's `columns` has. single: one file
    given by hand, of which one class only is no mistake.
    """

    name: str
    root: Path
    layout: str
    columns: tuple[str, ...]
    rows: Rows
    single: bool = False

    def only(self, split: str | None, limit: int | None = None) -> Dataset:
        """The rows of one split, at most `limit` of them, numbered from 0 again."""
        if split is None and limit is None:
            return self
        if split is not None and "split" not in self.columns:
            raise DataError(f"{self.name} has no splits; leave --split out")

        def chosen() -> Iterator[Row]:
            return itertools.islice(self.rows() if split is None else self._of(split), limit)

        name = f"{self.name}, {split}" if split else self.name
        return Dataset(name, self.root, self.layout, self.columns, _Kept(chosen), self.single)

    def _of(self, split: str) -> Iterator[Row]:
        chosen = (row for row in self.rows() if row.columns.get("split") == split)
        for index, row in enumerate(chosen):
            yield replace(row, index=index)


class _Kept:
    """Rows of which there are few stay after the first whole pass: the next ones read no file.

    A row takes about a kilobyte; of more than `FEW` none is held, so memory does not grow.
    """

    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        self._kept: list[Row] | None = None

    def __call__(self) -> Iterator[Row]:
        return self._read() if self._kept is None else iter(self._kept)

    def _read(self) -> Iterator[Row]:
        kept: list[Row] | None = []
        for row in self._rows():
            if kept is not None:
                kept.append(row)
                if len(kept) > FEW:
                    kept = None
            yield row
        self._kept = kept


@dataclass(frozen=True, slots=True)
class Survey:
    """What the first pass found. digest: of all that decides the predictions but the pixels."""

    rows: int
    bona_fide: int
    attacks: int
    videos: int
    missing: int
    digest: str
    detections: int


def survey(dataset: Dataset, *, allow_missing: bool = False, one_class: bool = False) -> Survey:
    """Stream all rows once: count, look for files that are missing and rows given twice.

    Eight bytes a row are held. Raises DataError on no rows, missing files (unless allowed),
    repeated rows, one class only (unless allowed or a single file).
    """
    digest, keys = hashlib.sha256("\0".join(dataset.columns).encode()), array("q")
    counts = Counter[str]()
    first_missing: str | None = None
    for row in dataset.rows():
        counts["rows"] += 1
        counts["attacks"] += row.label
        counts["videos"] += row.is_video
        counts["detect"] += row.where == "detect"
        if not row.path.exists():
            counts["missing"] += 1
            first_missing = first_missing or row.name
        keys.append(hash(row.name))
        told = "\0".join(row.columns.values())
        digest.update(f"{row.name}\0{row.label}\0{row.where}\0{row.box}\0{told}\n".encode())
    if not counts["rows"]:
        raise DataError(f"{dataset.name} holds no samples (read as: {dataset.layout})")
    if first_missing is not None and not allow_missing:
        raise DataError(
            f"{counts['missing']} of {counts['rows']} files of {dataset.name} are missing, the "
            f"first is {first_missing}; mend the data set, or count them as non-response with "
            "--allow-missing"
        )
    _refuse_repeated(dataset, np.frombuffer(keys, np.int64))
    bona_fide = counts["rows"] - counts["attacks"]
    if not (one_class or dataset.single or (bona_fide and counts["attacks"])):
        only = "attacks" if counts["attacks"] else "bona fide samples"
        raise DataError(
            f"{dataset.name} holds only {only}; to measure the errors of one class alone add "
            "--one-class"
        )
    return Survey(
        counts["rows"],
        bona_fide,
        counts["attacks"],
        counts["videos"],
        counts["missing"],
        digest.hexdigest(),
        counts["detect"],
    )


def _refuse_repeated(dataset: Dataset, keys: np.ndarray) -> None:
    ordered = np.sort(keys)
    suspects = set(ordered[1:][ordered[1:] == ordered[:-1]].tolist())
    seen: set[str] = set()
    for row in dataset.rows() if suspects else ():
        if hash(row.name) in suspects:
            if row.name in seen:
                raise DataError(
                    f"{dataset.name} lists {row.name} more than once; every sample counts once"
                )
            seen.add(row.name)


def open_single(path: Path, label: int | None, faces: Where | None) -> Dataset:
    """Raises DataError where the label was not said, or the file is no image and no video."""
    if not is_media(path):
        raise DataError(f"{path} is neither a manifest (.csv), an image nor a video")
    if label is None:
        raise DataError(f"nothing tells what {path} shows; add --label 0 (bona fide) or 1 (attack)")

    def rows() -> Iterator[Row]:
        yield Row(0, path.name, path, label, faces or Where.DETECT, None, {})

    return Dataset(path.name, path.parent, "single file", (), rows, single=True)
