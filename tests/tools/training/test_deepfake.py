"""The deepfake task on a tiny data set of drawn faces: preparation, pairs, batches, learning."""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterator
from dataclasses import replace
from io import StringIO
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch
from rich.console import Console

from edge.errors import ConfigError, DataError
from edge.types import F32, U8
from models.deepfake import TRUNK, DeepfakeNet
from models.research import HybridDetector
from tools.training import deepfake_command, research_command
from tools.training.config import LoopConfig
from tools.training.deepfake import Batch, DeepfakeConfig, DeepfakeTask, PairBatches, to_input
from tools.training.deepfake_augment import Look, degrade
from tools.training.deepfake_data import (
    CELLS,
    SIDE,
    TYPICAL,
    FaceStore,
    Landmarks,
    frame_alike,
    open_store,
    prepare_store,
    read_manifest,
)
from tools.training.loop import Trainer
from tools.training.research import ResearchConfig, ResearchTask

COLUMNS = ["path", "label", "attack_type", "video", "source", "split"]
SMALL = replace(
    TRUNK,
    expand_23=16,
    expand_3=(16,),
    expand_34=16,
    expand_4=(16,),
    expand_45=16,
    expand_5=(16,),
)


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    before = torch.get_num_threads(), torch.are_deterministic_algorithms_enabled()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before[0])
    torch.use_deterministic_algorithms(before[1])


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


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> FaceStore:
    root = tmp_path_factory.mktemp("faces")
    manifest = write_set(root)
    prepare_store(read_manifest(manifest), root, no_face, root)
    return FaceStore(root)


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
        prepare_store(read_manifest(manifest), tmp_path, no_face, tmp_path)
        store = FaceStore(tmp_path)
        assert store.unreadable == 1
        assert [s.path for s in store.samples] == [
            s.path for s in read_manifest(manifest) if s.path != "gone.png"
        ]
        last = len(store.samples) - 1
        assert np.array_equal(store.images[last], drawn(105, swapped=True))

    def test_a_looser_crop_is_cut_to_the_framing_of_the_others_with_its_landmarks(self) -> None:
        side = 400
        box = np.array([150, 100, 100, 130], np.float32)
        points = np.full((5, 2), (200, 170), np.float32)
        image, moved = frame_alike(drawn(1, side=side), lambda _: (box, points))
        assert image.shape == (SIDE, SIDE, 3)
        cut = int(0.87 * 130)
        x, y = int(200 - cut / 2), int(100 + 0.54 * 130 - cut / 2)
        expected = np.array([(200 - x) * SIDE / cut, (170 - y) * SIDE / cut])
        np.testing.assert_allclose(moved[0], expected, rtol=0.02)

    def test_a_face_that_no_detector_finds_is_taken_whole_with_typical_landmarks(self) -> None:
        image, points = frame_alike(drawn(1, side=100)[:, :80], no_face)
        assert image.shape == (SIDE, SIDE, 3)
        assert np.array_equal(points, TYPICAL)

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

    def test_what_is_missing_is_named(self, tmp_path: Path, store: FaceStore) -> None:
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
                writer.writerow(row | {"path": str(source / row["path"])})
        detector = field_data / "peers" / "antispoof" / "seed_yunet.onnx"
        made = open_store(tmp_path / "manifest.csv", detector, tmp_path / "cache")
        assert len(made.samples) == len(chosen)
        eyes, mouth = made.landmarks[:, :2].mean(1), made.landmarks[:, 3:].mean(1)
        assert np.median(mouth[:, 1] - eyes[:, 1]) == pytest.approx(92, abs=15)
        again = open_store(tmp_path / "manifest.csv", tmp_path / "gone.onnx", tmp_path / "cache")
        assert np.array_equal(again.images, made.images)


class TestAugmentation:
    def test_an_exact_look_shows_stored_pixels_unchanged(self) -> None:
        crop = np.random.default_rng(0).integers(0, 255, (64, 64, 3), np.uint8)
        seen = 0
        for seed in range(40):
            look = Look.draw(64, 48, np.random.default_rng(seed))
            if look.exact and look.table is None and not look.grey:
                view = look.image(crop, 48)
                flipped = look.matrix[0, 0] < 0
                view = view[:, ::-1] if flipped else view
                assert any(
                    np.array_equal(view, crop[y : y + 48, x : x + 48])
                    for y in range(17)
                    for x in range(17)
                )
                seen += 1
        assert seen > 1

    @pytest.mark.parametrize("seed", range(10))
    def test_a_mask_moves_with_its_image(self, seed: int) -> None:
        fine = np.zeros((SIDE, SIDE), np.float32)
        fine[60:120, 90:160] = 1
        coarse = fine.reshape(CELLS, 4, CELLS, 4).mean((1, 3))
        look = Look.draw(SIDE, 160, np.random.default_rng(seed))
        look = Look(look.matrix, look.exact, None, False)
        white = np.repeat((fine * 255).astype(np.uint8)[..., None], 3, 2)
        expected = look.image(white, 160)[..., 0].reshape(10, 16, 10, 16).mean((1, 3)) / 255
        seen = look.mask(coarse, SIDE, 160, 10)
        # the image mirrors at its border where the mask ends, so compare the inside
        assert np.abs(seen - expected)[2:-2, 2:-2].max() < 0.12

    def test_degrading_keeps_shape_and_brightness_and_depends_on_the_seed_only(self) -> None:
        image = drawn(4)
        changed = 0
        for seed in range(30):
            one = degrade(image, np.random.default_rng(seed))
            assert np.array_equal(one, degrade(image, np.random.default_rng(seed)))
            assert one.shape == image.shape
            assert abs(float(one.mean()) - float(image.mean())) < 3
            changed += not np.array_equal(one, image)
        assert 10 < changed < 30


def a_batch(store: FaceStore, index: int = 0, **options: float) -> Batch:
    config = DeepfakeConfig(batch=8, steps=4, workers=0, **options)  # type: ignore[arg-type]
    return PairBatches(store, config, seed=1, epoch=0, size=SIDE, skip=0)[index]


class TestBatches:
    def test_half_of_a_batch_is_real_and_only_manipulated_crops_have_a_mask(
        self, store: FaceStore
    ) -> None:
        batch = a_batch(store, swap=1.0, self_blend=0.0, cross_blend=0.0)
        assert batch.images.shape == (8, SIDE, SIDE, 3)
        assert batch.labels.tolist() == [0, 1] * 4
        assert batch.known.tolist() == [1.0] * 8
        assert batch.masks[::2].max() == 0
        assert batch.masks[1::2].amax((1, 2)).min() > 0.5

    @pytest.mark.parametrize("kind", ["self_blend", "cross_blend"])
    def test_a_blended_crop_is_labelled_an_attack_where_its_mask_can_be_seen(
        self, store: FaceStore, kind: str
    ) -> None:
        shares = {"swap": 0.0, "self_blend": 0.0, "cross_blend": 0.0} | {kind: 1.0}
        batch = a_batch(store, **shares)
        seen = batch.masks[1::2].amax((1, 2)) > 0.2
        assert batch.labels[1::2].bool().tolist() == seen.tolist()
        assert seen.any()

    def test_batches_after_a_skip_are_those_an_unbroken_epoch_would_have_had(
        self, store: FaceStore
    ) -> None:
        task = DeepfakeTask(store, DeepfakeConfig(batch=4, steps=3, workers=0), 5, epochs=2)
        whole = [b.images for b in task.batches(1)]
        rest = [b.images for b in task.batches(1, skip=2)]
        assert len(whole) == 3
        assert len(rest) == 1
        assert torch.equal(rest[0], whole[2])
        assert not torch.equal(next(iter(task.batches(0))).images, whole[0])

    def test_crops_are_small_at_first_and_whole_in_the_end(self, store: FaceStore) -> None:
        config = DeepfakeConfig(batch=2, steps=1, small=96, small_until=0.5, workers=0)
        task = DeepfakeTask(store, config, 5, epochs=4)
        assert [next(iter(task.batches(e))).images.shape[1] for e in range(4)] == [96, 96, 224, 224]

    def test_the_input_is_rgb_from_zero_to_one(self) -> None:
        image = torch.zeros(1, 2, 2, 3, dtype=torch.uint8)
        image[..., 2] = 255  # red in BGR
        x = to_input(image, torch.device("cpu"))
        assert x[0, :, 0, 0].tolist() == [1.0, 0.0, 0.0]


def quiet() -> Console:
    return Console(file=StringIO())


class TestTraining:
    def test_the_network_learns_to_tell_drawn_swaps_and_resumes_exactly(
        self, store: FaceStore, tmp_path: Path
    ) -> None:
        def run(out: Path, resume: Path | None = None) -> tuple[DeepfakeTask, Trainer]:
            torch.manual_seed(3)
            config = DeepfakeConfig(
                batch=8, steps=12, small=96, small_until=1.0, workers=0 , swap=1.0,
                self_blend=0.0, cross_blend=0.0,
            )  # fmt: skip
            task = DeepfakeTask(store, config, 5, epochs=3)
            task.model = DeepfakeNet(SMALL, head=32)
            trainer = Trainer(task, LoopConfig(epochs=3, lr=6e-3, ema=0.5), out, quiet())
            trainer.run(resume)
            return task, trainer

        _, whole = run(tmp_path / "a")
        rows = whole.summary.rows
        assert rows[-1]["loss"] < rows[0]["loss"]
        assert rows[-1]["auc"] > 0.8
        first = next((tmp_path / "a" / "checkpoints").glob("epoch_001_auc_*.pth"))
        _, resumed = run(tmp_path / "b", resume=first)
        for name, value in whole.model.state_dict().items():
            assert torch.equal(value, resumed.model.state_dict()[name]), name
        assert "DeepfakeNet" in (tmp_path / "a" / "report.md").read_text()

    def test_an_unknown_mask_teaches_nothing(self, store: FaceStore) -> None:
        task = DeepfakeTask(store, DeepfakeConfig(workers=0), 5, epochs=1)
        task.model = DeepfakeNet(SMALL, head=32).eval()
        batch = a_batch(store, swap=1.0, self_blend=0.0, cross_blend=0.0)
        cpu = torch.device("cpu")
        unknown = Batch(batch.images, batch.labels, batch.masks, torch.tensor([1.0, 0.0] * 4))
        other = Batch(batch.images, batch.labels, 1 - batch.masks, torch.tensor([1.0, 0.0] * 4))
        other.masks[::2] = batch.masks[::2]
        a, b = (task.loss(task.model, x, cpu, 0.0) for x in (unknown, other))
        assert torch.equal(a["mask_loss"], b["mask_loss"])
        known = task.loss(task.model, batch, cpu, 0.0)
        assert not torch.equal(known["mask_loss"], a["mask_loss"])

    @pytest.mark.slow
    def test_a_hybrid_learns_checkpoints_resumes_and_evaluates(
        self, store: FaceStore, tmp_path: Path
    ) -> None:
        def run(out: Path, resume: Path | None = None) -> Trainer:
            torch.manual_seed(3)
            config = ResearchConfig(
                model="hybrid_resnet18_vit", image_size=64, batch=8, steps=5, workers=0,
                swap=1.0, self_blend=0.0, cross_blend=0.0, val_limit=4,
            )  # fmt: skip
            with torch.device("meta"):  # the real one is built, but not filled
                task = ResearchTask(store, config, 5)
            task.model = HybridDetector(vit="vit_tiny_patch16_224", image_size=64)
            trainer = Trainer(task, LoopConfig(epochs=2, lr=5e-4, ema=0.5), out, quiet())
            trainer.run(resume)
            return trainer

        whole = run(tmp_path / "a")
        rows = whole.summary.rows
        assert rows[1]["loss"] < rows[0]["loss"]
        assert (tmp_path / "a" / "checkpoints" / "best.pth").is_file()
        first = next((tmp_path / "a" / "checkpoints").glob("epoch_001_auc_*.pth"))
        resumed = run(tmp_path / "b", resume=first)
        assert resumed.summary.rows[1]["val_loss"] == rows[1]["val_loss"]

    def test_only_a_hybrid_can_be_frozen(self, store: FaceStore) -> None:
        with torch.device("meta"), pytest.raises(ConfigError, match="hybrid"):
            ResearchTask(store, ResearchConfig(model="efficientnet_b5", freeze=True), 1)
        with torch.device("meta"):
            task = ResearchTask(store, ResearchConfig("hybrid_resnet18_vit", freeze=True), 1)
        trainable = sum(p.numel() for p in task.model.parameters() if p.requires_grad)
        assert trainable == 919_041


@pytest.mark.parametrize("command", [deepfake_command, research_command])
def test_a_command_without_data_says_so_before_anything_is_written(
    command: object, tmp_path: Path
) -> None:
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)  # type: ignore[attr-defined]
    out = tmp_path / "out"
    args = parser.parse_args(["--data", str(tmp_path / "none.csv"), "--out", str(out)])
    with pytest.raises(DataError, match="no manifest"):
        command.run(args)  # type: ignore[attr-defined]
    assert not out.exists()
