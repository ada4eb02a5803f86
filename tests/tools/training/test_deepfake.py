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
from models.deepfake import DeepfakeNet, StageShape, TrunkShape
from models.registry import Registry
from models.research import HybridDetector
from tools.quantise.run import cpu_session
from tools.training import deepfake_command, research_command
from tools.training.config import LoopConfig
from tools.training.deepfake import DeepfakeConfig, DeepfakeTask, to_input
from tools.training.deepfake_augment import Look, degrade
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
    GENERATED,
    HELD_OUT,
    SWAP,
    Sample,
    read_manifest,
    read_manifests,
)
from tools.training.deepfake_pairs import KINDS, Batch, PairBatches, PairShares
from tools.training.loop import Trainer
from tools.training.research import ResearchConfig, ResearchTask

COLUMNS = ["path", "label", "attack_type", "video", "source", "split"]
SMALL = TrunkShape(
    stem=8,
    stages=(
        StageShape(1, 3, 1, 1, 8),
        StageShape(1, 3, 2, 2, 8),
        StageShape(1, 5, 2, 2, 8),
        StageShape(1, 3, 2, 2, 16),
    ),
    fine=3,
)


def small_net() -> DeepfakeNet:
    return DeepfakeNet(SMALL, near=8, far=16)


def only(kind: str) -> PairShares:
    """Pairs of one kind alone."""
    return PairShares(**{name: float(name == kind) for name in KINDS})


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
    prepare_store(read_manifests([write_set(root)]), no_face, root)
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
                # test is not prepared: it is only reported
                writer.writerow(row | {"path": str(source / row["path"]), "split": "val"})
        detector = field_data / "peers" / "antispoof" / "seed_yunet.onnx"
        made = open_store([tmp_path / "manifest.csv"], detector, tmp_path / "cache")
        assert len(made.samples) == len(chosen)
        eyes, mouth = made.landmarks[:, :2].mean(1), made.landmarks[:, 3:].mean(1)
        assert np.median(mouth[:, 1] - eyes[:, 1]) == pytest.approx(92, abs=15)
        again = open_store([tmp_path / "manifest.csv"], tmp_path / "gone.onnx", tmp_path / "cache")
        assert np.array_equal(again.images, made.images)


class TestManifests:
    def write(self, path: Path, *rows: str) -> Path:
        path.write_text("\n".join(rows) + "\n")
        return path

    def test_the_kind_of_a_manipulation_comes_from_its_attack_type(self, tmp_path: Path) -> None:
        path = self.write(
            tmp_path / "m.csv", "path,label,attack_type,split", "a,0,,train", "b,1,faceswap,train",
            "c,1,gan,val_gan", "d,1,,test",
        )  # fmt: skip
        assert [s.kind for s in read_manifest(path)] == ["", SWAP, GENERATED, SWAP]

    def test_a_set_against_presentation_attacks_lends_its_bona_fide_alone(
        self, tmp_path: Path
    ) -> None:
        path = self.write(
            tmp_path / "m.csv", "path,label,attack_type,source,split,x1,y1,x2,y2",
            "a,0,,one,train,0,0,9,9", "b,1,replay,one,train,0,0,9,9", "c,0,,two,val,0,0,9,9",
            "d,1,mask,two,val,0,0,9,9", "e,0,,three,test,0,0,9,9",
        )  # fmt: skip
        found = [(s.path, s.label, s.split) for s in read_manifest(path)]
        assert found == [("a", 0, "train"), ("c", 0, "train"), ("e", 0, "test")]

    def test_a_source_that_is_held_out_is_a_split_of_its_own(self, tmp_path: Path) -> None:
        path = self.write(
            tmp_path / "m.csv", "path,label,source,split", "a,0,one,train", "b,1,two,train",
            "c,1,two,test",
        )  # fmt: skip
        found = [s.split for _, s in read_manifests([path], ["two"])]
        assert found == ["train", HELD_OUT, "test"]
        with pytest.raises(DataError, match=r"called three; see --hold-out"):
            read_manifests([path], ["two", "three"])

    def test_what_is_usually_held_out_is_where_it_is_there(self, tmp_path: Path) -> None:
        path = self.write(
            tmp_path / "m.csv", "path,label,source,split", "a,0,one,train", "b,1,lfw_swap,train"
        )
        assert [s.split for _, s in read_manifests([path])] == ["train", HELD_OUT]
        assert [s.split for _, s in read_manifests([path], [])] == ["train", "train"]


class TestAugmentation:
    def test_an_exact_look_shows_stored_pixels_unchanged(self) -> None:
        crop = np.random.default_rng(0).integers(0, 255, (64, 64, 3), np.uint8)
        seen = 0
        for seed in range(120):
            look = Look.draw(64, 48, np.random.default_rng(seed))
            if look.exact and look.table is None and look.shade is None and not look.grey:
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
        fine = np.zeros((STORED, STORED), np.float32)
        fine[70:130, 100:170] = 1
        coarse = fine.reshape(CELLS, 4, CELLS, 4).mean((1, 3))
        look = Look.draw(STORED, 160, np.random.default_rng(seed))
        look = Look(look.matrix, look.exact, None, None, False)
        white = np.repeat((fine * 255).astype(np.uint8)[..., None], 3, 2)
        expected = look.image(white, 160)[..., 0].reshape(10, 16, 10, 16).mean((1, 3)) / 255
        seen = look.mask(coarse, STORED, 160, 10)
        # the image mirrors at its border where the mask ends, so compare the inside
        assert np.abs(seen - expected)[2:-2, 2:-2].max() < 0.12

    def test_hard_light_brightens_or_darkens_smoothly_and_hits_twins_alike(self) -> None:
        shaded = [
            look for seed in range(80)
            if (look := Look.draw(64, 64, np.random.default_rng(seed))).shade is not None
        ]  # fmt: skip
        assert 4 < len(shaded) < 24
        for look in shaded:
            assert look.shade is not None
            assert np.abs(np.diff(look.shade[..., 0], axis=0)).max() < 0.2
            crop = np.full((64, 64, 3), 90, np.uint8)
            assert np.array_equal(look.image(crop, 64), look.image(crop.copy(), 64))

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


def a_batch(store: FaceStore, kind: str, index: int = 0) -> Batch:
    return PairBatches(
        store, only(kind), batch=8, steps=4, seed=1, epoch=0, size=SIDE
    )[index]  # fmt: skip


class TestBatches:
    def test_half_of_a_batch_is_real_and_only_manipulated_crops_have_a_mask(
        self, store: FaceStore
    ) -> None:
        batch = a_batch(store, "swap")
        assert batch.images.shape == (8, SIDE, SIDE, 3)
        assert batch.labels.tolist() == [0, 1] * 4
        assert batch.known.tolist() == [1.0] * 8
        assert batch.generated.tolist() == [0.0] * 8
        assert batch.masks[::2].max() == 0
        assert batch.masks[1::2].amax((1, 2)).min() > 0.5

    @pytest.mark.parametrize("kind", ["self_blend", "cross_blend"])
    def test_a_blended_crop_is_labelled_an_attack_where_its_mask_can_be_seen(
        self, store: FaceStore, kind: str
    ) -> None:
        batch = a_batch(store, kind)
        seen = batch.masks[1::2].amax((1, 2)) > 0.2
        assert batch.labels[1::2].bool().tolist() == seen.tolist()
        assert seen.any()

    def test_an_upsampled_crop_is_of_the_kind_generated_and_has_no_mask(
        self, store: FaceStore
    ) -> None:
        batch = a_batch(store, "upsampled")
        assert batch.labels.tolist() == batch.generated.tolist() == [0, 1] * 4
        assert batch.known.tolist() == [1, 0] * 4

    def test_generated_faces_stand_against_real_ones_that_are_stored_alike(
        self, tmp_path: Path
    ) -> None:
        colours = {"stylegan_256": 250, "ffhq256_zoya": 200, "utkface": 10}
        entries = []
        for source, colour in colours.items():
            for number in range(3):
                path = f"{source}_{number}.png"
                cv2.imwrite(str(tmp_path / path), np.full((SIDE, SIDE, 3), colour, np.uint8))
                fake = source == "stylegan_256"
                kind = GENERATED if fake else ""
                entries.append((tmp_path, Sample(path, int(fake), path, source, "train", kind)))
        prepare_store(entries, no_face, tmp_path)
        pairs = PairBatches(
            FaceStore(tmp_path), only("generated"), batch=8, steps=4, seed=1, epoch=0, size=SIDE
        )
        rng = np.random.default_rng(0)
        for _ in range(10):
            real, fake_crop, mask = pairs._pair("generated", rng)
            assert (int(real.max()), int(fake_crop.max())) == (200, 250)
            assert mask is None

    def test_kinds_the_data_lack_leave_their_share_to_the_others(self, store: FaceStore) -> None:
        shares = PairShares(0.25, 0.5, 0.25, 0.0, 0.0)
        pairs = PairBatches(store, shares, batch=8, steps=4, seed=1, epoch=0, size=SIDE)
        assert pairs.chances.tolist() == [0.5, 0, 0.5, 0, 0]

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

    def test_the_input_is_rgb_from_minus_one_to_one(self) -> None:
        image = torch.zeros(1, 2, 2, 3, dtype=torch.uint8)
        image[..., 2] = 255  # red in BGR
        x = to_input(image, torch.device("cpu"))
        assert x[0, :, 0, 0].tolist() == [1.0, -1.0, -1.0]


def quiet() -> Console:
    return Console(file=StringIO())


class TestTraining:
    def test_the_network_learns_to_tell_drawn_swaps_and_resumes_exactly(
        self, store: FaceStore, tmp_path: Path
    ) -> None:
        def run(out: Path, resume: Path | None = None) -> tuple[DeepfakeTask, Trainer]:
            config = DeepfakeConfig(
                batch=8, steps=25, shares=only("swap"), small=96, small_until=1.0,
                frozen_until=0.0, workers=0,
            )  # fmt: skip
            task = DeepfakeTask(store, config, 5, epochs=3)
            torch.manual_seed(3)
            task.model = small_net()
            trainer = Trainer(task, LoopConfig(epochs=3, lr=1e-2, ema=0.5, keep=0), out, quiet())
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

    def test_a_run_from_a_released_file_starts_with_the_answers_of_that_file(
        self, store: FaceStore
    ) -> None:
        registry = Registry.open()
        file = registry.path(registry.get("deepfake_lite0_fp32"))
        config = DeepfakeConfig(batch=4, steps=1, small=96, workers=0)
        task = DeepfakeTask(store, config, 5, epochs=1, initial=file)
        x = to_input(torch.from_numpy(store.middles([0, 1])), torch.device("cpu"))
        with torch.no_grad():
            own = task.model.eval()(x)[0].numpy()
        wanted = cpu_session(file).run(["logit"], {"input": x.contiguous().numpy()})[0]
        np.testing.assert_allclose(own, wanted, atol=1e-3)

    def test_an_unknown_mask_teaches_nothing(self, store: FaceStore) -> None:
        task = DeepfakeTask(store, DeepfakeConfig(workers=0), 5, epochs=1)
        task.model = small_net().eval()
        batch = a_batch(store, "swap")
        cpu = torch.device("cpu")
        unknown = replace(batch, known=torch.tensor([1.0, 0.0] * 4))
        other = replace(unknown, masks=1 - batch.masks)
        other.masks[::2] = batch.masks[::2]
        a, b = (task.loss(task.model, x, cpu, 0.0) for x in (unknown, other))
        assert torch.equal(a["mask_loss"], b["mask_loss"])
        known = task.loss(task.model, batch, cpu, 0.0)
        assert not torch.equal(known["mask_loss"], a["mask_loss"])

    def test_the_selection_is_the_mean_over_the_validation_splits(self, tmp_path: Path) -> None:
        swap = {"attack_type": "faceswap", "source": "other", "split": "train"}
        extra = [
            {"path": f"train_{v}_{y}.png", "label": str(y), "video": f"x{v}", **swap}
            for v in range(2) for y in (0, 1)
        ]  # fmt: skip
        manifest = write_set(tmp_path, 2, extra=extra)
        prepare_store(read_manifests([manifest], ["other"]), no_face, tmp_path)
        config = DeepfakeConfig(batch=2, steps=1, workers=0)
        task = DeepfakeTask(FaceStore(tmp_path), config, 5, epochs=1)
        found = task.validate(task.model, torch.device("cpu"))
        assert set(found) == {"auc", "auc_val", f"auc_{HELD_OUT}"}
        assert found["auc"] == pytest.approx((found["auc_val"] + found[f"auc_{HELD_OUT}"]) / 2)

    @pytest.mark.slow
    def test_a_hybrid_learns_checkpoints_resumes_and_evaluates(
        self, store: FaceStore, tmp_path: Path
    ) -> None:
        def run(out: Path, resume: Path | None = None) -> Trainer:
            torch.manual_seed(3)
            config = ResearchConfig(
                model="hybrid_resnet18_vit", image_size=64, batch=8, steps=5, workers=0,
                shares=only("swap"), val_limit=4,
            )  # fmt: skip
            with torch.device("meta"):  # the real one is built, but not filled
                task = ResearchTask(store, config, 5)
            task.model = HybridDetector(vit="vit_tiny_patch16_224", image_size=64)
            trainer = Trainer(task, LoopConfig(epochs=2, lr=5e-4, ema=0.5, keep=0), out, quiet())
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
    arguments = ["--data", str(tmp_path / "none.csv"), "--out", str(out)]
    args = parser.parse_args(arguments)
    with pytest.raises(DataError, match="no manifest"):
        command.run(args)  # type: ignore[attr-defined]
    assert not out.exists()
