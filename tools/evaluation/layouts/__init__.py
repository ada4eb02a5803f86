"""Data set layouts: each file recognises one and opens it as a stream of rows."""

from __future__ import annotations

from pathlib import Path

from edge.errors import DataError
from tools.evaluation import dataset
from tools.evaluation.dataset import Dataset, Where
from tools.evaluation.layouts import celeb_df, celeba_spoof, faceforensics, folders, manifest

NAMES = ("auto", "manifest", "folders", "celeba-spoof", "celeb-df", "faceforensics", "single")
FACES = ("auto", "detect", "whole", "crop")


def open_dataset(
    path: Path, *, layout: str = "auto", faces: str = "auto", label: int | None = None
) -> Dataset:
    """Recognise the layout of `path` and open it.

    faces: `auto` takes the boxes a data set gives and looks for faces elsewhere; the others
    overrule it. label: of a single file. Raises DataError where nothing is recognised.
    """
    where = None if faces == "auto" else Where(faces)
    if not path.exists():
        raise DataError(f"there is no data set {path}")
    chosen = _recognise(path) if layout == "auto" else layout
    if chosen == "manifest":
        return manifest.open_manifest(path / "manifest.csv" if path.is_dir() else path, where)
    if chosen == "single":
        return dataset.open_single(path, label, where)
    if not path.is_dir():
        raise DataError(f"the layout {chosen} needs a folder, but {path} is a file")
    openers = {
        "celeba-spoof": celeba_spoof.open_celeba_spoof,
        "celeb-df": celeb_df.open_celeb_df,
        "faceforensics": faceforensics.open_faceforensics,
        "folders": folders.open_folders,
    }
    return openers[chosen](path, where)


def _recognise(path: Path) -> str:
    if path.is_file():
        return "manifest" if path.suffix.lower() in (".csv", ".tsv", ".txt") else "single"
    if (path / "manifest.csv").is_file():
        return "manifest"
    if celeba_spoof.recognised(path):
        return "celeba-spoof"
    if celeb_df.recognised(path):
        return "celeb-df"
    return "faceforensics" if faceforensics.recognised(path) else "folders"
