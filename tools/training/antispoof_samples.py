"""Which pictures train the anti-spoof network, and how one becomes a training sample."""

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
FACES = "faces:"  # begins the source of a picture that comes from no presentation-attack data


@dataclass(frozen=True, slots=True)
class FacePicture:
    """One image file. label: 0 or 1; box None = the whole image."""

    path: str
    label: int
    kind: str
    source: str
    box: Box | None


@dataclass(frozen=True, slots=True)
class AntispoofSample:
    """One face in two views, and what is known of it.

    image, box: the presentation, hardly changed; the teachers score this one. again, again_box:
    the same presentation as another camera sees it: nearer or farther, blurred, compressed.
    source: whose face it is. simulated: the attack was made of a bona fide picture.
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
    """The manifests of the pad folders that are there, `pad` at least.

    Raises DataError on a missing or malformed one.
    """
    if not (root / "pad" / "manifest.csv").is_file():
        raise DataError(
            f"There is no {root / 'pad' / 'manifest.csv'}; give the folder that holds pad/ with "
            "--data."
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
                    "attack_type, source, split, x1, y1, x2, y2, face_from."
                ) from error
    return out


def read_faces(root: Path, split: str) -> list[FacePicture]:
    """The deepfake folders' unmanipulated faces: thousands of people, all bona fide.

    None where the folders are absent. They are face crops: the box is 0.8 of the side, centred.
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
    """The picture's box; the whole image (of a face crop: its middle) where it has none."""
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
    """Draws random training samples: labelled pictures, plain faces, simulated attacks.

    shares: of (labelled pictures, plain bona fide faces, simulated attacks).
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
        """One sample; a picture that cannot be read is counted and replaced by another."""
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
    """By source and label: each group is drawn equally often, whatever its size."""
    groups: dict[tuple[str, int], list[FacePicture]] = {}
    for picture in pictures:
        groups.setdefault((picture.source, picture.label), []).append(picture)
    return list(groups.values())


def crops_of(image: U8, box: Box, expansions: Sequence[float], size: int) -> U8:
    """The crops of one face, uint8 (k, size, size, 3) BGR, tightest first."""
    return np.stack([crop_face(image, box, e, size).bgr for e in expansions])
