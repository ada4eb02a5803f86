"""A tiny pad folder of drawn faces, for tests: an attack is a face with a grid on it."""

from __future__ import annotations

import csv
from pathlib import Path

import cv2
import numpy as np


def draw_field(root: Path, per_class: int = 6) -> Path:
    """Write pad/ with splits train (two sources), val and test; returns `root`."""
    rows = []
    for source, split in (("anna", "train"), ("ben", "train"), ("carl", "val"), ("dora", "test")):
        for label in (0, 1):
            for k in range(per_class):
                rng = np.random.default_rng([len(source), len(split), label, k])
                ys, xs = np.mgrid[0:120, 0:120].astype(np.float32)
                oval = np.exp(-(((xs - 60) / 20) ** 2 + ((ys - 60) / 25) ** 2))
                image = rng.uniform(50, 90, 3) + oval[..., None] * 120
                if label:
                    image += 30 * np.cos(xs * 1.5)[..., None]
                name = f"{split}/{source}_{label}_{k}.png"
                (root / "pad" / split).mkdir(parents=True, exist_ok=True)
                cv2.imwrite(str(root / "pad" / name), np.clip(image, 0, 255).astype(np.uint8))
                kind = "replay" if label else ""
                rows.append([name, label, kind, "", source, split, 35, 30, 85, 90, "drawn"])
    header = ["path", "label", "attack_type", "subject", "source", "split"]
    header += ["x1", "y1", "x2", "y2", "face_from"]
    with (root / "pad" / "manifest.csv").open("w", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return root
