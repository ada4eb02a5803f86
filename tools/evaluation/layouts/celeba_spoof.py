"""CelebA-Spoof (Zhang et al., ECCV 2020): `metas/**/{train,test}_label.json|txt` and `Data/`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from edge.errors import DataError
from edge.types import Box
from tools.evaluation.dataset import DataRow, Dataset, Where

SPOOF_TYPE, ILLUMINATION, ENVIRONMENT, LIVE_OR_SPOOF = 40, 41, 42, 43  # of the 44 annotations
TYPES = (
    "live", "photo", "poster", "a4", "face_mask", "upper_body_mask", "region_mask", "pc", "pad",
    "phone", "3d_mask",
)  # fmt: skip
LIGHTS = ("live", "normal", "strong", "back", "dark")
PLACES = ("live", "indoor", "outdoor")
BOX_GRID = 224  # the box file's numbers are on an image of this size
COLUMNS = ("attack_type", "subject", "illumination", "environment", "split")


def recognised(root: Path) -> bool:
    """Whether there are label files where CelebA-Spoof has them."""
    return (root / "metas").is_dir() and bool(_label_files(root))


def open_celeba_spoof(root: Path, faces: Where | None) -> Dataset:
    """The intra-test protocol where it is there, else every label file below metas/.

    The face box is the one of `NAME_BB.txt` beside each image; without it the face is looked for.
    """
    files = _label_files(root)
    if not files:
        raise DataError(f"{root} has no label files in metas/ (train_label.json, test_label.txt …)")

    def rows() -> Iterator[DataRow]:
        index = 0
        for file in files:
            split = "train" if "train" in file.name else "test"
            for name, values in _labels(file):
                yield _row(root, index, name, values, split, faces, file)
                index += 1

    return Dataset("CelebA-Spoof", root, "CelebA-Spoof", COLUMNS, rows)


def _label_files(root: Path) -> list[Path]:
    intra = root / "metas" / "intra_test"
    folders = [intra] if intra.is_dir() else sorted((root / "metas").rglob("*"))
    found: list[Path] = []
    for folder in [*folders, root / "metas"]:
        if not folder.is_dir():
            continue
        for split in ("train", "test"):
            for ending in ("json", "txt"):
                path = folder / f"{split}_label.{ending}"
                if path.is_file():
                    found.append(path)
                    break
    return list(dict.fromkeys(found))


def _labels(file: Path) -> Iterator[tuple[str, list[int]]]:
    try:
        if file.suffix == ".json":
            content = json.loads(file.read_text(encoding="utf-8"))
            for name, values in content.items():
                yield name, [int(v) for v in values]
            return
        with file.open(encoding="utf-8") as lines:
            for line in lines:
                if line.strip():
                    name, *values = line.split()
                    yield name, [int(v) for v in values]
    except (OSError, ValueError, AttributeError, TypeError) as error:
        raise DataError(f"{file} is not a CelebA-Spoof label file: {error}") from error


def _row(
    root: Path, index: int, name: str, values: list[int], split: str, faces: Where | None,
    file: Path,
) -> DataRow:  # fmt: skip
    if len(values) not in (1, 44):
        raise DataError(f"{file}: {name} has {len(values)} labels; CelebA-Spoof gives 44, or one")
    label = values[-1]
    if label not in (0, 1):
        raise DataError(f"{file}: {name} has the label {label}, neither 0 (live) nor 1 (spoof)")
    parts = name.split("/")
    columns = dict.fromkeys(COLUMNS, "")
    columns |= {"split": split, "subject": parts[2] if len(parts) > 3 else ""}
    if len(values) == 44:
        columns |= {
            "attack_type": _word(TYPES, values[SPOOF_TYPE]) if label else "",
            "illumination": _word(LIGHTS, values[ILLUMINATION]),
            "environment": _word(PLACES, values[ENVIRONMENT]),
        }
    path = root / name
    if faces is not None:
        return DataRow(index, name, path, label, faces, None, columns)
    box = _box(path)
    where = Where.DETECT if box is None else Where.BOX
    return DataRow(index, name, path, label, where, box, columns)


def _word(words: tuple[str, ...], code: int) -> str:
    return words[code] if 0 <= code < len(words) else str(code)


def _box(path: Path) -> Box | None:
    """`x y w h score` on a 224 grid, to pixels of the image; None without the file."""
    beside = path.with_name(f"{path.stem}_BB.txt")
    try:
        x, y, w, h = (float(v) for v in beside.read_text(encoding="ascii").split()[:4])
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise DataError(f"{beside} is not a face box of five numbers: {error}") from error
    size = image_size(path)
    if size is None or w <= 0 or h <= 0:
        return None
    width, height = size[0] / BOX_GRID, size[1] / BOX_GRID
    return Box(x * width, y * height, (x + w) * width, (y + h) * height)


def image_size(path: Path) -> tuple[int, int] | None:
    """(width, height) of an image, None where it cannot be read."""
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(path) as image:
            return image.size
    except (OSError, UnidentifiedImageError):
        return None
