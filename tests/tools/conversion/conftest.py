"""A manifest of small pictures, and the small net as a subject to convert."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from models.importer import ContractOverrides, draft
from models.registry import Registry
from tools.conversion import tflite
from tools.conversion.scores import CropSet
from tools.conversion.subject import Subject
from tools.quantise.crops import read_examples


@pytest.fixture(autouse=True)
def own_models_folder(monkeypatch, tmp_path):
    monkeypatch.setenv("FACEVOUCH_MODELS", str(tmp_path / "own"))


@pytest.fixture
def no_convert_environment(monkeypatch, tmp_path):
    """As on a machine where `make convert-env` was never run."""
    monkeypatch.delenv(tflite.VARIABLE, raising=False)
    monkeypatch.setattr(tflite, "CHECKOUT", tmp_path)


@pytest.fixture
def manifest(tmp_path) -> Path:
    """24 pictures, bright ones bona fide and dark ones attacks of two types; train and val."""
    folder = tmp_path / "data"
    folder.mkdir()
    rng = np.random.default_rng(3)
    lines = ["path,label,attack_type,source,split,x1,y1,x2,y2"]
    for i in range(24):
        label = i % 2
        coarse = rng.integers(0, 130, (8, 8, 3)) + (0 if label else 100)
        picture = cv2.resize(coarse.astype(np.uint8), (64, 64), interpolation=cv2.INTER_CUBIC)
        cv2.imwrite(str(folder / f"{i}.png"), picture)
        kind = ("print" if i % 4 == 1 else "replay") if label else ""
        lines.append(f"{i}.png,{label},{kind},one,{'train' if i < 12 else 'val'},20,20,44,44")
    path = folder / "manifest.csv"
    path.write_text("\n".join(lines))
    return path


@pytest.fixture
def crops(manifest) -> CropSet:
    return CropSet(read_examples(manifest, "val"))


@pytest.fixture
def subject(small_net) -> Subject:
    path = small_net("small_fp32.onnx")
    overrides = ContractOverrides(
        size=32, expansions=(1.5,), output="logit", evidence="evidence", bias=0.25
    )
    return Subject(path, draft(path, Registry.open(), overrides).spec)
