"""Score files: CSV `sample_file,score,target` and any further columns."""

from __future__ import annotations

import csv
import math
from array import array
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TextIO

import numpy as np

from edge.errors import DataError
from tools.evaluation.table import Column, ScoreTable

NAMES = ("sample_file", "path", "file", "video_path", "image")
TARGETS = ("target", "label")
KEY = ("frame", "face")  # with the sample's name these tell rows apart
PLACE = ("x1", "y1", "x2", "y2", "frames")  # numbers, not conditions to break results down by
OTHER_SEPARATORS = ";\t"  # of spreadsheets
PLAIN = {"0": 0, "1": 1, "0.0": 0, "1.0": 1}


def read_scores(path: Path, name: str | None = None, *, unique: bool = True) -> ScoreTable:
    """Read and check a score file in one pass, a few dozen bytes a row.

    Raises DataError with the line's number on a missing column, a cut line, a score that is no
    finite number, a label other than 0 or 1, a sample given twice (unless not unique), an empty
    file.
    """
    scores, labels, keys, files = array("d"), array("b"), array("q"), array("q")
    with _opened(path) as file:
        reader = csv.reader(file)
        header = _header(reader, path)
        at_name, at_score, at_target = _positions(header, path)
        key_at = [i for i, column in enumerate(header) if column in KEY]
        extra = {
            column: _Coded(i)
            for i, column in enumerate(header)
            if i not in (at_name, at_score, at_target, *key_at) and column not in ("", *PLACE)
        }
        coded = list(extra.values())
        width = len(header)
        for row in _rows(reader, path):
            if len(row) != width:
                raise DataError(
                    f"{path}, line {reader.line_num}: {len(row)} fields where the header has "
                    f"{width}; the file looks cut off or damaged"
                )
            try:
                score = float(row[at_score])
            except ValueError:
                score = math.nan
            if not math.isfinite(score):
                raise DataError(
                    f"{path}, line {reader.line_num}: the score '{row[at_score]}' is not a finite "
                    "number"
                )
            label = PLAIN.get(row[at_target])
            if label is None:
                raise DataError(
                    f"{path}, line {reader.line_num}: the label '{row[at_target]}' is neither 0 "
                    "(bona fide) nor 1 (attack)"
                )
            scores.append(score)
            labels.append(label)
            if key_at:
                keys.append(hash((row[at_name], *[row[i] for i in key_at])))
                files.append(hash(row[at_name]))
            else:
                keys.append(hash(row[at_name]))
            for column in coded:
                column.add(row[column.position])
    if not scores:
        raise DataError(f"{path} has a header but no scores")
    hashes = np.frombuffer(keys, np.int64)
    if unique:
        _refuse_duplicates(hashes, path)
    return ScoreTable(
        name or path.stem,
        np.frombuffer(labels, np.int8) == 1,
        np.frombuffer(scores, np.float64),
        np.arange(len(scores), dtype=np.int64),
        {column: values.finished() for column, values in extra.items()},
        hashes,
        np.frombuffer(files, np.int64),
    )


def rows_at(path: Path, lines: Sequence[int]) -> dict[int, dict[str, str]]:
    """The rows of these numbers (0 = first after the header), as dictionaries, in one pass."""
    wanted = set(lines)
    last = max(wanted, default=-1)
    found: dict[int, dict[str, str]] = {}
    with _opened(path) as file:
        reader = csv.reader(file)
        header = _header(reader, path)
        for number, row in enumerate(_rows(reader, path)):
            if number > last:
                break
            if number in wanted:
                found[number] = dict(zip(header, row, strict=True))
    return found


def sample_name(row: dict[str, str]) -> str:
    """What a score row calls its sample."""
    return next(row[name] for name in NAMES if name in row)


class _Coded:
    """Collects a text column as codes."""

    def __init__(self, position: int) -> None:
        self.position = position
        self._index: dict[str, int] = {}
        self._codes = array("i")

    def add(self, value: str) -> None:
        self._codes.append(self._index.setdefault(value, len(self._index)))

    def finished(self) -> Column:
        return Column(np.frombuffer(self._codes, np.int32), tuple(self._index))


def _opened(path: Path) -> TextIO:
    try:
        return path.open(newline="", encoding="utf-8-sig")
    except FileNotFoundError:
        raise DataError(f"there is no score file {path}") from None
    except OSError as error:
        raise DataError(f"cannot read the score file {path}: {error.strerror}") from error


def _rows(reader: Iterator[list[str]], path: Path) -> Iterable[list[str]]:
    """Rows that are not blank; damage becomes a DataError."""
    try:
        for row in reader:
            if row:
                yield row
    except (csv.Error, UnicodeDecodeError) as error:
        remedy = "; save it as UTF-8" if isinstance(error, UnicodeDecodeError) else ""
        raise DataError(f"{path} is not a readable CSV file: {error}{remedy}") from error


def _header(reader: Iterator[list[str]], path: Path) -> list[str]:
    for row in _rows(reader, path):
        names = [column.strip() for column in row]
        twice = next((name for name in names if name and names.count(name) > 1), None)
        if twice is not None:
            raise DataError(f"{path} has two columns '{twice}'; remove one of them")
        return names
    raise DataError(f"the score file {path} is empty")


def _positions(header: list[str], path: Path) -> tuple[int, int, int]:
    def position(names: tuple[str, ...]) -> int:
        for name in names:
            if name in header:
                return header.index(name)
        other = next((c for c in OTHER_SEPARATORS if c in header[0]), None)
        remedy = f"; its fields are separated by {other!r}: use commas" if other else ""
        raise DataError(
            f"{path} has no column '{names[0]}'; a score file starts with the line "
            f"sample_file,score,target, this one with {','.join(header)[:80]}{remedy}"
        )

    return position(NAMES), position(("score", "p_attack")), position(TARGETS)


def _refuse_duplicates(keys: np.ndarray, path: Path) -> None:
    ordered = np.sort(keys)
    twice = ordered[1:][ordered[1:] == ordered[:-1]]
    if not twice.size:
        return
    suspects = set(twice.tolist())
    seen: set[tuple[str, ...]] = set()
    with _opened(path) as file:
        for row in csv.DictReader(file):
            key = (sample_name(row), *[row[name] for name in KEY if name in row])
            if hash(key if len(key) > 1 else key[0]) not in suspects:
                continue
            if key in seen:
                raise DataError(
                    f"{path} gives the sample '{key[0]}' more than once ({twice.size} "
                    "repeated rows in all); remove them"
                )
            seen.add(key)
