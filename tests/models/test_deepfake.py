"""The deepfake network: shape, size, the exact evidence, export."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import onnxruntime as ort
import pytest
import torch
from torch import nn

from models.deepfake import STRIDE, TRUNK, DeepfakeNet, deepfake_net, parameters
from models.minifasnet import Tower

SMALL = replace(
    TRUNK,
    expand_23=16,
    expand_3=(16,),
    expand_34=16,
    expand_4=(16,),
    expand_45=16,
    expand_5=(16,),
)


def trained_like() -> DeepfakeNet:
    """A network whose batch norms and head are not at their neutral start."""
    torch.manual_seed(1)
    net = DeepfakeNet(SMALL, head=32)
    for module in net.modules():
        if isinstance(module, nn.BatchNorm2d):
            nn.init.uniform_(module.weight, 0.5, 1.5)
            nn.init.normal_(module.bias, std=0.2)
            nn.init.normal_(module.running_mean, std=0.2)
            nn.init.uniform_(module.running_var, 0.5, 1.5)
    nn.init.normal_(net.linear.weight)
    nn.init.constant_(net.linear.bias, 0.7)
    return net.eval()


def test_the_shipped_network_has_the_number_of_parameters_its_card_states() -> None:
    with torch.device("meta"):
        assert parameters(DeepfakeNet()) == 359_058


@pytest.mark.parametrize("side", [64, 96, 160])
def test_evidence_lies_on_a_grid_of_sixteen_pixels_and_sums_with_the_bias_to_the_logit(
    side: int,
) -> None:
    net = trained_like()
    with torch.no_grad():
        logit, evidence = net(torch.randn(3, 3, side, side))
    assert logit.shape == (3, 1)
    assert evidence.shape == (3, 1, side // STRIDE, side // STRIDE)
    torch.testing.assert_close(evidence.sum((2, 3)) + net.bias, logit, rtol=0, atol=1e-6)
    assert logit.std() > 1e-4


def test_the_training_forward_gives_the_same_logit_and_a_mask_of_the_same_grid() -> None:
    net = trained_like()
    x = torch.randn(2, 3, 64, 64)
    with torch.no_grad():
        logit, evidence = net(x)
        trained, mask = net.forward_with_mask(x, drop=0.5)  # in eval mode nothing is dropped
    torch.testing.assert_close(trained, logit, rtol=1e-5, atol=1e-5)
    assert mask.shape == evidence.shape


def test_a_face_scores_the_same_alone_and_among_others() -> None:
    net = trained_like()
    x = torch.randn(4, 3, 64, 64)
    with torch.no_grad():
        torch.testing.assert_close(net(x)[0][2:3], net(x[2:3])[0], rtol=1e-5, atol=1e-5)


def test_every_parameter_learns_from_logit_and_mask_together() -> None:
    torch.manual_seed(0)
    net = DeepfakeNet(SMALL, head=32).train()
    logit, mask = net.forward_with_mask(torch.randn(4, 3, 64, 64))
    (logit.square().sum() + mask.square().sum()).backward()
    still = [n for n, p in net.named_parameters() if p.grad is None or not p.grad.any()]
    assert still == []


def test_a_trunk_taken_from_a_tower_computes_what_the_tower_computes() -> None:
    torch.manual_seed(0)
    tower, net = Tower(SMALL).eval(), DeepfakeNet(SMALL, head=32).eval()
    net.start_from(tower)
    x = torch.rand(2, 3, 64, 64)
    with torch.no_grad():
        middle, _ = tower.features(x)
        own = net.middle(net.fine(net.texture(net.stem(x))))
        assert torch.equal(own, middle)
        assert torch.equal(net.coarse(own), tower.coarse(middle))


def test_a_saved_network_loads_in_eval_mode_and_scores_alike() -> None:
    torch.manual_seed(0)
    net = DeepfakeNet().eval()
    again = deepfake_net(net.state_dict())
    assert not again.training
    x = torch.randn(1, 3, 64, 64)
    with torch.no_grad():
        assert torch.equal(again(x)[0], net(x)[0])


def test_the_exported_graph_agrees_with_torch_and_its_evidence_sums_to_its_logit(
    tmp_path: Path,
) -> None:
    from tools.conversion.export import export_module

    net = trained_like()
    path = tmp_path / "net.onnx"
    export_module(net, torch.zeros(2, 3, 64, 64), ("logit", "evidence"), path)
    x = torch.randn(3, 3, 64, 64)
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    session = ort.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    logit, evidence = session.run(["logit", "evidence"], {"input": x.numpy()})
    with torch.no_grad():
        expected = net(x)[0].numpy()
    np.testing.assert_allclose(logit, expected, atol=1e-4)
    np.testing.assert_allclose(evidence.sum((2, 3)) + net.bias, logit, atol=1e-5)
