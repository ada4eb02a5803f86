"""The Lite tower: a start from published weights, the evidence, the maps' sizes."""

from __future__ import annotations

import pytest
import torch

from models.lite_tower import LiteShape, LiteTower


def published(tower: LiteTower) -> dict[str, torch.Tensor]:
    """The trunk of `tower` under other names, with layers behind it, as weights are published."""
    parts = (tower.stem, tower.fine, tower.coarse)
    values = [value for part in parts for value in part.state_dict().values()]
    return {f"_blocks.{k}": value for k, value in enumerate(values)} | {"_fc": torch.zeros(9, 7)}


def test_a_tower_with_published_weights_computes_the_published_features() -> None:
    torch.manual_seed(0)
    theirs, tower = (LiteTower(LiteShape()).eval() for _ in range(2))
    tower.start_from(published(theirs))
    x = torch.rand(2, 3, 64, 64)
    with torch.no_grad():
        assert torch.equal(tower.features(x)[0], theirs.features(x)[0])
        assert torch.equal(
            tower.coarse(tower.fine(tower.stem(x))), theirs.coarse(theirs.fine(theirs.stem(x)))
        )


def test_weights_of_another_shape_or_too_few_are_refused() -> None:
    tower = LiteTower(LiteShape())
    with pytest.raises(ValueError, match="3 tensors are not enough"):
        tower.start_from(dict(list(published(tower).items())[:3]))
    with pytest.raises(ValueError, match=r"_blocks\.0 is \(4, 3, 3, 3\)"):
        tower.start_from(published(tower) | {"_blocks.0": torch.zeros(4, 3, 3, 3)})


def test_the_maps_have_the_sizes_that_the_shape_names() -> None:
    shape = LiteShape()
    tower = LiteTower(shape).eval()
    with torch.no_grad():
        middle, last = tower.features(torch.rand(2, 3, 128, 128))
    assert middle.shape == (2, shape.middle, 16, 16)
    assert last.shape == (2, shape.head, shape.grid, shape.grid)
    assert tower.evidence(last).shape == (2, 1, shape.grid, shape.grid)


def test_the_evidence_is_the_weighted_mean_of_the_channels() -> None:
    tower = LiteTower(LiteShape())
    last = torch.rand(2, 128, 8, 8)
    wanted = (last.mean((2, 3)) * tower.tail.flatten()).sum(1)
    assert torch.allclose(tower.evidence(last).sum((1, 2, 3)), wanted, atol=1e-6)
