"""Restores batch norms behind convolutions into which they were folded."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch
from torch import Tensor, nn

LEAST_VARIANCE = 1e-4  # for nearly constant channels, whose noise would be amplified


@torch.no_grad()
def pass_through(norm: nn.BatchNorm2d, bias: Tensor) -> None:
    """Set a norm so that in eval mode it only adds `bias` (C,)."""
    assert norm.running_mean is not None
    assert norm.running_var is not None
    norm.running_mean.zero_()
    norm.running_var.fill_(1.0)
    norm.weight.fill_((1.0 + norm.eps) ** 0.5)
    norm.bias.copy_(bias)


@torch.no_grad()
def fold_norms(convs: Sequence[nn.Conv2d], norms: Sequence[nn.BatchNorm2d]) -> None:
    """Fold each norm's scale into the convolution before it; the norm then only adds a bias."""
    for conv, norm in zip(convs, norms, strict=True):
        assert norm.running_mean is not None
        assert norm.running_var is not None
        slope = norm.weight / (norm.running_var + norm.eps).sqrt()
        offset = norm.bias - slope * norm.running_mean
        conv.weight.mul_(slope[:, None, None, None])
        pass_through(norm, offset)


@torch.no_grad()
def refit_norms(net: nn.Module, run: Callable[[], object]) -> None:
    """Set the statistics of each batch norm to those of its input, without changing its function.

    run: runs `net` on crops, in one or several batches of equal size; the inputs of all norms are
    measured in that pass.

    A norm computes y = a·x + c with a = weight / √(var + eps) and c = bias − a·mean. For a
    measured mean m and variance v, weight = a·√(v + eps) and bias = a·m + c keep a and c.
    """
    sums: dict[nn.BatchNorm2d, list[Tensor]] = {}

    def measure(norm: nn.Module, given: tuple[Tensor, ...], _out: Tensor) -> None:
        assert isinstance(norm, nn.BatchNorm2d)
        x = given[0].double()
        parts = [torch.ones(()), x.mean((0, 2, 3)), x.square().mean((0, 2, 3))]
        old = sums.get(norm)
        sums[norm] = parts if old is None else [a + b for a, b in zip(old, parts, strict=True)]

    norms = [m for m in net.modules() if isinstance(m, nn.BatchNorm2d)]
    hooks = [norm.register_forward_hook(measure) for norm in norms]
    training = net.training
    net.eval()
    run()
    for hook in hooks:
        hook.remove()
    for norm, (count, total, squares) in sums.items():
        assert norm.running_mean is not None
        assert norm.running_var is not None
        slope = norm.weight.double() / (norm.running_var.double() + norm.eps).sqrt()
        offset = norm.bias.double() - slope * norm.running_mean.double()
        mean = total / count
        var = (squares / count - mean.square()).clamp_min(LEAST_VARIANCE)
        norm.running_mean.copy_(mean)
        norm.running_var.copy_(var)
        norm.weight.copy_(slope * (var + norm.eps).sqrt())
        norm.bias.copy_(slope * mean + offset)
    net.train(training)
