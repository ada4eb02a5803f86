"""Batch norms take the statistics of crops and leave the function as it is."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn

from tools.training.batch_norms import LEAST_VARIANCE, fold_norms, pass_through, refit_norms


@pytest.fixture
def net() -> nn.Sequential:
    torch.manual_seed(0)
    layers = nn.Sequential(
        nn.Conv2d(3, 4, 3, bias=False), nn.BatchNorm2d(4), nn.ReLU(),
        nn.Conv2d(4, 5, 3, bias=False), nn.BatchNorm2d(5, eps=1e-3),
    )  # fmt: skip
    for norm in (layers[1], layers[4]):
        assert isinstance(norm, nn.BatchNorm2d)
        nn.init.normal_(norm.weight, 1.0, 0.3)
        nn.init.normal_(norm.bias)
    return layers.train()


def answers(net: nn.Module, x: Tensor) -> Tensor:
    with torch.no_grad():
        out: Tensor = net.eval()(x)
    return out


def test_a_norm_that_passes_through_adds_its_bias_alone() -> None:
    norm = nn.BatchNorm2d(2, eps=1e-3).eval()
    pass_through(norm, torch.tensor([0.5, -2.0]))
    x = torch.randn(3, 2, 4, 4)
    expected = x + torch.tensor([0.5, -2.0])[:, None, None]
    assert torch.allclose(norm(x), expected, atol=1e-6)


def test_norms_have_the_statistics_of_all_batches_and_the_function_stays(
    net: nn.Sequential,
) -> None:
    batches = [torch.randn(6, 3, 12, 12) * 2 + 1 for _ in range(3)]
    x = torch.randn(2, 3, 12, 12)
    before = answers(net, x)
    net.train()
    refit_norms(net, lambda: [net(batch) for batch in batches])
    assert net.training
    assert torch.allclose(answers(net, x), before, atol=1e-5)
    with torch.no_grad():
        seen = net[0](torch.cat(batches))
    assert torch.allclose(net[1].running_mean, seen.mean((0, 2, 3)), atol=1e-5)
    assert torch.allclose(net[1].running_var, seen.var((0, 2, 3), correction=0), rtol=1e-4)
    # so a batch of the same kind is answered in training as outside of it
    with torch.no_grad():
        trained = net.train()(torch.cat(batches))
    assert torch.allclose(trained, answers(net, torch.cat(batches)), atol=1e-2)


def test_a_channel_that_never_moves_keeps_a_least_variance(net: nn.Sequential) -> None:
    assert isinstance(net[0], nn.Conv2d)
    net[0].weight.data[1] = 0
    x = torch.randn(4, 3, 12, 12)
    before = answers(net, x)
    refit_norms(net, lambda: net(x))
    assert float(net[1].running_var[1]) == pytest.approx(LEAST_VARIANCE)
    assert torch.allclose(answers(net, x), before, atol=1e-5)


def test_norms_that_are_folded_into_their_convolutions_change_no_answer(
    net: nn.Sequential,
) -> None:
    x = torch.randn(2, 3, 12, 12)
    refit_norms(net, lambda: net(torch.randn(4, 3, 12, 12)))
    before = answers(net, x)
    fold_norms([net[0], net[3]], [net[1], net[4]])
    assert torch.allclose(answers(net, x), before, atol=1e-5)
    with torch.no_grad():
        inside = net[0](x)
    assert torch.allclose(net[1](inside), inside + net[1].bias[:, None, None], atol=1e-5)
