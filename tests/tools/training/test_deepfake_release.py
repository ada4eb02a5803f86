"""The released model is framed, calibrated and measured as its card states."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import cv2
import numpy as np
import pytest

from edge.errors import DataError
from edge.types import Box, Face, Frame
from models.spec import ModelSpec
from tools.training import deepfake_release
from tools.training.deepfake_manifest import Sample
from tools.training.deepfake_release import (
    EXPANSION,
    INPUT,
    REFUSED,
    Faces,
    fit,
    frame,
    kinds,
    measure,
    named,
    refusals,
    spec,
    spread,
)
from tools.training.fit import ReleaseFit


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


def sample(root: Path, name: str, label: int = 0, source: str = "d") -> tuple[Path, Sample]:
    return root, Sample(name, label, name, source, "val")


def test_faces_are_framed_by_the_detector_and_the_models_expansion(
    detector: FixedDetector, tmp_path: Path
) -> None:
    image = np.random.default_rng(0).integers(0, 255, (240, 240, 3), np.uint8)
    cv2.imwrite(str(tmp_path / "a.png"), image)
    faces = frame([sample(tmp_path, "a.png")])
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
    faces = frame([sample(tmp_path, "a.png"), sample(tmp_path, "gone.png", 1)])
    assert faces.unfound == 1
    assert len(faces.labels) == 1
    assert np.array_equal(faces.crops[0], image)


def test_nothing_readable_is_an_error_in_one_sentence(
    detector: FixedDetector, tmp_path: Path
) -> None:
    with pytest.raises(DataError, match="--data"):
        frame([sample(tmp_path, "gone.png")])


def known(seed: int, count: int = 4000) -> tuple[np.ndarray, np.ndarray]:
    """Labels and raw logits whose true log-odds are 2 · raw − 1."""
    rng = np.random.default_rng(seed)
    labels = np.arange(count) % 2
    # equal-variance normals: the log-likelihood ratio is linear in the score
    raw = rng.normal(np.where(labels, 1.5, -0.5), 1.0).astype(np.float32)
    return labels, raw


def one_source(labels: np.ndarray) -> np.ndarray:
    return np.full(len(labels), "one")


def test_calibration_finds_the_true_log_odds() -> None:
    labels, raw = known(0)
    fitted = fit(labels, raw, one_source(labels), refused=1.0)
    assert fitted.slope == pytest.approx(2.0, abs=0.15)
    assert fitted.offset == pytest.approx(-1.0, abs=0.15)


def test_no_source_has_more_than_its_share_of_bona_fide_above_even_odds() -> None:
    labels, raw = known(1)
    hard = np.arange(len(labels)) % 8 < 2
    raw = raw + np.where(hard, 1.0, 0.0).astype(np.float32)  # a camera whose faces all score higher
    sources = np.where(hard, "hard light", "plain")
    fitted = fit(labels, raw, sources)
    p = fitted.p_attack(raw)
    for source in ("hard light", "plain"):
        mine = p[(sources == source) & (labels == 0)]
        assert (mine >= 0.5).mean() <= REFUSED
        assert (mine >= fitted.thresholds["bpcer_5"]).mean() <= 0.05
        assert (mine >= fitted.thresholds["bpcer_1"]).mean() <= 0.01
    worst = p[hard & (labels == 0)]
    assert (worst >= 0.5).mean() == pytest.approx(REFUSED, abs=0.005)
    assert fitted.slope == pytest.approx(fit(labels, raw, sources, refused=1.0).slope)


def test_the_eer_point_balances_the_errors_of_sources_of_different_sizes() -> None:
    labels, raw = known(2)
    sources = np.where(np.arange(len(labels)) < 400, "small", "large")
    raw = raw - np.where(sources == "small", 0.5, 0).astype(np.float32)
    fitted = fit(labels, raw, sources)
    p, point = fitted.p_attack(raw), fitted.thresholds["eer"]
    refused, missed = (
        np.mean([errs[(sources == s) & (labels == y)].mean() for s in ("small", "large")])
        for y, errs in ((0, p >= point), (1, p < point))
    )
    assert refused == pytest.approx(missed, abs=0.01)


def test_the_eer_point_leaves_out_faces_of_sets_without_attacks() -> None:
    labels, raw = known(5)
    easy = np.full(2000, -6, np.float32)
    everything = np.concatenate([labels, np.zeros(2000, np.int64)]), np.concatenate([raw, easy])
    sources = np.array(["pairs"] * len(labels) + ["camera"] * 2000)
    fitted = fit(*everything, sources, sources == "pairs")
    p = fitted.p_attack(raw)
    refused, missed = (
        (p[labels == 0] >= fitted.thresholds["eer"]),
        (p[labels == 1] < fitted.thresholds["eer"]),
    )
    assert refused.mean() == pytest.approx(missed.mean(), abs=0.01)


def faces_of(labels: np.ndarray, sources: np.ndarray) -> Faces:
    empty = np.zeros((len(labels), 1, 1, 3), np.uint8)
    return Faces(empty, labels, np.arange(len(labels)) // 2, sources, 3)


def test_measuring_reports_interval_errors_and_counts() -> None:
    labels, raw = known(2, 600)
    others = known(3)
    fitted = fit(*others, one_source(others[0]))
    row = measure(faces_of(labels, one_source(labels)), raw, fitted)
    low, high = row["auc_interval"]
    assert low < row["auc"] < high
    assert row["auc"] == pytest.approx(0.921, abs=0.03)  # Φ(2/√2)
    assert (row["bona_fide"], row["attack"], row["faces_not_found"]) == (300, 300, 3)
    assert row["bpcer"] == pytest.approx(0.05, abs=0.04)


def test_refusals_are_counted_for_each_source_over_its_bona_fide() -> None:
    labels = np.array([0, 0, 0, 0, 1, 0, 0, 1])
    sources = np.array(["a", "a", "a", "a", "a", "b", "b", "attacks alone"])
    raw = np.array([-3, -1, 1, 3, 9, -2, -2, 5], np.float32)
    rows = refusals(faces_of(labels, sources), raw, ReleaseFit(1.0, 0.0, {"bpcer_1": 0.95}))
    assert rows["a"] == {"faces": 4, "even_odds": 0.5, "bpcer_1": 0.25}
    assert rows["b"] == {"faces": 2, "even_odds": 0.0, "bpcer_1": 0.0}
    assert set(rows) == {"a", "b"}


def test_a_kind_is_named_by_the_sign_of_its_logit() -> None:
    swapped, generated = np.array([-1, -2, 1], np.float32), np.array([2, -1], np.float32)
    assert kinds(swapped, generated) == {"swap": pytest.approx(2 / 3), "generated": 0.5}


def test_a_kind_is_named_where_its_log_odds_are_far_enough_from_even() -> None:
    logits = np.array([-3.0, -1.0, -0.5, 0.0, 2.0], np.float32)
    swapped, generated = named(logits, generated=False), named(logits, generated=True)
    assert swapped == pytest.approx({"attacks": 5, "right": 0.4, "wrong": 0.2, "none": 0.4})
    assert generated == pytest.approx({"attacks": 5, "right": 0.2, "wrong": 0.4, "none": 0.4})


def test_a_spread_takes_every_source_and_label_alike(tmp_path: Path) -> None:
    entries = [sample(tmp_path, f"{i}", source="big") for i in range(50)]
    entries += [sample(tmp_path, f"s{i}", i % 2, "small") for i in range(8)]
    chosen = [s for _, s in spread(entries, 9)]
    counts = Counter((s.source, s.label) for s in chosen)
    assert counts == {("big", 0): 3, ("small", 0): 3, ("small", 1): 3}
    assert {"0", "49"} <= {s.path for s in chosen}


def test_a_released_file_has_a_complete_manifest_entry(tmp_path: Path) -> None:
    file = tmp_path / "deepfake_lite0_int8.onnx"
    file.write_bytes(b"model")
    labels, raw = known(4)
    rows = {"val": {"auc": 0.91, "eer": 0.17}}
    entry = spec(file, fit(labels, raw, one_source(labels)), rows, bias=0.25)
    assert isinstance(entry, ModelSpec)
    assert (entry.id, entry.precision) == ("deepfake_lite0_int8", "int8")
    assert entry.default
    assert entry.bytes == 5
    assert entry.output.evidence == "evidence"
    assert entry.output.bias == 0.25
    assert entry.metrics == {"auc_val": 0.91, "eer_val": 0.17}
    assert set(entry.thresholds) == {"eer", "bpcer_5", "bpcer_1"}
