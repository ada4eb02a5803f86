"""Simulated attacks and camera-like changes, on drawn faces."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from edge.types import U8, Box
from tools.training import augment, simulate

Rng = np.random.Generator
FACE = Box(60, 50, 140, 150)


def portrait(seed: int = 0) -> U8:
    """A smooth picture with a brighter oval where the face is."""
    ys, xs = np.mgrid[0:200, 0:200].astype(np.float32)
    oval = np.exp(-(((xs - 100) / 40) ** 2 + ((ys - 100) / 50) ** 2))
    base = np.random.default_rng(seed).uniform(60, 90, 3)
    return (base + oval[..., None] * 120).astype(np.uint8)


def fine_detail(image: U8) -> float:
    """Energy in the upper half of the frequencies."""
    grey = image.astype(np.float64).mean(2)
    spectrum = np.abs(np.fft.fftshift(np.fft.fft2(grey - grey.mean())))
    h, w = grey.shape
    spectrum[h // 4 : -h // 4, w // 4 : -w // 4] = 0
    return float(spectrum.sum())


@pytest.mark.parametrize(
    "change",
    [
        simulate.halftone_print,
        simulate.screen_replay,
        simulate.glare,
        augment.recoloured,
        augment.rescaled,
        augment.blurred,
        augment.noisy,
        augment.recompressed,
    ],
)
def test_a_change_keeps_the_size_depends_on_the_seed_and_leaves_its_input_alone(
    change: Callable[[U8, Rng], U8],
) -> None:
    image = portrait()
    before = image.copy()
    outs = [change(image, np.random.default_rng(s)) for s in (1, 1, 2, 3, 4)]
    assert all(o.shape == image.shape and o.dtype == np.uint8 for o in outs)
    assert np.array_equal(outs[0], outs[1])
    assert any(not np.array_equal(outs[0], o) for o in outs[2:])
    assert np.array_equal(image, before)


@pytest.mark.parametrize("attack", [simulate.halftone_print, simulate.screen_replay])
def test_a_recapture_adds_fine_detail_that_the_face_has_not(
    attack: Callable[[U8, Rng], U8],
) -> None:
    image = portrait()
    more = [fine_detail(attack(image, np.random.default_rng(s))) for s in range(12)]
    assert np.median(more) > 1.5 * fine_detail(image)


@pytest.mark.parametrize("screen", [True, False])
def test_the_face_is_where_the_returned_box_says_after_the_perspective(screen: bool) -> None:
    image = np.full((200, 200, 3), 90, np.uint8)
    image[50:150, 60:140] = (0, 0, 255)  # a red face
    for seed in range(10):
        room = np.full((100, 100, 3), 200, np.uint8)
        out, box = simulate.held_before_camera(
            image, FACE, room, np.random.default_rng(seed), screen
        )
        red = (out[..., 2] > 150) & (out[..., 0] < 80)
        ys, xs = np.nonzero(red)
        found = Box(xs.min(), ys.min(), xs.max() + 1, ys.max() + 1)
        assert found.iou(box) > 0.7


def test_a_simulated_attack_says_what_it_is_and_keeps_the_face_in_the_picture() -> None:
    kinds = set()
    for seed in range(30):
        rng = np.random.default_rng(seed)
        out, box, kind = simulate.simulated_attack(portrait(), FACE, portrait(1), rng)
        kinds.add(kind)
        assert out.dtype == np.uint8
        assert 0 < box.center[0] < out.shape[1]
        assert 0 < box.center[1] < out.shape[0]
    assert kinds == {"print", "replay"}


def test_a_tight_cut_keeps_the_face_at_the_same_pixels() -> None:
    image = portrait()
    image[100, 100] = (1, 2, 3)
    out, box = augment.tightly_cut(image, FACE, np.random.default_rng(0))
    assert out.shape[0] < 200
    x = int(box.center[0])
    y = int(box.center[1])
    assert out[y, x].tolist() == [1, 2, 3]


def test_the_camera_chain_moves_the_box_a_little_and_is_repeatable() -> None:
    chains = [augment.camera_like(portrait(), FACE, np.random.default_rng(s)) for s in (5, 5)]
    assert np.array_equal(chains[0][0], chains[1][0])
    for seed in range(20):
        _, box = augment.camera_like(portrait(), FACE, np.random.default_rng(seed))
        assert FACE.iou(box) > 0.6
        assert box != FACE


def test_rotation_turns_around_the_face() -> None:
    image = np.zeros((200, 200, 3), np.uint8)
    image[96:105, 96:105] = 255
    out = augment.rotated(image, FACE, 20.0)
    assert out[100, 100].tolist() == [255, 255, 255]


def test_occlusion_hides_a_part_of_the_face_only() -> None:
    image = portrait()
    out = augment.occluded(image, FACE, np.random.default_rng(0))
    changed = (out != image).any(2)
    assert 0 < changed.mean() < 0.2
