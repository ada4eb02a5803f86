"""Labelled folders: the name of any folder on the way says bona fide or attack."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from edge.errors import DataError
from tools.evaluation.dataset import DataRow, Dataset, Where, is_image, is_media

BONA_FIDE = frozenset(
    {"live", "real", "bonafide", "bona_fide", "bona-fide", "genuine", "client", "clientface",
     "clientraw", "original", "authentic"}
)  # fmt: skip
ATTACK = frozenset(
    {"spoof", "fake", "attack", "attacks", "imposter", "imposterface", "imposterraw", "impostor",
     "manipulated", "deepfake", "deepfakes", "synthetic"}
)  # fmt: skip
ATTACK_TYPES = frozenset(
    {"print", "replay", "mask", "photo", "paper", "screen", "phone", "tablet", "tv", "video_replay",
     "cutout", "poster", "3d_mask", "silicone", "faceswap", "face2face", "gan", "diffusion"}
)  # fmt: skip
SPLITS = {
    "train": "train", "training": "train", "val": "val", "valid": "val", "validation": "val",
    "dev": "val", "devel": "val", "test": "test", "testing": "test", "eval": "test",
}  # fmt: skip
COLUMNS = ("attack_type", "source", "split")


def open_folders(root: Path, faces: Where | None) -> Dataset:
    """Every image and video below `root`, in the order of their names.

    A folder between the label's folder and the file that names an attack type gives it. Raises
    DataError where a file lies under no folder of a known name, or under both.
    """

    def rows() -> Iterator[DataRow]:
        for index, (name, label, columns) in enumerate(_labelled(root)):
            yield DataRow(index, name, root / name, label, faces or Where.DETECT, None, columns)

    return Dataset(f"{root.resolve().name}/", root, "folders", COLUMNS, rows)


def _labelled(root: Path) -> Iterator[tuple[str, int, dict[str, str]]]:
    for name in media_below(root):
        parents = name.split("/")[:-1]
        words = [word.lower() for word in parents]
        bona_fide = BONA_FIDE.intersection(words)
        kinds = [word for word in words if word in ATTACK_TYPES]
        attack = ATTACK.intersection(words) or set(kinds)
        if bool(bona_fide) == bool(attack):
            why = (
                f"lies under both {', '.join(sorted(bona_fide | attack))}"
                if bona_fide
                else "lies under no folder named live, real, bonafide, spoof, fake, attack, print …"
            )
            raise DataError(f"cannot determine the label of {root / name}: it {why}")
        split = next((SPLITS[word] for word in words if word in SPLITS), "")
        named = BONA_FIDE | ATTACK | ATTACK_TYPES | set(SPLITS)
        others = [parent for parent in parents if parent.lower() not in named]
        columns = {
            "attack_type": kinds[0] if attack and kinds else "",
            "source": others[0] if others else "",
            "split": split,
        }
        yield name, int(not bona_fide), columns


def media_below(root: Path) -> Iterator[str]:
    """Images and videos below `root` as relative names, sorted folder by folder.

    A folder that holds only frames of one video is not taken as one sample: every image is.
    """
    folders = [""]
    while folders:
        folder = folders.pop()
        try:
            entries = sorted(os.scandir(root / folder), key=lambda e: e.name)
        except OSError as error:
            raise DataError(f"cannot read the folder {root / folder}: {error.strerror}") from error
        below = []
        for entry in entries:
            name = f"{folder}/{entry.name}" if folder else entry.name
            if entry.is_dir():
                below.append(name)
            elif is_media(Path(entry.name)) and not entry.name.startswith("."):
                yield name
        folders += reversed(below)


def frames_below(folder: Path) -> list[Path]:
    """The frames of a video kept as a folder of images, in the order of their names."""
    return sorted(path for path in folder.iterdir() if is_image(path))
