"""ImageNet-style folders: one folder a class, named by WordNet id, number, or anything sorted."""

from __future__ import annotations

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


@dataclass(frozen=True, slots=True)
class ImageFolder:
    """files: (relative name, acceptable labels). mask: the classes of a derived set, as indices
    into the model's own, or None where the set has them all; labels then count within the mask."""

    root: Path
    files: tuple[tuple[str, tuple[int, ...]], ...]
    mask: NDArray[np.int64] | None
    classes: int


def open_imagenet(
    root: Path, synsets: Sequence[str] | None = None, real_labels: Path | None = None
) -> ImageFolder:
    """Read the folder names and files.

    synsets: WordNet ids in the model's order of classes. A set whose folders are some of them
    (ImageNet-A, -R) gets its mask from them; folders named 0, 1, 2 … (ImageNet-V2) are class
    numbers; other names count in their sorted order. real_labels: a JSON list of lists, by the
    number that ends each file's name (Beyer et al. 2020); folders then do not matter.
    """
    names = list(media_below(root)) if root.is_dir() else []
    if not names:
        raise DataError(f"{root} holds no images in class folders")
    if real_labels is not None:
        return _reassessed(root, names, real_labels, synsets)
    folders = sorted({name.split("/")[0] for name in names if "/" in name})
    if not folders or any("/" not in name for name in names):
        raise DataError(f"{root} has images outside class folders, so their class is unknown")
    mask = None
    if all(folder.isdigit() for folder in folders):
        labels = {folder: int(folder) for folder in folders}
        classes = len(synsets) if synsets else max(labels.values()) + 1
    elif all(WNID.fullmatch(folder) for folder in folders) and synsets:
        position = {wnid: i for i, wnid in enumerate(synsets)}
        unknown = [folder for folder in folders if folder not in position]
        if unknown:
            raise DataError(f"the folder {root / unknown[0]} is no class of the {len(synsets)}")
        indices = sorted(position[folder] for folder in folders)
        if len(indices) < len(synsets):
            mask = np.array(indices, np.int64)
        within = {index: i for i, index in enumerate(indices)}
        labels = {
            folder: within[position[folder]] if mask is not None else position[folder]
            for folder in folders
        }
        classes = len(synsets)
    else:
        labels = {folder: i for i, folder in enumerate(folders)}
        classes = len(folders)
    files = tuple((name, (labels[name.split("/")[0]],)) for name in names)
    return ImageFolder(root, files, mask, classes)


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
            raise DataError(f"{name} ends in no number from 1 to {len(content)}")
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
