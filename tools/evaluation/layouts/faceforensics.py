"""FaceForensics++ (Rössler et al., ICCV 2019): original_sequences and manipulated_sequences."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from edge.errors import DataError
from tools.evaluation.dataset import DataRow, Dataset, Where, is_media

REAL, FAKE = "original_sequences", "manipulated_sequences"
COLUMNS = ("attack_type", "source", "compression", "video", "subject", "split")
KINDS = ("videos", "frames", "images", "faces")


def recognised(root: Path) -> bool:
    """Whether both sequence folders are there."""
    return (root / REAL).is_dir() and (root / FAKE).is_dir()


def open_faceforensics(root: Path, faces: Where | None) -> Dataset:
    """Videos, or folders of frames, at `{real,fake}/SET/COMPRESSION/{videos,frames}/NAME`.

    Splits come from `splits/{train,val,test}.json` or the same files beside the sequences.
    Of one compression all kinds are read; videos go before frames where both are there.
    """
    splits = _splits(root)

    def rows() -> Iterator[DataRow]:
        index = 0
        for label, top in ((0, REAL), (1, FAKE)):
            for kind in _sample_folders(root / top):
                for path in sorted(kind.iterdir()):
                    if not (path.is_dir() or is_media(path)):
                        continue
                    name = path.relative_to(root).as_posix()
                    columns = _columns(path, label, splits)
                    yield DataRow(index, name, path, label, faces or Where.DETECT, None, columns)
                    index += 1

    return Dataset("FaceForensics++", root, "FaceForensics++", COLUMNS, rows)


def _sample_folders(top: Path) -> Iterator[Path]:
    """The first kind of samples under every SET/COMPRESSION."""
    for made in sorted(p for p in top.iterdir() if p.is_dir()):
        for compression in sorted(p for p in made.iterdir() if p.is_dir()):
            kind = next((compression / k for k in KINDS if (compression / k).is_dir()), None)
            if kind is not None:
                yield kind


def _columns(path: Path, label: int, splits: dict[str, str]) -> dict[str, str]:
    compression, made = path.parents[1].name, path.parents[2].name
    target = path.stem.split("_")[0]
    return {
        "attack_type": made if label else "",
        "source": made,
        "compression": compression,
        "video": f"{made}/{compression}/{path.stem}",
        "subject": target,
        "split": splits.get(target, ""),
    }


def _splits(root: Path) -> dict[str, str]:
    """Source video to split: each file is a list of pairs of names."""
    found: dict[str, str] = {}
    for folder in (root / "splits", root):
        for split in ("train", "val", "test"):
            path = folder / f"{split}.json"
            if not path.is_file():
                continue
            try:
                pairs = json.loads(path.read_text(encoding="utf-8"))
                found |= {str(name): split for pair in pairs for name in pair}
            except (OSError, ValueError, TypeError) as error:
                raise DataError(f"{path} is not a list of pairs of video names") from error
        if found:
            break
    return found
