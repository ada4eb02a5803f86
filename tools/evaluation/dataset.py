"""A data set as a stream of rows, and the one pass that checks it before any model runs."""

from __future__ import annotations

import hashlib
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path

import numpy as np

from edge.errors import DataError
from edge.types import Box

IMAGES = frozenset({".jpg", ".jpeg", ".png", ".bmp", ".webp", ".tif", ".tiff"})
VIDEOS = frozenset({".mp4", ".avi", ".mov", ".mkv", ".webm", ".m4v", ".mpg", ".mpeg", ".gif"})


class Where(StrEnum):
    """How the face's box in a sample is known."""

    BOX = "box"  # the data set gives it
    WHOLE = "whole"  # the image is the face: its border is the box
    CROP = "crop"  # the image is a crop as wide as the model's widest one
    DETECT = "detect"  # it must be detected


@dataclass(frozen=True, slots=True)
class DataRow:
    """index: number among the selected rows; name: in the data set; label: 1 = attack.

    path: an image, a video, or a folder of frames. columns: the data set's other columns.
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


Rows = Callable[[], Iterator[DataRow]]
FEW = 10_000
"""Rows that may be held in memory."""


@dataclass(frozen=True, slots=True)
class Dataset:
    """rows: opens a new stream of the same rows in the same order.

    layout: the recognised layout. columns: the names in every row's `columns`. single: a single
    file given by the user, which has one class only.
    """

    name: str
    root: Path
    layout: str
    columns: tuple[str, ...]
    rows: Rows
    single: bool = False

    def only(self, split: str | None, limit: int | None = None) -> Dataset:
        """The rows of one split, about `limit` of them, numbered from 0 again.

        A limit is spread over sources and labels, and within each evenly over its rows: the first
        rows of a set are those of one source, and often of one class.
        """
        if split is None and limit is None:
            return self
        if split is not None and "split" not in self.columns:
            raise DataError(f"{self.name} has no splits; leave --split out")
        chosen = self._of(split)
        if limit is not None:
            kept = _spread(chosen(), limit)

            def few() -> Iterator[DataRow]:
                return _numbered(row for row in chosen() if row.index in kept)

            rows = few
        else:
            rows = chosen
        name = f"{self.name}, {split}" if split else self.name
        return replace(self, name=name, rows=_Kept(rows))

    def _of(self, split: str | None) -> Rows:
        if split is None:
            return self.rows
        return lambda: _numbered(r for r in self.rows() if r.columns.get("split") == split)

    def thinned(self, most: int) -> Dataset:
        """At most `most` rows, evenly out of all."""
        total = sum(1 for _ in self.rows())
        step = max(1, -(-total // most))
        if step == 1:
            return self
        return replace(
            self, rows=lambda: _numbered(r for i, r in enumerate(self.rows()) if i % step == 0)
        )


def _numbered(rows: Iterable[DataRow]) -> Iterator[DataRow]:
    for index, row in enumerate(rows):
        yield replace(row, index=index)


def _spread(rows: Iterable[DataRow], limit: int) -> set[int]:
    """Which rows to select: an equal share of every source and label, or all of a smaller one."""
    groups: dict[tuple[str, int], list[int]] = {}
    for row in rows:
        groups.setdefault((row.columns.get("source", ""), row.label), []).append(row.index)
    left, kept = limit, set[int]()
    smallest_first = sorted(groups.values(), key=len)
    for place, group in enumerate(smallest_first):
        share = min(len(group), left // (len(smallest_first) - place))
        kept |= {group[i] for i in spread(len(group), share)}
        left -= share
    return kept


def spread(total: int, count: int) -> list[int]:
    """`count` places out of `total`, evenly, each the middle of its part."""
    if total <= count:
        return list(range(total))
    return [int((i + 0.5) * total / count) for i in range(count)]


class _Kept:
    """Caches the rows of a small data set after the first complete pass.

    A row takes about a kilobyte; more than `FEW` rows are not cached, which bounds the memory.
    """

    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        self._kept: list[DataRow] | None = None

    def __call__(self) -> Iterator[DataRow]:
        return self._read() if self._kept is None else iter(self._kept)

    def _read(self) -> Iterator[DataRow]:
        kept: list[DataRow] | None = []
        for row in self._rows():
            if kept is not None:
                kept.append(row)
                if len(kept) > FEW:
                    kept = None
            yield row
        self._kept = kept


@dataclass(frozen=True, slots=True)
class Survey:
    """The result of the first pass. digest: of everything that the predictions depend on, files'
    contents included.

    twins: number of files with the same bytes as an earlier one, and the first pair's names.
    """

    rows: int
    bona_fide: int
    attacks: int
    videos: int
    missing: int
    digest: str
    detections: int
    twins: tuple[int, str, str] = (0, "", "")


def survey(dataset: Dataset, *, allow_missing: bool = False, one_class: bool = False) -> Survey:
    """Read everything once: count, find missing files and repeated rows.

    Stores sixteen bytes per row. Raises DataError on no rows, missing files (unless allowed),
    repeated rows, one class only (unless allowed or a single file).
    """
    digest, keys = hashlib.sha256("\0".join(dataset.columns).encode()), array("q")
    counts = Counter[str]()
    first_missing: str | None = None
    pixels = array("q")
    for row in dataset.rows():
        counts["rows"] += 1
        counts["attacks"] += row.label
        counts["videos"] += row.is_video
        counts["detect"] += row.where == "detect"
        content = _content(row.path)
        if content is None:
            counts["missing"] += 1
            first_missing = first_missing or row.name
        pixels.append(int.from_bytes((content or b"")[:8], "big", signed=True))
        keys.append(hash(row.name))
        columns = "\0".join(row.columns.values())
        digest.update(f"{row.name}\0{row.label}\0{row.where}\0{row.box}\0{columns}\n".encode())
        digest.update(content or b"missing")
    if not counts["rows"]:
        raise DataError(
            f"{dataset.name} contains no samples (read with the layout {dataset.layout})"
        )
    if first_missing is not None and not allow_missing:
        raise DataError(
            f"{counts['missing']} of {counts['rows']} files of {dataset.name} are missing, "
            f"the first is {first_missing}; restore them, or count them as non-response "
            "with --allow-missing"
        )
    _refuse_repeated(dataset, np.frombuffer(keys, np.int64))
    bona_fide = counts["rows"] - counts["attacks"]
    if not (one_class or dataset.single or (bona_fide and counts["attacks"])):
        only = "attacks" if counts["attacks"] else "bona fide samples"
        raise DataError(
            f"{dataset.name} contains only {only}; to measure the error rates of one class, "
            "add --one-class"
        )
    return Survey(
        counts["rows"],
        bona_fide,
        counts["attacks"],
        counts["videos"],
        counts["missing"],
        digest.hexdigest(),
        counts["detect"],
        _twins(dataset, np.frombuffer(pixels, np.int64)),
    )


def _content(path: Path) -> bytes | None:
    """A digest of the file's bytes, or of every file's of a folder of frames; None: no file."""
    digest = hashlib.blake2b(digest_size=16)
    try:
        with path.open("rb", buffering=0) as file:
            while part := file.read(_PART):
                digest.update(part)
    except IsADirectoryError:
        for one in sorted(path.iterdir()):
            if is_media(one):
                digest.update(_content(one) or b"")
    except FileNotFoundError:
        return None
    except OSError:
        return b"unreadable"  # counted as non-response later, with its reason
    return digest.digest()


_PART = 1 << 18  # bytes read at once: all of most pictures, little of a video


def _twins(dataset: Dataset, pixels: np.ndarray) -> tuple[int, str, str]:
    """Number of files with the same bytes as an earlier one, and the first pair's names."""
    _, first, place = np.unique(pixels, return_index=True, return_inverse=True)
    again = np.flatnonzero((first[place] != np.arange(pixels.size)) & (pixels != 0))
    if not again.size:
        return 0, "", ""
    wanted = {int(first[place[again[0]]]), int(again[0])}
    names = [row.name for i, row in enumerate(dataset.rows()) if i in wanted]
    return int(again.size), names[0], names[1]


def _refuse_repeated(dataset: Dataset, keys: np.ndarray) -> None:
    ordered = np.sort(keys)
    suspects = set(ordered[1:][ordered[1:] == ordered[:-1]].tolist())
    seen: set[str] = set()
    for row in dataset.rows() if suspects else ():
        if hash(row.name) in suspects:
            if row.name in seen:
                raise DataError(
                    f"{dataset.name} lists {row.name} more than once; remove the repeated rows"
                )
            seen.add(row.name)


def open_single(path: Path, label: int | None, faces: Where | None) -> Dataset:
    """Raises DataError where the label was not said, or the file is no image and no video."""
    if not is_media(path):
        raise DataError(f"{path} is neither a manifest (.csv), an image nor a video")
    if label is None:
        raise DataError(
            f"the label of {path} is not known; add --label 0 (bona fide) or 1 (attack)"
        )

    def rows() -> Iterator[DataRow]:
        yield DataRow(0, path.name, path, label, faces or Where.DETECT, None, {})

    return Dataset(path.name, path.parent, "single file", (), rows, single=True)
