"""What ships is framed, calibrated and measured as the card says."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from edge.errors import DataError
from edge.types import Box, Face, Frame
from models.spec import ModelSpec
from tools.training import deepfake_release
from tools.training.deepfake_data import Sample
from tools.training.deepfake_release import EXPANSION, INPUT, Faces, fit, frame, measure, spec


class FixedDetector:
    """Finds the same box in every image wider than 230 px, and nothing in smaller ones."""

    def __init__(self, box: Box) -> None:
        self.box = box
        self.closed = False

    def detect(self, image: Frame) -> list[Face]:
        if image.size[0] <= 230:
            return []
        return [Face(self.box, 0.9, np.zeros((0, 2), np.float32))]

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def detector(monkeypatch: pytest.MonkeyPatch) -> FixedDetector:
    fixed = FixedDetector(Box(40, 60, 140, 160))
    monkeypatch.setattr(deepfake_release, "build_detector", lambda *_a, **_k: fixed)
    return fixed


def sample(name: str, label: int = 0) -> Sample:
    return Sample(name, label, name, "d", "val")


def test_faces_are_framed_by_the_detector_and_the_models_expansion(
    detector: FixedDetector, tmp_path: Path
) -> None:
    image = np.random.default_rng(0).integers(0, 255, (240, 240, 3), np.uint8)
    cv2.imwrite(str(tmp_path / "a.png"), image)
    faces = frame([sample("a.png")], tmp_path)
    side = int(100 * EXPANSION)
    x, y = int(90 - 50 * EXPANSION), int(110 - 50 * EXPANSION)
    cut = image[y : y + side, x : x + side]
    expected = cv2.resize(cut, (INPUT.size, INPUT.size), interpolation=cv2.INTER_LANCZOS4)
    assert np.array_equal(faces.crops[0], expected)
    assert faces.unfound == 0
    assert detector.closed


def test_an_image_without_a_found_face_is_its_own_crop_and_counted(
    detector: FixedDetector, tmp_path: Path
) -> None:
    image = np.random.default_rng(1).integers(0, 255, (224, 224, 3), np.uint8)
    cv2.imwrite(str(tmp_path / "a.png"), image)
    faces = frame([sample("a.png"), sample("gone.png", 1)], tmp_path)
    assert faces.unfound == 1
    assert len(faces.labels) == 1
    assert np.array_equal(faces.crops[0], image)


def test_nothing_readable_is_an_error_in_one_sentence(
    detector: FixedDetector, tmp_path: Path
) -> None:
    with pytest.raises(DataError, match="--data"):
        frame([sample("gone.png")], tmp_path)


def known(seed: int, count: int = 4000) -> tuple[np.ndarray, np.ndarray]:
    """Labels and raw logits whose true log-odds are 2 · raw − 1."""
    rng = np.random.default_rng(seed)
    labels = np.arange(count) % 2
    # equal-variance normals: the log-likelihood ratio is linear in the score
    raw = rng.normal(np.where(labels, 1.5, -0.5), 1.0).astype(np.float32)
    return labels, raw


def test_calibration_finds_the_true_log_odds() -> None:
    labels, raw = known(0)
    fitted = fit(labels, raw)
    assert fitted.slope == pytest.approx(2.0, abs=0.15)
    assert fitted.offset == pytest.approx(-1.0, abs=0.15)


def test_the_operating_points_keep_what_their_names_say() -> None:
    labels, raw = known(1)
    fitted = fit(labels, raw)
    p = fitted.p_attack(raw)
    live, attack = p[labels == 0], p[labels == 1]
    for name, rate in (("bpcer_5", 0.05), ("bpcer_1", 0.01)):
        assert (live >= fitted.thresholds[name]).mean() == pytest.approx(rate, abs=0.003)
    point = fitted.thresholds["eer"]
    assert (live >= point).mean() == pytest.approx((attack < point).mean(), abs=0.01)


def test_measuring_reports_interval_errors_and_counts() -> None:
    labels, raw = known(2, 600)
    faces = Faces(np.zeros((600, 1, 1, 3), np.uint8), labels, np.arange(600) // 2, 3)
    row = measure(faces, raw, fit(*known(3)))
    low, high = row["auc_interval"]
    assert low < row["auc"] < high
    assert row["auc"] == pytest.approx(0.921, abs=0.03)  # Φ(2/√2)
    assert (row["bona_fide"], row["attack"], row["faces_not_found"]) == (300, 300, 3)


def test_a_released_file_has_a_complete_manifest_entry(tmp_path: Path) -> None:
    file = tmp_path / "net.onnx"
    file.write_bytes(b"model")
    labels, raw = known(4)
    rows = {"val": {"auc": 0.91, "eer": 0.17}}
    entry = spec(file, "int8", fit(labels, raw), rows, bias=0.25)
    assert isinstance(entry, ModelSpec)
    assert entry.default
    assert entry.bytes == 5
    assert entry.output.evidence == "evidence"
    assert entry.output.bias == 0.25
    assert entry.metrics == {"auc_val": 0.91, "eer_val": 0.17}
    assert set(entry.thresholds) == {"eer", "bpcer_5", "bpcer_1"}
