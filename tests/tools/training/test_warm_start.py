"""A release of ours is read back, and imitated by a network with fewer blocks."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from edge.errors import ModelError
from models.antispoof import AntispoofNet, folded
from models.lite_tower import LiteShape
from models.minifasnet import FEW_TIGHT, FEW_WIDE, SLIM_TIGHT, SLIM_WIDE
from tools.conversion.export import export_module
from tools.training.warm_start import read_release, reshaped

SLIM, FEW = (SLIM_TIGHT, SLIM_WIDE), (FEW_TIGHT, FEW_WIDE)


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> tuple[AntispoofNet, Path]:
    torch.manual_seed(0)
    net = AntispoofNet(SLIM, norm=False).eval().requires_grad_(False)
    for module in net.modules():
        if isinstance(module, torch.nn.Conv2d):
            torch.nn.init.kaiming_normal_(module.weight)
    net.bias += 0.7
    path = tmp_path_factory.mktemp("release") / "fp32.onnx"
    export_module(net, torch.rand(2, 6, 128, 128), ("logit", "evidence"), path)
    return net, path


def test_a_release_read_back_answers_as_it_did(released: tuple[AntispoofNet, Path]) -> None:
    net, path = released
    again = read_release(path, [FEW, SLIM])
    assert again.shapes == SLIM
    x = torch.rand(2, 6, 128, 128)
    with torch.inference_mode():
        want, got = net(x)[0], again(x)[0]
    assert torch.allclose(got, want, rtol=1e-3, atol=1e-3)


def test_a_release_with_a_lite_tower_read_back_answers_as_it_did(tmp_path: Path) -> None:
    torch.manual_seed(0)
    shapes = (LiteShape(), FEW_WIDE)
    net = AntispoofNet(shapes, norm=False).eval().requires_grad_(False)
    for module in net.towers[0].modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            torch.nn.init.normal_(module.bias, std=0.2)
            torch.nn.init.uniform_(module.running_var, 0.5, 1.5)
    net.towers[0].tail.normal_()
    net.bias += 0.7
    path = tmp_path / "fp32.onnx"
    export_module(folded(net), torch.rand(2, 6, 128, 128), ("logit", "evidence"), path)
    again = read_release(path, [FEW, shapes])
    assert again.shapes == shapes
    x = torch.rand(2, 6, 128, 128)
    with torch.inference_mode():
        want, got = net(x)[0], again.eval()(x)[0]
    assert torch.allclose(got, want, rtol=1e-3, atol=1e-3)


def test_a_file_that_is_not_there_or_of_another_network_is_refused(
    released: tuple[AntispoofNet, Path], tmp_path: Path
) -> None:
    with pytest.raises(ModelError, match="--start"):
        read_release(tmp_path / "none.onnx", [FEW])
    with pytest.raises(ModelError, match="not contain a network"):
        read_release(released[1], [FEW])


def test_fewer_blocks_imitate_several(released: tuple[AntispoofNet, Path]) -> None:
    net, _ = released
    torch.manual_seed(2)
    x = torch.rand(24, 6, 8, 8).repeat_interleave(16, 2).repeat_interleave(16, 3)
    few, untrained = reshaped(net, FEW, x), AntispoofNet(FEW, norm=False)
    assert few.shapes == FEW
    with torch.inference_mode():
        want, got, chance = (n.eval()(x)[0][:, 0].numpy() for n in (net, few, untrained))
    # a network of random weights is the hardest to imitate: what counts is how far above chance
    assert np.corrcoef(want, got)[0, 1] > np.corrcoef(want, chance)[0, 1] + 0.2
    assert reshaped(net, SLIM, x) is net
