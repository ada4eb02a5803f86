"""Two trainings of one seed give the same bytes, from the first weights on."""

from __future__ import annotations

import csv
import hashlib
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch

from tools.train import main
from tools.training import deepfake_data
from tools.training.deepfake_data import FaceStore, prepare_store
from tools.training.deepfake_manifest import read_manifests

TINY = ("--epochs", "1", "--steps", "1", "--batch", "2", "--workers", "0", "--threads", "1",
        "--device", "cpu", "--no-test")  # fmt: skip


@pytest.fixture
def store(tmp_path: Path) -> FaceStore:
    rows = []
    for split in ("train", "val"):
        for video in range(2):
            for label in (0, 1):
                path = f"{split}_{video}_{label}.png"
                noise = np.random.default_rng(len(rows)).integers(0, 255, (80, 80, 3), np.uint8)
                cv2.imwrite(str(tmp_path / path), noise)
                rows.append([path, label, "", f"v{video}", "d", split])
    with (tmp_path / "manifest.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["path", "label", "attack_type", "video", "source", "split"])
        writer.writerows(rows)
    prepare_store(read_manifests([tmp_path / "manifest.csv"]), lambda _: None, tmp_path)
    return FaceStore(tmp_path)


@pytest.mark.parametrize(
    ("task", "own"),
    [
        ("research", ("--model", "hybrid_resnet18_vit", "--image-size", "32", "--freeze")),
        ("deepfake", ("--scratch", "--small", "64", "--large", "64")),
    ],
)
def test_two_trainings_of_one_seed_end_with_the_same_weights(
    store, tmp_path, monkeypatch, task, own
):
    monkeypatch.setattr(deepfake_data, "open_store", lambda *_: store)
    made = []
    for name in ("first", "second"):
        torch.rand(3)  # what ran before must not matter
        out = tmp_path / name
        assert main([task, *own, *TINY, "--out", str(out)]) == 0
        state = torch.load(out / "checkpoints" / "last.pth", map_location="cpu", weights_only=False)
        digest = hashlib.sha256()
        for key, value in sorted(state["model"].items()):
            digest.update(key.encode() + value.numpy().tobytes())
        made.append(digest.hexdigest())
    assert made[0] == made[1]
