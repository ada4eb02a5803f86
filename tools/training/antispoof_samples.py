"""The training images of the anti-spoof network, and how samples are drawn from them."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from edge.errors import DataError
from edge.types import U8, Box
from edge.vision.crop import crop_face
from tools.training.augment import camera_like, jittered, lightly_changed, retaken, tightly_cut
from tools.training.images import ImageReader
from tools.training.simulate import simulated_attack

Rng = np.random.Generator
KINDS = ("bonafide", "print", "replay", "unknown")
PAD_FOLDERS = ("pad", "pad_more")
FACE_FOLDERS = ("deepfake", "deepfake_more")
FACES = "faces:"  # source prefix of images from data sets without presentation attacks


@dataclass(frozen=True, slots=True)
class FacePicture:
    """One image file. label: 0 bona fide, 1 attack. box: px; None: see `face_box`."""

    path: str
    label: int
    kind: str
    source: str
    box: Box | None


@dataclass(frozen=True, slots=True)
class AntispoofSample:
    """One presentation in two views, with its label.

    image, box: the lightly augmented view, which the teachers score. again, again_box: the strongly
    augmented view, as another camera would record the same presentation: other distance, blur,
    compression. source: the data source of the image. simulated: whether the attack was synthesised
    from a bona fide image.
    """

    image: U8
    box: Box
    again: U8
    again_box: Box
    label: int
    kind: str
    source: str
    simulated: bool


def read_pad(root: Path, split: str) -> list[FacePicture]:
    """The rows of `split` in the manifests of all pad folders under `root`; `pad` is required.

    Raises DataError on a missing or malformed manifest.
    """
    if not (root / "pad" / "manifest.csv").is_file():
        raise DataError(
            f"there is no {root / 'pad' / 'manifest.csv'}; give the folder that holds pad/ "
            "with --data"
        )
    out = []
    for folder in PAD_FOLDERS:
        manifest = root / folder / "manifest.csv"
        if manifest.is_file():
            out += _pad_rows(manifest, folder, split)
    return out


def _pad_rows(manifest: Path, folder: str, split: str) -> list[FacePicture]:
    out = []
    with manifest.open(newline="", encoding="utf-8", errors="replace") as file:
        for line, row in enumerate(csv.DictReader(file), 2):
            try:
                if row["split"] != split:
                    continue
                box = None
                if row["face_from"] != "none":
                    box = Box(*(float(row[k]) for k in ("x1", "y1", "x2", "y2")))
                kind = row["attack_type"] or "bonafide"
                kind = kind if kind in KINDS else "unknown"
                label = int(row["label"])
                out.append(FacePicture(f"{folder}/{row['path']}", label, kind, row["source"], box))
            except (KeyError, TypeError, ValueError) as error:
                raise DataError(
                    f"{manifest}, line {line} is malformed ({error}); it needs path, label, "
                    "attack_type, source, split, x1, y1, x2, y2, face_from"
                ) from error
    return out


def read_faces(root: Path, split: str) -> list[FacePicture]:
    """The unmanipulated faces of the deepfake folders, as bona fide samples of thousands of people.

    An empty list where the folders are absent. The images are face crops; `face_box` takes the
    central 0.8 of their shorter side as the face.
    """
    out = []
    for folder in FACE_FOLDERS:
        manifest = root / folder / "manifest.csv"
        if not manifest.is_file():
            continue
        with manifest.open(newline="", encoding="utf-8") as file:
            out += [
                FacePicture(f"{folder}/{r['path']}", 0, "bonafide", f"{FACES}{r['source']}", None)
                for r in csv.DictReader(file)
                if r["split"] == split and r["label"] == "0"
            ]
    return out


def face_box(picture: FacePicture, image: U8) -> Box:
    """The box of the image, px; without one, the whole image, or the central 0.8 of a face crop."""
    if picture.box is not None:
        return picture.box
    height, width = image.shape[:2]
    whole = Box(0, 0, width, height)
    if not picture.source.startswith(FACES):
        return whole
    half = 0.4 * min(height, width)
    cx, cy = whole.center
    return Box(cx - half, cy - half, cx + half, cy + half)


class SampleMaker:
    """Draws random training samples of three kinds.

    labelled: images of presentation-attack data sets. faces: further bona fide images. shares:
    probabilities of (a labelled image, one of `faces`, a simulated attack).
    """

    def __init__(
        self,
        root: Path,
        labelled: Sequence[FacePicture],
        faces: Sequence[FacePicture],
        shares: tuple[float, float, float] = (0.5, 0.2, 0.3),
    ) -> None:
        self.reader = ImageReader(root)
        self.shares = shares if faces else (shares[0] + shares[1], 0.0, shares[2])
        self._labelled = _grouped(labelled)
        self._faces = _grouped(faces)
        live = [p for p in labelled if p.label == 0]
        self._live = _grouped([*live, *faces])

    def draw(self, rng: Rng) -> AntispoofSample:
        """One sample; an image that cannot be read is counted and replaced by another."""
        what = int(rng.choice(3, p=self.shares))
        groups = (self._labelled, self._faces, self._live)[what]
        picture, image = self._read(groups, rng)
        box = face_box(picture, image)
        label, kind = picture.label, picture.kind
        if what == 2:
            _, room = self._read(self._live, rng)
            image, box, kind = simulated_attack(image, box, room, rng)
            label = 1
        if rng.random() < 0.2:
            image, box = tightly_cut(image, box, rng)
        image = lightly_changed(image, box, rng)
        again, again_box = retaken(image, box, rng)
        if rng.random() < 0.9:
            again, again_box = camera_like(again, again_box, rng)
        box = jittered(box, rng)
        return AntispoofSample(image, box, again, again_box, label, kind, picture.source, what == 2)

    def _read(self, groups: list[list[FacePicture]], rng: Rng) -> tuple[FacePicture, U8]:
        while True:
            group = groups[int(rng.integers(len(groups)))]
            picture = group[int(rng.integers(len(group)))]
            image = self.reader.read(picture.path)
            if image is not None:
                return picture, image


def _grouped(pictures: Sequence[FacePicture]) -> list[list[FacePicture]]:
    """Groups by source and label: each is drawn equally often, whatever its size."""
    groups: dict[tuple[str, int], list[FacePicture]] = {}
    for picture in pictures:
        groups.setdefault((picture.source, picture.label), []).append(picture)
    return list(groups.values())


def crops_of(image: U8, box: Box, expansions: Sequence[float], size: int) -> U8:
    """The crops of one face, uint8 (k, size, size, 3) BGR, tightest first."""
    return np.stack([crop_face(image, box, e, size).bgr for e in expansions])
