"""The deepfake network: shape, size, the exact evidence, export."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnxruntime as ort
import pytest
import torch
from torch import nn

from models.deepfake import STRIDE, DeepfakeNet, DeepfakeWidths, deepfake_net, parameters

SMALL = DeepfakeWidths(stem=8, stages=((16, 8, 1), (16, 16, 2), (24, 24, 2)), head=16)


def trained_like(widths: DeepfakeWidths | None = SMALL) -> DeepfakeNet:
    """A network whose batch norms and head are not at their neutral start."""
    torch.manual_seed(1)
    net = DeepfakeNet(widths)
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
        assert parameters(DeepfakeNet()) == 1_699_634


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
    assert logit.std() > 1e-3


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
    net = DeepfakeNet(SMALL).train()
    x = torch.randn(4, 3, 64, 64)
    optimiser = torch.optim.SGD(net.parameters(), 0.1)
    for _ in range(2):  # branches start at zero: what is inside them moves from the second step
        logit, mask = net.forward_with_mask(x)
        optimiser.zero_grad()
        (logit.square().sum() + mask.square().sum()).backward()
        optimiser.step()
    still = [n for n, p in net.named_parameters() if p.grad is None or not p.grad.any()]
    assert still == []


def test_a_saved_network_loads_in_eval_mode_and_scores_alike() -> None:
    torch.manual_seed(0)
    net = DeepfakeNet().eval()
    again = deepfake_net(net.state_dict())
    assert not again.training
    x = torch.randn(1, 3, 64, 64)
    with torch.no_grad():
        assert torch.equal(again(x)[0], net(x)[0])


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_the_exported_graph_agrees_with_torch_and_its_evidence_sums_to_its_logit(
    tmp_path: Path,
) -> None:
    from tools.training.export import export_onnx

    net = trained_like()
    path = tmp_path / "net.onnx"
    export_onnx(net, path, size=64)
    x = torch.randn(3, 3, 64, 64)
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    session = ort.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    logit, evidence = session.run(["logit", "evidence"], {"input": x.numpy()})
    with torch.no_grad():
        expected = net(x)[0].numpy()
    np.testing.assert_allclose(logit, expected, atol=1e-4)
    np.testing.assert_allclose(evidence.sum((2, 3)) + net.bias, logit, atol=1e-5)
