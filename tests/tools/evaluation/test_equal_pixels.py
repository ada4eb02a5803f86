"""The same pixels in two files are told, however they are stored."""

from __future__ import annotations

import shutil

import cv2
import numpy as np

from tools.evaluation.equal_pixels import equal_pixels
from tools.evaluation.layouts import open_dataset
from tools.evaluation.scorefile import read_scores


def test_images_stored_again_without_loss_are_found_and_copies_left_to_their_bytes(tmp_path):
    image, other = np.random.default_rng(0).integers(0, 255, (2, 48, 48, 3), np.uint8)
    for name, pixels in (
        ("a.png", image), ("b.bmp", image), ("c.png", other),
        ("d.png", image.reshape(24, 96, 3)), ("e.bmp", np.flip(image)),
    ):  # fmt: skip
        assert cv2.imwrite(str(tmp_path / name), pixels)
    shutil.copy(tmp_path / "a.png", tmp_path / "f.png")
    names = ["a.png", "b.bmp", "c.png", "d.png", "e.bmp", "f.png"]
    manifest = tmp_path / "manifest.csv"
    manifest.write_text("path,label\n" + "".join(f"{n},{i % 2}\n" for i, n in enumerate(names)))
    scores = tmp_path / "m.csv"
    rows = [f"{n},{0.25 if n != 'c.png' else 0.5},{i % 2}" for i, n in enumerate(names)]
    scores.write_text("\n".join(["sample_file,score,target", *rows]) + "\n")
    found = equal_pixels(open_dataset(manifest), scores, read_scores(scores))
    assert found == [("a.png", "b.bmp")]
