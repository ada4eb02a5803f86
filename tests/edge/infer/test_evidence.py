"""Evidence keeps its sum and its place when the maps of several crops become one."""

from __future__ import annotations

import numpy as np
import pytest

from edge.infer.evidence import heatmap, merge, merged_cells

RNG = np.random.default_rng(11)


@pytest.mark.parametrize(
    "expansions", [(1.5,), (1.3, 2.4), (1.5, 2.4), (1.0, 2.7, 4.0), (2.0, 2.0)]
)
@pytest.mark.parametrize("cells", [(4, 4), (8, 8), (7, 5)])
def test_the_sum_is_kept(expansions: tuple[float, ...], cells: tuple[int, int]) -> None:
    maps = RNG.normal(size=(len(expansions), *cells)).astype(np.float32)
    merged = merge(maps, expansions)
    assert merged.dtype == np.float32
    assert merged.sum(dtype=np.float64) == pytest.approx(maps.sum(dtype=np.float64), abs=1e-5)


def test_one_crop_keeps_its_map_as_it_is() -> None:
    maps = RNG.normal(size=(1, 8, 8)).astype(np.float32)
    np.testing.assert_array_equal(merge(maps, (1.5,)), maps[0])


def test_a_tight_crop_lands_in_the_middle_of_the_wide_one() -> None:
    maps = np.zeros((2, 4, 4), np.float32)
    maps[0] = 1.0
    merged = merge(maps, (1.0, 2.0))
    expected = np.zeros((8, 8))
    expected[2:6, 2:6] = 1.0
    np.testing.assert_allclose(merged, expected, atol=1e-6)


def test_a_wide_cell_is_shared_out_by_area() -> None:
    maps = np.zeros((2, 4, 4), np.float32)
    maps[1, 0, 3] = 4.0
    merged = merge(maps, (1.0, 2.0))
    expected = np.zeros((8, 8))
    expected[0:2, 6:8] = 1.0
    np.testing.assert_allclose(merged, expected, atol=1e-6)


@pytest.mark.parametrize("expansions", [(1.3, 2.4), (1.5, 2.5)])
def test_a_spot_keeps_its_centre_of_mass(expansions: tuple[float, float]) -> None:
    maps = np.zeros((2, 8, 8), np.float32)
    maps[0, 1, 6] = 1.0
    merged = merge(maps, expansions)
    at = (np.arange(len(merged)) + 0.5) / len(merged)
    part = expansions[0] / expansions[1]
    x, y = ((1 - part) / 2 + part * (cell + 0.5) / 8 for cell in (6, 1))
    assert float(merged.sum(axis=0) @ at) == pytest.approx(x, abs=0.5 / len(merged))
    assert float(merged.sum(axis=1) @ at) == pytest.approx(y, abs=0.5 / len(merged))


@pytest.mark.parametrize(
    ("cells", "expansions", "merged"),
    [
        (8, (1.5,), 8),
        (8, (1.0, 2.0), 16),
        (8, (1.5, 2.4), 13),
        (16, (1.0, 4.0), 32),
        (40, (1, 2), 40),
    ],
)
def test_the_grid_keeps_the_tight_crops_detail_within_reason(
    cells: int, expansions: tuple[float, ...], merged: int
) -> None:
    assert merged_cells(cells, expansions) == merged


@pytest.mark.parametrize("shape", [(1, 4, 4), (3, 4, 4), (4, 4)])
def test_another_number_of_maps_than_crops_is_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="2 evidence maps"):
        merge(np.zeros(shape, np.float32), (1.0, 2.0))


def test_a_heatmap_says_which_way_and_how_strongly() -> None:
    evidence = np.zeros((4, 4), np.float32)
    evidence[0, 0], evidence[3, 3] = 2.0, -1.0
    picture = heatmap(evidence, 64)
    blue, _, red, alpha = picture[4, 4]
    assert red > blue
    assert alpha > 200
    assert picture[60, 60, 0] > picture[60, 60, 2]
    assert 80 < picture[60, 60, 3] < alpha
    assert picture[4, 60, 3] < 10


def test_a_map_without_a_say_is_clear() -> None:
    assert not heatmap(np.zeros((4, 4), np.float32), 32)[:, :, 3].any()


def test_a_fixed_strength_makes_two_heatmaps_comparable() -> None:
    weak, strong = np.full((4, 4), 0.5, np.float32), np.full((4, 4), 2.0, np.float32)
    assert heatmap(weak, 8, strongest=2.0)[4, 4, 3] == 64
    assert heatmap(strong, 8, strongest=2.0)[4, 4, 3] == 255
