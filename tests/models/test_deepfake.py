"""The deepfake network: shape, size, the exact evidence, export."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnxruntime as ort
import pytest
import torch
from small_deepfake import SMALL, small_net
from torch import nn

from models.deepfake import STRIDE, DeepfakeNet, deepfake_net, parameters


def trained_like() -> DeepfakeNet:
    """A network whose batch norms and head are not at their neutral start."""
    net = small_net(1)
    for module in net.modules():
        if isinstance(module, nn.BatchNorm2d):
            nn.init.uniform_(module.weight, 0.5, 1.5)
            nn.init.normal_(module.bias, std=0.2)
            nn.init.normal_(module.running_mean, std=0.2)
            nn.init.uniform_(module.running_var, 0.5, 1.5)
    for layer, bias in ((net.linear, 0.7), (net.kind, -0.3)):
        nn.init.normal_(layer.weight)
        nn.init.constant_(layer.bias, bias)
    return net.eval()


def test_the_shipped_network_has_the_number_of_parameters_its_card_states() -> None:
    with torch.device("meta"):
        assert parameters(DeepfakeNet()) == 726_051


@pytest.mark.parametrize("side", [64, 96, 160])
def test_evidence_lies_on_a_grid_of_sixteen_pixels_and_sums_with_the_bias_to_the_logit(
    side: int,
) -> None:
    net = trained_like()
    with torch.no_grad():
        logit, evidence, kind = net(torch.randn(3, 3, side, side))
    assert logit.shape == kind.shape == (3, 1)
    assert evidence.shape == (3, 1, side // STRIDE, side // STRIDE)
    torch.testing.assert_close(evidence.sum((2, 3)) + net.bias, logit, rtol=0, atol=1e-6)
    assert logit.std() > 1e-4


def test_the_training_forward_gives_the_same_logits_and_a_mask_of_the_same_grid() -> None:
    net = trained_like()
    x = torch.randn(2, 3, 64, 64)
    with torch.no_grad():
        logit, evidence, kind = net(x)
        # in eval mode nothing is dropped
        trained, trained_kind, mask = net.forward_in_training(x, drop=0.5)
    torch.testing.assert_close(trained, logit, rtol=1e-5, atol=1e-5)
    torch.testing.assert_close(trained_kind, kind, rtol=1e-5, atol=1e-5)
    assert mask.shape == evidence.shape


def test_a_face_scores_the_same_alone_and_among_others() -> None:
    net = trained_like()
    x = torch.randn(4, 3, 64, 64)
    with torch.no_grad():
        torch.testing.assert_close(net(x)[0][2:3], net(x[2:3])[0], rtol=1e-5, atol=1e-5)


def unlearned(net: DeepfakeNet) -> list[str]:
    """Names of the parameters that a step of the whole loss leaves without a gradient."""
    outputs = net.forward_in_training(torch.randn(4, 3, 64, 64))
    torch.stack([out.square().sum() for out in outputs]).sum().backward()
    return [n for n, p in net.named_parameters() if p.grad is None or not p.grad.any()]


def test_every_parameter_learns_from_logit_kind_and_mask_together() -> None:
    assert unlearned(small_net(0).train()) == []


def test_a_frozen_network_keeps_everything_up_to_a_quarter_and_learns_the_rest() -> None:
    net = small_net(0)
    net.freeze()
    net.train()
    norms = {n: v.clone() for n, v in net.named_buffers() if n.endswith("running_mean")}
    still = unlearned(net)
    early = [n for n, _ in net.named_parameters() if n.startswith(("stem.", "fine.0.", "fine.1."))]
    assert still == early
    moved = {n for n, v in net.named_buffers() if n in norms and not torch.equal(v, norms[n])}
    assert moved == {n for n in norms if not n.startswith(("stem.", "fine.0.", "fine.1."))}
    net.freeze(False)
    net.zero_grad()
    assert unlearned(net) == []


def imagenet_like(net: DeepfakeNet) -> dict[str, torch.Tensor]:
    """The trunk of `net` under other names, a classifier behind it, as weights are published."""
    trunk = [
        (n, v) for n, v in net.state_dict().items() if n.startswith(("stem", "fine", "coarse"))
    ]
    named = {f"_blocks.{i}": value for i, (_, value) in enumerate(trunk)}
    return named | {"_fc.weight": torch.zeros(10, 32)}


def test_a_trunk_with_published_weights_computes_the_published_features() -> None:
    theirs, net = trained_like(), DeepfakeNet(SMALL, near=8, far=16).eval()
    net.start_from(imagenet_like(theirs))
    x = torch.randn(2, 3, 64, 64)
    with torch.no_grad():
        assert torch.equal(
            net.coarse(net.fine(net.stem(x))), theirs.coarse(theirs.fine(theirs.stem(x)))
        )


def test_weights_of_another_shape_are_refused_by_name() -> None:
    weights = imagenet_like(trained_like())
    weights["_blocks.0"] = torch.zeros(4, 3, 3, 3)
    with pytest.raises(ValueError, match=r"_blocks\.0 is \(4, 3, 3, 3\), stem\.0\.weight"):
        DeepfakeNet(SMALL, near=8, far=16).start_from(weights)


def test_weights_that_end_inside_the_trunk_are_refused() -> None:
    weights = dict(list(imagenet_like(trained_like()).items())[:5])
    with pytest.raises(ValueError, match="5 tensors"):
        DeepfakeNet(SMALL, near=8, far=16).start_from(weights)


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
    export_module(net, torch.zeros(2, 3, 64, 64), ("logit", "evidence", "kind_logit"), path)
    x = torch.randn(3, 3, 64, 64)
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    session = ort.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    names = ["logit", "evidence", "kind_logit"]
    logit, evidence, kind = session.run(names, {"input": x.numpy()})
    with torch.no_grad():
        expected = net(x)
    np.testing.assert_allclose(logit, expected[0].numpy(), atol=1e-4)
    np.testing.assert_allclose(kind, expected[2].numpy(), atol=1e-4)
    np.testing.assert_allclose(evidence.sum((2, 3)) + net.bias, logit, atol=1e-5)
