"""Batches of pairs: labels, masks, shares of the kinds, repeatable draws."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
import torch
from drawn_faces import a_batch, no_face, only

from tools.training.deepfake import DeepfakeConfig, DeepfakeTask, to_input
from tools.training.deepfake_data import (
    SIDE,
    FaceStore,
    prepare_store,
)
from tools.training.deepfake_manifest import (
    GENERATED,
    Sample,
)
from tools.training.deepfake_pairs import PairBatches, PairShares


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
