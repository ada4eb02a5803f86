"""The traces of a display are found where they were put, and not in noise."""

from __future__ import annotations

import numpy as np
import pytest

from tools.presentations.screen_traces import SIDE, moire, rolling


def a_crop(depth: float) -> np.ndarray:
    rng = np.random.default_rng(2)
    y, x = np.mgrid[0:SIDE, 0:SIDE]
    scene = 120 + 40 * np.sin(x / 30) * np.cos(y / 25) + rng.normal(0, 2, (SIDE, SIDE))
    grid = 1 + depth * np.cos(2 * np.pi * (0.21 * x + 0.13 * y))
    return np.clip(scene * grid, 0, 255).astype(np.uint8)


def test_a_grid_stands_out_of_the_spectrum() -> None:
    assert moire(a_crop(0.05)) > 2 * moire(a_crop(0.0))


@pytest.mark.parametrize("depth", [0.01, 0.05])
@pytest.mark.parametrize("cycles", [7, -7], ids=["up", "down"])
def test_bands_that_roll_up_or_down_stand_out_of_rows_that_only_flicker(
    depth: float, cycles: int
) -> None:
    rng = np.random.default_rng(3)
    noise = rng.normal(0, 0.003, (60, SIDE)) + rng.normal(0, 0.02, (60, 1))
    t, row = np.mgrid[0:60, 0:SIDE]
    bands = depth * np.sin(2 * np.pi * (3 * row / SIDE + cycles * t / 60))
    assert rolling(noise + bands) > rolling(noise) + 1
