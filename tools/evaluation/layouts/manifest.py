"""Manifest CSV: `path,label` and any of attack_type, subject, video, source, split, x1…y2 …"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator
from pathlib import Path

from edge.errors import DataError
from edge.types import Box
from tools.evaluation.dataset import Dataset
from tools.evaluation.rows import Row, Where

CORNERS = ("x1", "y1", "x2", "y2")
OWN = ("path", "label", *CORNERS, "face_from")


def open_manifest(path: Path, faces: Where | None) -> Dataset:
    """Paths are relative to the manifest. Raises DataError where the header lacks a column."""
    header = _header(path)
    columns = tuple(name for name in header if name not in OWN)

    def rows(split: str | None = None) -> Iterator[Row]:
        return _rows(path, header, columns, faces, split)

    name = f"{path.resolve().parent.name}/{path.name}"
    return Dataset(name, path.parent, "manifest", columns, rows, rows_of=rows)


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
                f"{path} is no manifest: it has no column '{needed}' "
                "(path,label[,attack_type,subject,video,source,split,x1,y1,x2,y2])"
            )
    doubled = sorted({name for name in header if header.count(name) > 1})
    if doubled:
        raise DataError(f"{path} has more than one column '{doubled[0]}'; give each its own name")
    return header


def _rows(
    path: Path, header: list[str], columns: tuple[str, ...], faces: Where | None, split: str | None
) -> Iterator[Row]:
    """Every line is checked; of lines of other splits than `split` no row is made."""
    at = {name: header.index(name) for name in header}
    at_path, at_label, at_split = at["path"], at["label"], at.get("split", 0)
    kept = [(column, at[column]) for column in columns]
    face, folder = _Face(at), str(path.parent)
    with path.open(newline="", encoding="utf-8-sig") as file:
        reader = csv.reader(file)
        try:
            next(reader)
            index = 0
            for fields in reader:
                if not fields:
                    continue
                if len(fields) != len(header):
                    raise DataError(
                        f"{path}, line {reader.line_num}: {len(fields)} fields where the header "
                        f"has {len(header)}; the file looks cut off or damaged"
                    )
                label, name = fields[at_label], fields[at_path]
                if label not in ("0", "1"):
                    raise DataError(
                        f"{path}, line {reader.line_num}: the label '{label}' is neither 0 (bona "
                        "fide) nor 1 (attack)"
                    )
                if not name:
                    raise DataError(f"{path}, line {reader.line_num}: the path is empty")
                if split is not None and fields[at_split] != split:
                    continue
                try:
                    where, box = (faces, None) if faces else face.read(fields)
                except ValueError as error:
                    raise DataError(f"{path}, line {reader.line_num}: {error}") from None
                values = {column: fields[place] for column, place in kept}
                yield Row(index, name, Path(folder, name), int(label), where, box, values)
                index += 1
        except (csv.Error, UnicodeDecodeError) as error:
            raise DataError(f"{path} is not a readable CSV file: {error}") from error


class _Face:
    """Where a row says that its face is."""

    def __init__(self, at: dict[str, int]) -> None:
        self._origin = at.get("face_from")
        self._corners = [at[c] for c in CORNERS] if all(c in at for c in CORNERS) else []

    def read(self, fields: list[str]) -> tuple[Where, Box | None]:
        """The row's own box; `face_from` none means that no face was found: the whole image.

        Raises ValueError, saying why, on a box that is none.
        """
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
