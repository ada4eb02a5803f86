"""Celeb-DF (Li et al., CVPR 2020): `List_of_testing_videos.txt`, in which 1 means real."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from edge.errors import DataError
from tools.evaluation.dataset import DataRow, Dataset, Where

LIST = "List_of_testing_videos.txt"
COLUMNS = ("attack_type", "source", "video", "subject", "split")
SYNTHESIS = "Celeb-synthesis"


def recognised(root: Path) -> bool:
    """Whether the list of testing videos is there."""
    return (root / LIST).is_file()


def open_celeb_df(root: Path, faces: Where | None) -> Dataset:
    """The official test videos, as files or as folders of frames.

    Raises DataError on a line that is not `0|1 FOLDER/NAME.mp4`, or whose label contradicts the
    folder.
    """
    path = root / LIST

    def rows() -> Iterator[DataRow]:
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except OSError as error:
            raise DataError(f"cannot read {path}: {error.strerror}") from error
        index = 0
        for number, line in enumerate(lines, start=1):
            if line.strip():
                yield _row(root, index, line, f"{path}, line {number}", faces)
                index += 1

    return Dataset("Celeb-DF", root, "Celeb-DF", COLUMNS, rows)


def _row(root: Path, index: int, line: str, at: str, faces: Where | None) -> DataRow:
    real, _, name = line.strip().partition(" ")
    name = name.strip()
    if real not in ("0", "1") or "/" not in name:
        raise DataError(f"{at}: '{line.strip()[:60]}' is not '1 FOLDER/NAME.mp4'")
    label = 1 - int(real)
    folder, _, file = name.rpartition("/")
    if (folder.split("/")[0] == SYNTHESIS) != bool(label):
        raise DataError(f"{at}: {name} is listed as {'real' if real == '1' else 'fake'}")
    stem = Path(file).stem
    columns = {
        "attack_type": "faceswap" if label else "",
        "source": folder.split("/")[0],
        "video": stem,
        "subject": stem.split("_")[0] if stem.startswith("id") else "",
        "split": "test",
    }
    path = _found(root, folder, file)
    return DataRow(index, name, path, label, faces or Where.DETECT, None, columns)


def _found(root: Path, folder: str, file: str) -> Path:
    """Where the video lies: beside the list, under videos/, or as frames/NAME/."""
    stem = Path(file).stem
    places = (
        root / folder / file,
        root / folder / "videos" / file,
        root / folder / "frames" / stem,
        root / folder / stem,
    )
    return next((place for place in places if place.exists()), places[0])
