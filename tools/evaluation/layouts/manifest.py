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

    def rows() -> Iterator[Row]:
        return _rows(path, header, columns, faces)

    return Dataset(f"{path.parent.name}/{path.name}", path.parent, "manifest", columns, rows)


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
    return header


def _rows(
    path: Path, header: list[str], columns: tuple[str, ...], faces: Where | None
) -> Iterator[Row]:
    at = {name: header.index(name) for name in header}
    with path.open(newline="", encoding="utf-8-sig") as file:
        reader = csv.reader(file)
        try:
            next(reader)
            index = 0
            for fields in reader:
                if not fields:
                    continue
                line = f"{path}, line {reader.line_num}"
                if len(fields) != len(header):
                    raise DataError(
                        f"{line}: {len(fields)} fields where the header has {len(header)}; the "
                        "file looks cut off or damaged"
                    )
                label = fields[at["label"]]
                if label not in ("0", "1"):
                    raise DataError(
                        f"{line}: the label '{label}' is neither 0 (bona fide) nor 1 (attack)"
                    )
                name = fields[at["path"]]
                if not name:
                    raise DataError(f"{line}: the path is empty")
                where, box = (faces, None) if faces else _face(fields, at, line)
                values = {column: fields[at[column]] for column in columns}
                yield Row(index, name, path.parent / name, int(label), where, box, values)
                index += 1
        except (csv.Error, UnicodeDecodeError) as error:
            raise DataError(f"{path} is not a readable CSV file: {error}") from error


def _face(fields: list[str], at: dict[str, int], line: str) -> tuple[Where, Box | None]:
    """The row's own box; `face_from` none means that no face was found: the whole image."""
    if "face_from" in at and fields[at["face_from"]] == "none":
        return Where.WHOLE, None
    if not all(corner in at for corner in CORNERS):
        return Where.DETECT, None
    texts = [fields[at[corner]] for corner in CORNERS]
    if not any(texts):
        return Where.DETECT, None
    try:
        box = Box(*(float(text) for text in texts))
    except ValueError:
        raise DataError(f"{line}: the face box {','.join(texts)} is not four numbers") from None
    if (
        not all(math.isfinite(v) for v in (box.x1, box.y1, box.x2, box.y2))
        or min(box.width, box.height) <= 0
    ):
        raise DataError(f"{line}: the face box {','.join(texts)} has no area")
    return Where.BOX, box
