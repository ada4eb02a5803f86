"""Augmentation moves image and mask alike, and depends on the seed only."""

from __future__ import annotations

import numpy as np
import pytest
from drawn_faces import drawn

from tools.training.deepfake_augment import Look, degrade
from tools.training.deepfake_data import (
    CELLS,
    STORED,
)


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
