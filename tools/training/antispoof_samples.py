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
from tools.training.augment import camera_like, jittered, tightly_cut
from tools.training.images import ImageReader
from tools.training.simulate import simulated_attack

Rng = np.random.Generator
UNKNOWN = -1  # a face without a presentation label: only the teachers speak for it
KINDS = ("bonafide", "print", "replay", "unknown")


@dataclass(frozen=True, slots=True)
class Picture:
    """One image file. label: 0, 1 or UNKNOWN; box None = the whole image."""

    path: str
    label: int
    kind: str
    source: str
    box: Box | None


@dataclass(frozen=True, slots=True)
class Sample:
    """What the network sees: the augmented picture, the face in it, and what is known of it."""

    image: U8
    box: Box
    label: int
    kind: str
    source: str
    simulated: bool


def read_pad(root: Path, split: str) -> list[Picture]:
    """The pad folder's manifest. Raises DataError on a missing or malformed one."""
    manifest = root / "pad" / "manifest.csv"
    if not manifest.is_file():
        raise DataError(f"There is no {manifest}; give the folder that holds pad/ with --data.")
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
                out.append(Picture(f"pad/{row['path']}", label, kind, row["source"], box))
            except (KeyError, TypeError, ValueError) as error:
                raise DataError(
                    f"{manifest}, line {line} is malformed ({error}); it needs path, label, "
                    "attack_type, source, split, x1, y1, x2, y2, face_from."
                ) from error
    return out


def read_faces(root: Path, split: str) -> list[Picture]:
    """The deepfake folder's faces, real and swapped: faces before a camera, without PAD labels.

    None where the folder is absent. They are face crops: the box is 0.8 of the side, centred.
    """
    manifest = root / "deepfake" / "manifest.csv"
    if not manifest.is_file():
        return []
    with manifest.open(newline="", encoding="utf-8") as file:
        return [
            Picture(
                f"deepfake/{r['path']}", UNKNOWN, "unknown", f"{r['source']}:{r['label']}", None
            )
            for r in csv.DictReader(file)
            if r["split"] == split
        ]


def face_box(picture: Picture, image: U8) -> Box:
    """The picture's box; the whole image (of a face crop: its middle) where it has none."""
    if picture.box is not None:
        return picture.box
    height, width = image.shape[:2]
    whole = Box(0, 0, width, height)
    if picture.label != UNKNOWN:
        return whole
    half = 0.4 * min(height, width)
    cx, cy = whole.center
    return Box(cx - half, cy - half, cx + half, cy + half)


class SampleMaker:
    """Draws random training samples: real pictures, plain faces, simulated attacks.

    shares: of (labelled pictures, faces without a label, simulated attacks).
    """

    def __init__(
        self,
        root: Path,
        labelled: Sequence[Picture],
        faces: Sequence[Picture],
        shares: tuple[float, float, float] = (0.5, 0.2, 0.3),
    ) -> None:
        self.reader = ImageReader(root)
        self.shares = shares if faces else (shares[0] + shares[1], 0.0, shares[2])
        self._labelled = _grouped(labelled)
        self._faces = _grouped(faces)
        live = [p for p in labelled if p.label == 0]
        self._live = _grouped([*live, *(p for p in faces if p.source.endswith(":0"))])

    def draw(self, rng: Rng) -> Sample:
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
        if rng.random() < 0.9:
            image, box = camera_like(image, box, rng)
        else:
            box = jittered(box, rng)
        return Sample(image, box, label, kind, picture.source, what == 2)

    def _read(self, groups: list[list[Picture]], rng: Rng) -> tuple[Picture, U8]:
        while True:
            group = groups[int(rng.integers(len(groups)))]
            picture = group[int(rng.integers(len(group)))]
            image = self.reader.read(picture.path)
            if image is not None:
                return picture, image


def _grouped(pictures: Sequence[Picture]) -> list[list[Picture]]:
    """By source and label: each group is drawn equally often, whatever its size."""
    groups: dict[tuple[str, int], list[Picture]] = {}
    for picture in pictures:
        groups.setdefault((picture.source, picture.label), []).append(picture)
    return list(groups.values())


def crops_of(image: U8, box: Box, expansions: Sequence[float], size: int) -> U8:
    """The crops of one face, uint8 (k, size, size, 3) BGR, tightest first."""
    return np.stack([crop_face(image, box, e, size).bgr for e in expansions])
