"""Blended faces: changes are inside the mask, and equal seeds give equal blends."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from edge.types import F32, U8
from tools.training.self_blend import (
    blend,
    blend_mask,
    cross_blend,
    face_frame,
    match_colour,
    pair_mask,
    poisson_blend,
    self_blend,
    shift_frequency,
)

SIZE = 96


def landmarks(centre: tuple[float, float] = (48, 34), eyes: float = 36, turn: float = 0) -> F32:
    """Five landmarks of an upright face whose eyes are `eyes` px apart, turned by `turn` rad."""
    unit = np.array([[-0.5, 0], [0.5, 0], [0, 0.62], [-0.42, 1.12], [0.42, 1.12]]) * eyes
    spin = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    return (unit @ spin.T + np.array(centre)).astype(np.float32)


def face(seed: int = 0, colour: tuple[int, int, int] = (120, 130, 150)) -> U8:
    """A smooth picture with fine grain, so that both colour and sharpness can be seen to change."""
    rng = np.random.default_rng(seed)
    coarse = rng.normal(0, 25, (6, 6, 3)).astype(np.float32)
    smooth = cv2.resize(coarse, (SIZE, SIZE), interpolation=cv2.INTER_CUBIC)
    grain = rng.normal(0, 10, (SIZE, SIZE, 3))
    return np.clip(smooth + grain + np.array(colour), 0, 255).astype(np.uint8)


@pytest.mark.parametrize("seed", range(12))
def test_a_self_blend_changes_the_face_and_its_mask_says_where(seed: int) -> None:
    image = face(seed)
    fake, mask = self_blend(image, landmarks(), np.random.default_rng(seed))
    assert fake.shape == image.shape
    assert fake.dtype == np.uint8
    assert mask.shape == (SIZE, SIZE)
    assert mask.min() >= 0
    assert 0.4 < mask.max() <= 1
    change = np.abs(fake.astype(int) - image.astype(int)).mean(2)
    assert change[mask > 0.4].mean() > 1


@pytest.mark.parametrize("seed", range(8))
def test_a_cross_blend_leaves_everything_outside_its_mask_as_it_was(seed: int) -> None:
    image, other = face(1), face(2, (60, 90, 200))
    rng = np.random.default_rng(seed)
    fake, mask = cross_blend(image, landmarks(), other, landmarks((50, 36), 33), rng)
    outside = mask < 1e-4
    assert np.array_equal(fake[outside], image[outside])
    assert not np.array_equal(fake, image)


def test_a_mask_covers_the_whole_picture_at_times_and_mostly_does_not() -> None:
    other = face(2, (60, 90, 200))

    def least(seed: int) -> float:
        rng = np.random.default_rng(seed)
        mask = cross_blend(face(1), landmarks(), other, landmarks((50, 36), 33), rng)[1]
        return float(mask.min())

    covered = sum(least(seed) > 1e-4 for seed in range(40))
    assert 0 < covered < 20


def test_a_face_that_cannot_be_fitted_onto_another_is_blended_with_itself() -> None:
    image = face(1)
    tiny = landmarks(eyes=4)
    crossed = cross_blend(image, landmarks(), face(2), tiny, np.random.default_rng(5))
    own = self_blend(image, landmarks(), np.random.default_rng(5))
    assert np.array_equal(crossed[0], own[0])


@pytest.mark.parametrize("maker", ["self", "cross"])
def test_the_same_seed_makes_the_same_blend_and_another_seed_another(maker: str) -> None:
    def make(seed: int) -> U8:
        rng = np.random.default_rng(seed)
        if maker == "self":
            return self_blend(face(), landmarks(), rng)[0]
        return cross_blend(face(), landmarks(), face(3), landmarks(), rng)[0]

    assert np.array_equal(make(4), make(4))
    assert not np.array_equal(make(4), make(5))


def test_the_source_images_are_left_alone() -> None:
    image, other = face(1), face(2)
    image.setflags(write=False)
    other.setflags(write=False)
    for seed in range(6):
        rng = np.random.default_rng(seed)
        self_blend(image, landmarks(), rng)
        cross_blend(image, landmarks(), other, landmarks(), rng)


def test_the_mask_follows_the_face_where_it_goes() -> None:
    def middle(points: F32) -> np.ndarray:
        total = np.zeros((SIZE, SIZE))
        for seed in range(30):
            total += blend_mask(points, SIZE, np.random.default_rng(seed))
        ys, xs = np.mgrid[0:SIZE, 0:SIZE]
        return np.array([(total * xs).sum(), (total * ys).sum()]) / total.sum()

    here, there = middle(landmarks((36, 30), 20)), middle(landmarks((60, 40), 20))
    np.testing.assert_allclose(there - here, (24, 10), atol=2)


@pytest.mark.parametrize(("eyes", "turn"), [(20, 0.0), (36, 0.4), (30, -0.7)])
def test_the_face_frame_finds_scale_and_turn(eyes: float, turn: float) -> None:
    frame = face_frame(landmarks((48, 34), eyes, turn))
    assert np.hypot(frame[0, 0], frame[1, 0]) == pytest.approx(eyes, rel=0.02)
    assert np.arctan2(frame[1, 0], frame[0, 0]) == pytest.approx(turn, abs=0.02)
    np.testing.assert_allclose(frame[:, 2], (48, 34), atol=0.5)


def test_landmarks_in_one_point_still_give_a_frame() -> None:
    frame = face_frame(np.full((5, 2), 40, np.float32))
    assert np.isfinite(frame).all()


def test_colour_matching_moves_the_source_to_the_targets_mean_inside_the_mask() -> None:
    source, target = face(1, (60, 80, 180)), face(2, (150, 140, 110))
    mask = np.zeros((SIZE, SIZE), np.float32)
    mask[20:80, 20:80] = 1
    moved = match_colour(source, target, mask)
    inside = mask > 0
    gap_before = np.abs(source[inside].mean(0) - target[inside].mean(0))
    gap_after = np.abs(moved[inside].mean(0) - target[inside].mean(0))
    assert gap_before.max() > 50
    assert gap_after.max() < 6


def test_shifting_the_frequency_changes_the_picture_but_not_its_mean() -> None:
    image = face(3)
    for seed in range(20):
        out = shift_frequency(image, np.random.default_rng(seed))
        assert not np.array_equal(out, image)
        assert abs(float(out.mean()) - float(image.mean())) < 3


def test_blending_weighs_source_and_target_by_the_mask() -> None:
    white = np.full((4, 4, 3), 200, np.uint8)
    black = np.zeros((4, 4, 3), np.uint8)
    mask = np.array([[0, 0.25, 0.5, 1]] * 4, np.float32)
    assert blend(white, black, mask)[0, :, 0].tolist() == [0, 50, 100, 200]


def test_a_gradient_blend_keeps_the_sources_texture_and_meets_the_targets_colours() -> None:
    source, target = face(1, (60, 80, 180)), face(2, (150, 140, 110))
    mask = np.zeros((SIZE, SIZE), np.float32)
    mask[24:72, 24:72] = 1
    out = poisson_blend(source, target, mask)
    assert np.array_equal(out[mask == 0], target[mask == 0])
    inside = (slice(30, 66), slice(30, 66))

    def texture(image: U8) -> np.ndarray:
        values = image[inside].astype(np.float32)
        return (values - cv2.GaussianBlur(values, (0, 0), 2)).ravel()

    assert np.corrcoef(texture(out), texture(source))[0, 1] > 0.95
    assert np.abs(out[inside].mean((0, 1)) - target[inside].mean((0, 1))).max() < 25
    assert np.abs(source[inside].mean((0, 1)) - target[inside].mean((0, 1))).max() > 60


def test_a_gradient_blend_without_a_border_is_the_plain_blend() -> None:
    everywhere = np.ones((SIZE, SIZE), np.float32)
    assert np.array_equal(poisson_blend(face(1), face(2), everywhere), face(1))


class TestPairMask:
    def test_the_mask_marks_the_swapped_region_of_an_aligned_pair(self) -> None:
        real = face(1)
        fake = real.copy()
        fake[30:70, 30:70] = face(9, (60, 70, 80))[30:70, 30:70]
        mask = pair_mask(real, fake, cells=24)
        assert mask is not None
        assert mask.shape == (24, 24)
        assert mask[9:16, 9:16].min() > 200
        assert mask[:3].max() < 60

    def test_the_mask_has_no_holes_where_pixels_happen_to_match(self) -> None:
        real = face(1)
        fake = real.copy()
        fake[24:72, 24:72] = face(9, (40, 50, 60))[24:72, 24:72]
        fake[44:52, 44:52] = real[44:52, 44:52]
        mask = pair_mask(real, fake, cells=24)
        assert mask is not None
        assert mask[12, 12] > 200

    def test_two_different_frames_have_none(self) -> None:
        assert pair_mask(face(1), face(2, (40, 60, 90)), cells=24) is None

    def test_the_same_frame_twice_is_nowhere_manipulated(self) -> None:
        mask = pair_mask(face(1), face(1), cells=24)
        assert mask is not None
        assert mask.max() == 0
