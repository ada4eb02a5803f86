"""Manifest CSV: `path,label` and any of attack_type, subject, video, source, split, x1…y2 …"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator
from pathlib import Path

from edge.errors import DataError
from edge.types import Box
from tools.evaluation.dataset import DataRow, Dataset, Where

CORNERS = ("x1", "y1", "x2", "y2")
OWN = ("path", "label", *CORNERS, "face_from")


def open_manifest(path: Path, faces: Where | None) -> Dataset:
    """Paths are relative to the manifest. Raises DataError where the header lacks a column."""
    header = _header(path)
    columns = tuple(name for name in header if name not in OWN)

    def rows() -> Iterator[DataRow]:
        return _rows(path, header, columns, faces)

    name = f"{path.resolve().parent.name}/{path.name}"
    return Dataset(name, path.parent, "manifest", columns, rows)


def _header(path: Path) -> list[str]:
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            header = next(csv.reader(file), [])
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise DataError(f"the manifest {path} cannot be read: {error}") from error
    if not header:
        raise DataError(f"the manifest {path} is empty")
    for needed in ("path", "label"):
        if needed not in header:
            raise DataError(
                f"{path} is not a manifest: it has no column '{needed}' "
                "(path,label[,attack_type,subject,video,source,split,x1,y1,x2,y2])"
            )
    doubled = sorted({name for name in header if header.count(name) > 1})
    if doubled:
        raise DataError(f"{path} has more than one column '{doubled[0]}'; give each its own name")
    return header


def _rows(
    path: Path, header: list[str], columns: tuple[str, ...], faces: Where | None
) -> Iterator[DataRow]:
    line = _Line(path.parent, header, columns, faces)
    with path.open(newline="", encoding="utf-8-sig") as file:
        reader = csv.reader(file)
        try:
            next(reader)
            index = 0
            for fields in reader:
                if not fields:
                    continue
                try:
                    row = line.row(index, fields)
                except ValueError as error:
                    raise DataError(f"{path}, line {reader.line_num}: {error}") from None
                yield row
                index += 1
        except (csv.Error, UnicodeDecodeError) as error:
            raise DataError(f"{path} is not a readable CSV file: {error}") from error


class _Line:
    """What a line of one manifest says; made once, since every line is read the same way."""

    def __init__(
        self, folder: Path, header: list[str], columns: tuple[str, ...], faces: Where | None
    ) -> None:
        at = {name: place for place, name in enumerate(header)}
        self._folder, self._width, self._faces = str(folder), len(header), faces
        self._path, self._label, self._origin = at["path"], at["label"], at.get("face_from")
        self._columns = [(column, at[column]) for column in columns]
        self._corners = [at[c] for c in CORNERS] if all(c in at for c in CORNERS) else []

    def row(self, index: int, fields: list[str]) -> DataRow:
        """Raises ValueError, saying what is wrong with the line."""
        if len(fields) != self._width:
            raise ValueError(
                f"{len(fields)} fields where the header has {self._width}; the file looks cut off "
                "or damaged"
            )
        label, name = fields[self._label], fields[self._path]
        if label not in ("0", "1"):
            raise ValueError(f"the label '{label}' is neither 0 (bona fide) nor 1 (attack)")
        if not name:
            raise ValueError("the path is empty")
        where, box = (self._faces, None) if self._faces else self._face(fields)
        values = {column: fields[place] for column, place in self._columns}
        return DataRow(index, name, Path(self._folder, name), int(label), where, box, values)

    def _face(self, fields: list[str]) -> tuple[Where, Box | None]:
        """The row's own box; `face_from` none means that no face was found: the whole image."""
        if self._origin is not None and fields[self._origin] == "none":
            return Where.WHOLE, None
        texts = [fields[place] for place in self._corners]
        if not any(texts):
            return Where.DETECT, None
        stated = ",".join(texts)
        try:
            x1, y1, x2, y2 = map(float, texts)
        except ValueError:
            raise ValueError(f"the face box {stated} is not four numbers") from None
        # false for NaN; infinity minus itself is NaN
        if not (0 < x2 - x1 < math.inf and 0 < y2 - y1 < math.inf):
            raise ValueError(f"the face box {stated} has no area")
        return Where.BOX, Box(x1, y1, x2, y2)
