"""Data sets' manifests as samples for the deepfake training."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from edge.errors import DataError

SWAP, GENERATED = "swap", "generated"
HELD_OUT = "val_unseen"
# Sources held out of training by default: LFW, and a swap method that no other source uses.
USUALLY_HELD_OUT = ("lfw", "lfw_swap")
# attack_type of wholly generated faces; any other manipulation is a swap
_GENERATORS = ("gan", "diffusion", "generated")
# Real faces in the same file format as a generator's images: the format must not give the label.
COUNTERPARTS = {"stylegan_256": "ffhq256_zoya"}
# Presentation attacks: the face in a picture of a screen or a print may be unmanipulated.
_PRESENTATIONS = ("print", "replay", "replay_or_print")


@dataclass(frozen=True, slots=True)
class Sample:
    """One row. label: 0 bona fide, 1 manipulated. kind: SWAP, GENERATED, or "" for bona fide."""

    path: str
    label: int
    video: str
    source: str
    split: str
    kind: str = ""


def read_manifest(path: Path) -> list[Sample]:
    """The rows of a manifest with columns `path,label,attack_type,video,source,split`.

    Rows of presentation attacks are left out. From a presentation-attack data set, recognised by
    its face-box columns, only bona fide rows are used: `train` and `val` as real faces of train,
    `test` as `test`. Raises DataError on a missing file or column.
    """
    if not path.is_file():
        raise DataError(f"there is no manifest at {path}; give the data set's manifest.csv")
    # undecodable bytes become replacement characters, which match no column name
    with path.open(newline="", encoding="utf-8", errors="replace") as file:
        reader = csv.DictReader(file)
        lacking = {"path", "label", "split"} - set(reader.fieldnames or ())
        if lacking:
            raise DataError(f"{path} has no column {', '.join(sorted(lacking))}; see docs")
        cameras = "x1" in (reader.fieldnames or ())
        samples = []
        for number, row in enumerate(reader, 2):
            if row["label"] not in ("0", "1"):
                raise DataError(f"{path}, line {number}: label {row['label']!r} is not 0 or 1")
            attack, label = row.get("attack_type") or "", int(row["label"])
            if attack in _PRESENTATIONS or (cameras and label == 1):
                continue
            name = row.get("video") or row["path"]
            source = row.get("source") or "unnamed"
            split = "train" if cameras and row["split"] == "val" else row["split"]
            kind = (GENERATED if attack in _GENERATORS else SWAP) if label else ""
            samples.append(Sample(row["path"], label, name, source, split, kind))
    return samples


def read_manifests(
    paths: Sequence[Path], held_out: Sequence[str] | None = None
) -> list[tuple[Path, Sample]]:
    """(folder that the path is relative to, sample) of all manifests.

    held_out: sources whose train rows become the split HELD_OUT, which is not trained on; None:
    those of USUALLY_HELD_OUT that exist. Raises DataError also on an unknown source in held_out.
    """
    entries = [(path.parent, sample) for path in paths for sample in read_manifest(path)]
    absent = set(held_out or ()) - {sample.source for _, sample in entries}
    if absent:
        raise DataError(f"no source is called {', '.join(sorted(absent))}; check --hold-out")
    unseen = USUALLY_HELD_OUT if held_out is None else held_out
    return [
        (root, replace(s, split=HELD_OUT) if s.split == "train" and s.source in unseen else s)
        for root, s in entries
    ]
