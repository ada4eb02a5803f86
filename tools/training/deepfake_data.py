"""Face crops for deepfake training, decoded once, with a common framing, landmarks and pair masks.

The arrays are in a cache folder and are memory-mapped: `images.npy` uint8 (N, S, S, 3)
BGR, `landmarks.npy` float32 (N, 5, 2) px, `masks.npy` uint8 (P, 64, 64).
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from rich.progress import track

from edge.errors import DataError, OutputError
from edge.types import F32, U8
from tools.training.deepfake_manifest import Sample, read_manifests
from tools.training.images import ImageReader
from tools.training.self_blend import pair_mask

# Side of a training crop, px, and of the stored one with the same centre: a margin for shifts.
SIDE = 224
STORED = 256
CELLS = 64
VERSION = 2
# The swap crops' side over the longer side of YuNet's box, and the position of the box's centre in
# them: medians over their train split. Other sources are cropped to the same framing, with the
# margin of STORED.
FRAMING = 0.87
CENTRE = 0.54
# Mean landmarks of the swap crops, px, for faces that the detector does not find.
_MARGIN = (STORED - SIDE) / 2
TYPICAL = np.array([[66, 63], [156, 65], [108, 116], [73, 156], [147, 157]], np.float32) + _MARGIN


Find = Callable[[U8], tuple[F32, F32] | None]
"""A function that finds the largest face: (box x, y, w, h; landmarks (5, 2)), px, or None."""


class Landmarks:
    """YuNet on tight crops: detects on a padded copy and maps the result back to the crop.

    side: of the detector's input, px.
    """

    def __init__(self, model: Path, side: int = 320) -> None:
        if not model.is_file():
            raise DataError(
                f"there is no face detector at {model}; give a YuNet .onnx file with --detector"
            )
        self._side = side
        self._net = cv2.FaceDetectorYN.create(str(model), "", (side, side), 0.5)

    def find(self, image: U8) -> tuple[F32, F32] | None:
        """The largest face; see `Find`."""
        height, width = image.shape[:2]
        room = cv2.copyMakeBorder(
            image, height // 2, height // 2, width // 2, width // 2,
            cv2.BORDER_CONSTANT, value=(127, 127, 127),
        )  # fmt: skip
        scale = np.array([room.shape[1], room.shape[0]], np.float32) / self._side
        _, found = self._net.detect(cv2.resize(room, (self._side, self._side)))
        if found is None:
            return None
        face = max(found, key=lambda f: f[2] * f[3])
        offset = np.array([width // 2, height // 2], np.float32)
        corner = face[0:2] * scale - offset
        points = face[4:14].reshape(5, 2) * scale - offset
        return np.concatenate([corner, face[2:4] * scale]).astype(np.float32), points


def frame_alike(image: U8, find: Find) -> tuple[U8, F32]:
    """The crop in the framing of the swap crops, uint8 (STORED, STORED, 3), and its five landmarks,
    float32 (5, 2), px.

    A swap crop of SIDE × SIDE is not resampled; its border is mirrored.
    """
    found = find(image)
    height, width = image.shape[:2]
    if (height, width) == (SIDE, SIDE):
        margin = (STORED - SIDE) // 2
        out = cv2.copyMakeBorder(image, *(margin,) * 4, cv2.BORDER_REFLECT_101)
        return np.asarray(out, np.uint8), TYPICAL.copy() if found is None else found[1] + margin
    side = min(height, width) * STORED // SIDE
    x, y = (width - side) / 2, (height - side) / 2
    if found is not None:
        box = found[0]
        side = max(16, int(FRAMING * STORED / SIDE * max(box[2], box[3])))
        x = box[0] + box[2] / 2 - side / 2
        y = box[1] + CENTRE * box[3] - side / 2
    left, top = int(x), int(y)
    pad = max(0, -left, -top, left + side - width, top + side - height)
    room = cv2.copyMakeBorder(image, pad, pad, pad, pad, cv2.BORDER_REFLECT_101)
    cut = room[top + pad : top + pad + side, left + pad : left + pad + side]
    method = cv2.INTER_AREA if side > STORED else cv2.INTER_LANCZOS4
    out = np.asarray(cv2.resize(cut, (STORED, STORED), interpolation=method), np.uint8)
    if found is None:
        return out, TYPICAL.copy()
    return out, ((found[1] - np.array([left, top])) * (STORED / side)).astype(np.float32)


class FaceStore:
    """Prepared crops by index.

    pairs: (real, fake, mask) indices, both crops of one source video; mask −1: none. unreadable:
    the number of images that could not be read and are left out of every list.
    """

    def __init__(self, folder: Path) -> None:
        facts = json.loads((folder / "store.json").read_text("utf-8"))
        self.samples = [Sample(**row) for row in facts["samples"]]
        self.pairs: list[tuple[int, int, int]] = [tuple(p) for p in facts["pairs"]]
        self.unreadable = int(facts["unreadable"])
        self.images: NDArray[np.uint8] = np.load(folder / "images.npy", mmap_mode="r")
        self.landmarks: F32 = np.load(folder / "landmarks.npy")
        self.masks: NDArray[np.uint8] = np.load(folder / "masks.npy")

    def of_split(self, split: str, label: int | None = None) -> list[int]:
        """Indices of a split. Raises DataError where there are none."""
        found = [
            i for i, s in enumerate(self.samples)
            if s.split == split and (label is None or s.label == label)
        ]  # fmt: skip
        if not found:
            raise DataError(f"no sample has split {split!r}; check the manifest's split column")
        return found

    def splits(self) -> list[str]:
        """The names of the splits, sorted."""
        return sorted({s.split for s in self.samples})

    def middles(self, indices: Sequence[int]) -> U8:
        """The crops without their margin, uint8 (n, SIDE, SIDE, 3) BGR."""
        inside = slice((STORED - SIDE) // 2, (STORED + SIDE) // 2)
        return np.stack([self.images[i][inside, inside] for i in indices])

    def labels(self, indices: Sequence[int]) -> NDArray[np.int64]:
        return np.array([self.samples[i].label for i in indices], np.int64)


def counted(store: FaceStore) -> dict[str, tuple[int, int]]:
    """Split → number of (bona fide, manipulated) crops, in the order of the samples."""
    counts: dict[str, list[int]] = {}
    for sample in store.samples:
        counts.setdefault(sample.split, [0, 0])[sample.label] += 1
    return {split: (bona_fide, fake) for split, (bona_fide, fake) in counts.items()}


def _pairs(samples: Sequence[Sample]) -> list[tuple[int, int]]:
    """(real, fake) indices of the same source video; each manipulated sample at most once."""
    videos: dict[tuple[str, str, str], dict[int, list[int]]] = defaultdict(lambda: {0: [], 1: []})
    for index, sample in enumerate(samples):
        videos[(sample.split, sample.source, sample.video)][sample.label].append(index)
    return [(v[0][0], fake) for v in videos.values() if v[0] for fake in v[1]]


def open_store(
    manifests: Sequence[Path], detector: Path, cache: Path, held_out: Sequence[str] | None = None
) -> FaceStore:
    """The prepared crops of `manifests`, from `cache` or newly written to it.

    detector: the YuNet file. held_out: sources that are excluded from training; see
    read_manifests. Test splits are not prepared.
    """
    entries = [e for e in read_manifests(manifests, held_out) if e[1].split != "test"]
    unseen = sorted(held_out) if held_out is not None else "usual"
    return _prepared(entries, manifests, detector, cache, str(unseen))


def open_test_store(manifests: Sequence[Path], detector: Path, cache: Path) -> FaceStore | None:
    """The prepared crops of the test splits, for the report; None where there are none."""
    entries = [e for e in read_manifests(manifests) if e[1].split == "test"]
    return _prepared(entries, manifests, detector, cache, "test") if entries else None


def _prepared(
    entries: Sequence[tuple[Path, Sample]],
    manifests: Sequence[Path],
    detector: Path,
    cache: Path,
    chosen: str,
) -> FaceStore:
    facts = f"{VERSION} {STORED} {SIDE} {CELLS} {chosen}".encode()
    key = hashlib.sha256(b"".join(m.read_bytes() for m in manifests) + facts)
    folder = cache / key.hexdigest()[:12]
    if not (folder / "store.json").is_file():
        try:
            folder.mkdir(parents=True, exist_ok=True)
            prepare_store(entries, Landmarks(detector).find, folder)
        except OSError as error:
            raise OutputError(
                f"the prepared crops cannot be written to {folder} ({error.strerror}); "
                "choose a --cache folder with some gigabytes free"
            ) from error
    return FaceStore(folder)


def prepare_store(entries: Sequence[tuple[Path, Sample]], find: Find, folder: Path) -> None:
    """Read, crop and pair `entries` (folder, sample) into `folder`; store.json is written last."""
    reader = ImageReader(Path())
    shape = (len(entries), STORED, STORED, 3)
    images = np.lib.format.open_memmap(folder / "images.npy", "w+", np.uint8, shape)
    points = np.zeros((len(entries), 5, 2), np.float32)
    good: list[int] = []
    for index, (root, sample) in enumerate(track(entries, "reading faces")):
        image = reader.read(str(root / sample.path))
        if image is not None:
            images[len(good)], points[len(good)] = frame_alike(image, find)
            good.append(index)
    samples = [entries[i][1] for i in good]
    pairs: list[tuple[int, int, int]] = []
    masks: list[NDArray[np.uint8]] = []
    for real, fake in _pairs(samples):
        mask = pair_mask(images[real], images[fake], CELLS)
        pairs.append((real, fake, -1 if mask is None else len(masks)))
        if mask is not None:
            masks.append(mask)
    np.save(folder / "landmarks.npy", points)
    np.save(folder / "masks.npy", np.array(masks, np.uint8).reshape(-1, CELLS, CELLS))
    images.flush()
    facts = {"samples": [asdict(s) for s in samples], "pairs": pairs, "unreadable": len(reader.bad)}
    part = folder / "store.part"
    part.write_text(json.dumps(facts), "utf-8")
    part.replace(folder / "store.json")  # last: an interrupted preparation is repeated
