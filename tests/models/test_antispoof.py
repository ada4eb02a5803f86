"""The anti-spoof network: exact evidence, folding, independence of faces, and its cost."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from models.antispoof import (
    CONTRAST,
    EVENNESS,
    AntispoofNet,
    AnyShape,
    even_contrast,
    folded,
)
from models.lite_tower import LiteShape
from models.minifasnet import (
    FEW_TIGHT,
    FEW_WIDE,
    TIGHT,
    WIDE,
    Separable,
    SqueezeExcite,
    Tower,
    teacher_shape,
)

LITE = (LiteShape(), FEW_WIDE)


def lively(seed: int = 0, shapes: tuple[AnyShape, ...] = (TIGHT, WIDE)) -> AntispoofNet:
    """A network whose batch norms have seen something and whose bias is not nought."""
    torch.manual_seed(seed)
    net = AntispoofNet(shapes)
    for module in net.modules():
        if isinstance(module, nn.BatchNorm2d):
            nn.init.uniform_(module.weight, 0.5, 1.5)
            nn.init.normal_(module.bias, 0, 0.2)
            assert module.running_mean is not None
            assert module.running_var is not None
            nn.init.normal_(module.running_mean, 0, 0.2)
            nn.init.uniform_(module.running_var, 0.5, 1.5)
    nn.init.constant_(net.bias, -0.7)
    return net.eval()


@pytest.mark.parametrize("shapes", [(TIGHT, WIDE), (TIGHT,), (WIDE,), LITE])
def test_the_evidence_and_the_bias_sum_to_the_logit(shapes: tuple[AnyShape, ...]) -> None:
    net = lively(shapes=shapes)
    x = torch.rand(3, 3 * len(shapes), 128, 128)
    with torch.no_grad():
        logit, evidence = net(x)
    grid = max(s.grid for s in shapes)
    assert logit.shape == (3, 1)
    assert evidence.shape == (3, len(shapes), grid, grid)
    assert torch.allclose(evidence.double().sum((1, 2, 3)) - 0.7, logit[:, 0].double(), atol=1e-4)


def test_a_face_scores_the_same_whatever_else_is_in_the_batch() -> None:
    net = lively()
    x = torch.rand(5, 6, 128, 128)
    with torch.no_grad():
        alone, together = net(x[2:3])[0], net(x)[0][2:3]
    assert torch.allclose(alone, together, atol=1e-5)


def test_contrasts_come_nearer_to_one_and_the_mean_stays() -> None:
    torch.manual_seed(0)
    crop = 0.35 + 0.3 * torch.rand(2, 3, 128, 128)
    evened = even_contrast(crop)
    left = (CONTRAST / evened.std((1, 2, 3))).log() / (CONTRAST / crop.std((1, 2, 3))).log()
    assert torch.allclose(left, torch.full((2,), 1 - EVENNESS), atol=1e-2)
    assert torch.allclose(evened.mean((1, 2, 3)), crop.mean((1, 2, 3)), atol=1e-4)


def test_a_crop_without_contrast_gives_a_number() -> None:
    plain = torch.full((1, 3, 128, 128), 0.6)
    assert torch.allclose(even_contrast(plain), plain)


@pytest.mark.parametrize("shapes", [(TIGHT, WIDE), LITE])
def test_folding_the_batch_norms_changes_no_score(shapes: tuple[AnyShape, ...]) -> None:
    net = lively(shapes=shapes)
    plain = folded(net)
    assert not any(isinstance(m, nn.BatchNorm2d) for m in plain.modules())
    assert all(c.bias is not None for t in plain.towers for c in t.units())
    assert any(isinstance(m, nn.BatchNorm2d) for m in net.modules())
    x = torch.rand(2, 6, 128, 128)
    with torch.no_grad():
        assert torch.allclose(net(x)[0], plain(x)[0], atol=1e-4)
        assert torch.allclose(net(x)[1], plain(x)[1], atol=1e-4)


def test_each_tower_sees_its_own_crop_only() -> None:
    net = lively()
    x = torch.rand(1, 6, 128, 128)
    other = torch.cat([x[:, :3], torch.rand(1, 3, 128, 128)], 1)
    with torch.no_grad():
        first, second = net(x)[1], net(other)[1]
    assert torch.equal(first[:, 0], second[:, 0])
    assert not torch.allclose(first[:, 1], second[:, 1])


def test_a_coarser_tower_shares_its_evidence_equally() -> None:
    with torch.no_grad():
        wide = lively()(torch.rand(1, 6, 128, 128))[1][0, 1]
    blocks = wide.reshape(4, 2, 4, 2).permute(0, 2, 1, 3).reshape(16, 4)
    assert torch.allclose(blocks, blocks[:, :1].expand(16, 4))


def test_no_operator_stands_in_the_way_of_integer_kernels() -> None:
    net = AntispoofNet()
    kinds = {type(m) for m in net.modules()}
    assert not kinds & {nn.PReLU, nn.Sigmoid, nn.SiLU, nn.Hardswish}
    depthwise = [c for t in net.towers for c in t.units() if c.groups > 1]
    assert all(c.groups % 16 == 0 for c in depthwise)
    gates = [m for m in net.modules() if isinstance(m, SqueezeExcite)]
    assert len(gates) == 3
    assert all(isinstance(g.gate, nn.Hardsigmoid) for g in gates)


def test_the_shipped_towers_have_few_blocks_and_no_gate() -> None:
    net = AntispoofNet((FEW_TIGHT, FEW_WIDE))
    assert not [m for m in net.modules() if isinstance(m, SqueezeExcite)]
    assert [sum(isinstance(m, Separable) for m in t.modules()) for t in net.towers] == [7, 7]
    assert all(c.groups % 16 == 0 for t in net.towers for c in t.units() if c.groups > 1)
    assert sum(p.numel() for p in folded(net).parameters()) < 480_000


def test_the_network_is_small_enough_to_ship_under_600_kilobytes() -> None:
    for shapes in ((TIGHT, WIDE), LITE):
        assert sum(p.numel() for p in folded(AntispoofNet(shapes)).parameters()) < 490_000


def test_the_unpruned_teacher_shape_is_the_reference() -> None:
    tower = Tower(teacher_shape((3, 2, 1), 8, squeeze=True), norm=False)
    assert len(list(tower.units())) == 55 - 1  # the 55th is the depthwise tail, collapsed here
    assert sum(isinstance(m, nn.PReLU) for m in tower.modules()) == 33
