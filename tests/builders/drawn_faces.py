"""A tiny deepfake data set of drawn faces."""

from __future__ import annotations

import csv
from pathlib import Path

import cv2
import numpy as np

from edge.types import F32, U8
from tools.training.deepfake_data import SIDE, FaceStore
from tools.training.deepfake_pairs import KINDS, Batch, PairBatches, PairShares

COLUMNS = ["path", "label", "attack_type", "video", "source", "split"]


def only(kind: str) -> PairShares:
    """Pairs of one kind alone."""
    return PairShares(**{name: float(name == kind) for name in KINDS})


def drawn(seed: int, swapped: bool = False, side: int = SIDE) -> U8:
    """A picture with a grainy background; a swapped one has a smooth, tinted middle."""
    rng = np.random.default_rng(seed)
    coarse = rng.normal(128, 30, (5, 5, 3)).astype(np.float32)
    image = cv2.resize(coarse, (side, side), interpolation=cv2.INTER_CUBIC)
    image = np.clip(image + rng.normal(0, 12, image.shape), 0, 255).astype(np.uint8)
    if swapped:
        q = side // 4
        middle = image[q:-q, q:-q]
        image[q:-q, q:-q] = cv2.add(cv2.GaussianBlur(middle, (0, 0), 3), (25, 0, 0, 0))
    return image


def no_face(_image: U8) -> tuple[F32, F32] | None:
    return None


def write_set(root: Path, videos: int = 6, *, extra: list[dict[str, str]] | None = None) -> Path:
    """A data set of `videos` real and swapped crops a split; `extra` rows are added as they are."""
    rows = []
    for part, split in enumerate(("train", "val")):
        for video in range(videos):
            for label in (0, 1):
                path = f"{split}_{video}_{label}.png"
                cv2.imwrite(str(root / path), drawn(100 * part + video, bool(label)))
                rows.append(dict(zip(COLUMNS, (path, str(label), "", f"v{video}", "d", split),
                                     strict=True)))  # fmt: skip
    manifest = root / "manifest.csv"
    with manifest.open("w", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(rows + (extra or []))
    return manifest


def a_batch(store: FaceStore, kind: str, index: int = 0) -> Batch:
    return PairBatches(
        store, only(kind), batch=8, steps=4, seed=1, epoch=0, size=SIDE
    )[index]  # fmt: skip
