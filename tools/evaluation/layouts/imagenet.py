"""ImageNet-style folders: one folder a class, named by WordNet id, number, or anything sorted."""

from __future__ import annotations

import importlib.resources
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from edge.errors import DataError
from tools.evaluation.layouts.folders import media_below

WNID = re.compile(r"n\d{8}")
NUMBERED = re.compile(r"(\d+)$")
SUBSETS = ("imagenet-a", "imagenet-r")
CLEAN = "-clean"


@dataclass(frozen=True, slots=True)
class ImageFolder:
    """files: (relative name, acceptable labels). mask: the classes of a derived set, as indices
    into the model's own, or None where the set has them all; labels then count within the mask.
    in_order: the folders' names say nothing, so their sorted order must be the model's own, and
    there must be as many."""

    root: Path
    files: tuple[tuple[str, tuple[int, ...]], ...]
    mask: NDArray[np.int64] | None
    classes: int
    in_order: bool = False


def open_imagenet(
    root: Path,
    synsets: Sequence[str] | None = None,
    real_labels: Path | None = None,
    subset: Sequence[str] | None = None,
    *,
    skip_others: bool = False,
) -> ImageFolder:
    """Read the folder names and files.

    synsets: WordNet ids in the model's order of classes. Folders named 0, 1, 2 … (ImageNet-V2) are
    class numbers; other names than WordNet ids count in their sorted order. real_labels: a JSON
    list of lists, by the number that ends each file's name (Beyer et al. 2020); folders then do
    not matter. subset: WordNet ids of the classes a derived set (ImageNet-A, -R) is scored among,
    whichever of them have a folder here; a folder of another class is refused, or left out with
    skip_others. Without a subset all classes compete, however few folders there are.
    """
    names = list(media_below(root)) if root.is_dir() else []
    if not names:
        raise DataError(f"{root} contains no images in class folders")
    if real_labels is not None:
        return _reassessed(root, names, real_labels, synsets)
    folders = sorted({name.split("/")[0] for name in names if "/" in name})
    if not folders or any("/" not in name for name in names):
        raise DataError(
            f"{root} has images outside class folders, whose class is unknown; move them"
        )
    mask, in_order = None, False
    if synsets and all(WNID.fullmatch(folder) for folder in folders):
        labels = {wnid: i for i, wnid in enumerate(synsets)}
        classes = len(synsets)
        if subset is not None:
            mask, labels = _within(labels, subset, root)
        unknown = [folder for folder in folders if folder not in labels]
        if unknown and not (skip_others and len(unknown) < len(folders)):
            raise DataError(
                f"the folder {root / unknown[0]} is not one of the {len(labels)} classes"
            )
    elif subset is not None:
        raise DataError(f"{root}: for a subset the class folders must be named by WordNet ids")
    elif all(folder.isdigit() for folder in folders):
        labels = {folder: int(folder) for folder in folders}
        classes = len(synsets) if synsets else max(labels.values()) + 1
    else:
        labels = {folder: i for i, folder in enumerate(folders)}
        classes, in_order = len(folders), True
    by_folder = ((name, labels.get(name.split("/")[0])) for name in names)
    files = tuple((name, (label,)) for name, label in by_folder if label is not None)
    return ImageFolder(root, files, mask, classes, in_order)


def _within(
    labels: dict[str, int], subset: Sequence[str], root: Path
) -> tuple[NDArray[np.int64], dict[str, int]]:
    """The subset's classes among the model's, and each one's place among them."""
    missing = next((wnid for wnid in subset if wnid not in labels), None)
    if missing is not None:
        raise DataError(f"{root}: {missing} of the subset is not one of the {len(labels)} classes")
    indices = sorted(labels[wnid] for wnid in subset)
    place = {index: i for i, index in enumerate(indices)}
    return np.array(indices, np.int64), {wnid: place[labels[wnid]] for wnid in subset}


def subset_of(set_name: str) -> str | None:
    """`imagenet-a` of imagenet-a and imagenet-a-clean, likewise r; None of any other set.

    The clean set is the validation images of the same 200 classes, which tells what is lost to
    the derived images from what the smaller choice of classes gives.
    """
    name = set_name.lower().removesuffix(CLEAN)
    return name if name in SUBSETS else None


def published_classes(subset: str) -> list[str] | None:
    """The 200 WordNet ids of imagenet-a or imagenet-r, from timm; None where it is missing."""
    try:
        folder = importlib.resources.files("timm.data")
    except ModuleNotFoundError:
        return None
    path = folder / "_info" / f"{subset.replace('-', '_')}_synsets.txt"
    return path.read_text(encoding="utf-8").split() if path.is_file() else None


def _reassessed(
    root: Path, names: list[str], path: Path, synsets: Sequence[str] | None
) -> ImageFolder:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise DataError(f"the real labels {path} cannot be read: {error}") from error
    if not isinstance(content, list) or not all(isinstance(labels, list) for labels in content):
        raise DataError(f"{path} is not a JSON list with a list of labels for each image")
    files = []
    for name in names:
        number = NUMBERED.search(Path(name).stem)
        index = int(number[1]) - 1 if number else -1
        if not 0 <= index < len(content):
            raise DataError(f"{name} does not end in a number from 1 to {len(content)}")
        files.append((name, tuple(int(label) for label in content[index])))
    highest = max((label for _, labels in files for label in labels), default=0)
    return ImageFolder(root, tuple(files), None, len(synsets) if synsets else highest + 1)


def imagenet_synsets() -> list[str] | None:
    """The 1000 WordNet ids in the usual order, from timm; None where it is not installed."""
    try:
        from timm.data import ImageNetInfo
    except ImportError:
        return None
    return list(ImageNetInfo("imagenet-1k").label_names())
