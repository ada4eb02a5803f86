"""Face crops of the train split as calibration batches, with the crop geometry of the runtime."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.errors import DataError
from edge.infer.preprocess import to_tensor
from edge.types import Box
from edge.vision.crop import crop_face
from models.spec import InputSpec

F32 = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Example:
    """One labelled face of a manifest. box: px; None: the image is already a face crop."""

    path: Path
    label: int
    group: str
    box: Box | None
    attack_type: str = ""


def read_examples(manifest: Path, split: str) -> list[Example]:
    """The rows of one split of a data set manifest (CSV path,label[,source,split,x1,y1,x2,y2]).

    Raises DataError where the file is absent, lacks columns, is cut short, or the split has no
    rows.
    """
    try:
        with manifest.open(newline="", encoding="utf-8-sig") as file:
            rows = list(csv.DictReader(file))
    except OSError as error:
        raise DataError(f"the manifest {manifest} cannot be read: {error.strerror}") from None
    except (UnicodeDecodeError, csv.Error):
        raise DataError(f"{manifest} is not a data set manifest: it is not CSV text") from None
    if not rows or not {"path", "label"} <= set(rows[0]):
        raise DataError(
            f"{manifest} is not a data set manifest: it needs the columns path and label"
        )
    for line, row in enumerate(rows, start=2):
        if None in row.values():  # a truncated row would be read as one without a face box
            raise DataError(
                f"{manifest}: row {line} has too few columns; the file may be incomplete"
            )
    chosen = [(n, row) for n, row in enumerate(rows, start=2) if row.get("split", split) == split]
    if not chosen:
        raise DataError(f"{manifest} has no rows of the split {split!r}; choose another --split")
    return [_example(manifest, line, row) for line, row in chosen]


def _example(manifest: Path, line: int, row: dict[str, str]) -> Example:
    if row["label"] not in ("0", "1"):
        raise DataError(f"{manifest}: row {line} has label {row['label']!r}; labels are 0 or 1")
    corners = [row.get(key) or "" for key in ("x1", "y1", "x2", "y2")]
    try:
        box = Box(*map(float, corners)) if all(corners) else None
    except ValueError:
        raise DataError(f"{manifest}: row {line} has a face box that is not four numbers") from None
    path = manifest.parent / row["path"]
    group, kind = row.get("source") or "", row.get("attack_type") or ""
    return Example(path, int(row["label"]), group, box, kind)


def balanced(examples: list[Example], count: int, seed: int = 0) -> list[Example]:
    """At most `count` examples, in equal numbers of each (source, label), drawn by `seed`."""
    rng = np.random.default_rng(seed)
    groups: dict[tuple[str, int], list[Example]] = defaultdict(list)
    for i in rng.permutation(len(examples)):
        groups[examples[i].group, examples[i].label].append(examples[i])
    ordered = [groups[key] for key in sorted(groups)]
    dealt = [group[i] for i in range(max(map(len, ordered))) for group in ordered if i < len(group)]
    return dealt[:count]


def load_crops(examples: list[Example], spec: InputSpec) -> tuple[F32, list[Example]]:
    """The preprocessed tensor of all readable examples, float32 in the input's shape, and these
    examples."""
    tensors, read = [], []
    for example in examples:
        image = _image(example.path)
        if image is None:
            continue
        box = example.box or _whole(image.shape[1], image.shape[0], max(spec.expansions))
        try:
            crops = [crop_face(image, box, e, spec.size) for e in spec.expansions]
        except ValueError:
            continue  # the box lies outside the image
        tensors.append(to_tensor([crops], spec))
        read.append(example)
    if not tensors:
        raise DataError("none of the images of the manifest can be read; check its paths")
    return np.concatenate(tensors), read


def readable(examples: list[Example], spec: InputSpec) -> list[Example]:
    """The examples whose image can be read and contains the box."""
    try:
        return load_crops(examples, spec)[1]
    except DataError:
        return []


def _image(path: Path) -> Any:
    """uint8 (H, W, 3) BGR, or None; existence is checked first, as OpenCV warns on stderr."""
    return cv2.imread(str(path), cv2.IMREAD_COLOR) if path.is_file() else None


def _whole(width: int, height: int, expansion: float) -> Box:
    """The box whose widest crop is the whole image, for data sets of face crops without boxes."""
    half = max(width, height) / expansion / 2
    return Box(width / 2 - half, height / 2 - half, width / 2 + half, height / 2 + half)


def calibration_batches(
    manifest: Path,
    spec: InputSpec,
    *,
    split: str = "train",
    count: int = 256,
    batch: int = 16,
    seed: int = 0,
) -> Iterator[F32]:
    """`count` crops of `split`, balanced over source and label, as batches for quantise_static.

    Raises DataError as `read_examples` does.
    """
    crops, _ = load_crops(balanced(read_examples(manifest, split), count, seed), spec)
    for i in range(0, len(crops), batch):
        yield crops[i : i + batch]
