"""The store of prepared faces: pairs, masks, landmarks, and skipped samples."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from drawn_faces import COLUMNS, drawn, no_face, write_set

from edge.errors import DataError
from tools.training.deepfake_data import (
    CELLS,
    SIDE,
    STORED,
    TYPICAL,
    FaceStore,
    Landmarks,
    frame_alike,
    open_store,
    prepare_store,
)
from tools.training.deepfake_manifest import (
    read_manifest,
    read_manifests,
)


class TestPreparation:
    def test_a_real_and_a_swap_of_one_video_are_a_pair_with_its_mask(
        self, store: FaceStore
    ) -> None:
        assert len(store.pairs) == 12
        for real, fake, mask in store.pairs:
            a, b = store.samples[real], store.samples[fake]
            assert (a.label, b.label) == (0, 1)
            assert (a.video, a.split) == (b.video, b.split)
            assert store.masks[mask][CELLS // 2 - 8 : CELLS // 2 + 8, CELLS // 2].min() > 200
            assert store.masks[mask][:6].max() < 60

    def test_an_unreadable_image_is_left_out_and_counted(self, tmp_path: Path) -> None:
        broken = dict(zip(COLUMNS, ("gone.png", "0", "", "x", "d", "train"), strict=True))
        manifest = write_set(tmp_path, 6, extra=[broken])
        prepare_store(read_manifests([manifest]), no_face, tmp_path)
        store = FaceStore(tmp_path)
        assert store.unreadable == 1
        assert [s.path for s in store.samples] == [
            s.path for s in read_manifest(manifest) if s.path != "gone.png"
        ]
        last = len(store.samples) - 1
        assert np.array_equal(store.middles([last])[0], drawn(105, swapped=True))

    def test_a_looser_crop_is_cut_to_the_framing_of_the_others_with_its_landmarks(self) -> None:
        side = 400
        box = np.array([150, 100, 100, 130], np.float32)
        points = np.full((5, 2), (200, 170), np.float32)
        image, moved = frame_alike(drawn(1, side=side), lambda _: (box, points))
        assert image.shape == (STORED, STORED, 3)
        cut = int(0.87 * STORED / SIDE * 130)
        x, y = int(200 - cut / 2), int(100 + 0.54 * 130 - cut / 2)
        expected = np.array([(200 - x) * STORED / cut, (170 - y) * STORED / cut])
        np.testing.assert_allclose(moved[0], expected, rtol=0.02)

    def test_a_face_that_no_detector_finds_is_taken_whole_with_typical_landmarks(self) -> None:
        image, points = frame_alike(drawn(1, side=100)[:, :80], no_face)
        assert image.shape == (STORED, STORED, 3)
        assert np.array_equal(points, TYPICAL)

    def test_a_swap_crop_stays_pixel_for_pixel_and_its_landmarks_move_with_the_margin(self) -> None:
        crop, points = drawn(1), np.full((5, 2), 100, np.float32)
        image, moved = frame_alike(crop, lambda _: (np.zeros(4, np.float32), points))
        margin = (STORED - SIDE) // 2
        assert np.array_equal(image[margin:-margin, margin:-margin], crop)
        assert (moved == 100 + margin).all()

    @pytest.mark.parametrize(
        ("text", "reason"),
        [
            ("path,split\na,train\n", "no column label"),
            ("path,label,split\na.png,2,train\n", "line 2"),
        ],
    )
    def test_a_malformed_manifest_is_refused_in_one_sentence(
        self, tmp_path: Path, text: str, reason: str
    ) -> None:
        path = tmp_path / "manifest.csv"
        path.write_text(text)
        with pytest.raises(DataError, match=reason):
            read_manifest(path)

    def test_missing_parts_are_named(self, tmp_path: Path, store: FaceStore) -> None:
        with pytest.raises(DataError, match="no manifest"):
            read_manifest(tmp_path / "none.csv")
        with pytest.raises(DataError, match="--detector"):
            Landmarks(tmp_path / "none.onnx")
        with pytest.raises(DataError, match="'test'"):
            store.of_split("test")

    @pytest.mark.field_data
    def test_real_crops_are_prepared_once_with_landmarks_where_a_face_has_them(
        self, field_data: Path, tmp_path: Path
    ) -> None:
        source = field_data / "data" / "deepfake"
        with (source / "manifest.csv").open(newline="") as file:
            rows = list(csv.DictReader(file))
        chosen = [r for r in rows if r["split"] == "test"][::120]
        with (tmp_path / "manifest.csv").open("w", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS)
            writer.writeheader()
            for row in chosen:
                # test is not prepared: it is only reported
                writer.writerow(row | {"path": str(source / row["path"]), "split": "val"})
        detector = field_data / "peers" / "antispoof" / "seed_yunet.onnx"
        made = open_store([tmp_path / "manifest.csv"], detector, tmp_path / "cache")
        assert len(made.samples) == len(chosen)
        eyes, mouth = made.landmarks[:, :2].mean(1), made.landmarks[:, 3:].mean(1)
        assert np.median(mouth[:, 1] - eyes[:, 1]) == pytest.approx(92, abs=15)
        again = open_store([tmp_path / "manifest.csv"], tmp_path / "gone.onnx", tmp_path / "cache")
        assert np.array_equal(again.images, made.images)
