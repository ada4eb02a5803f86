"""Styles of samples mixed with one another, so that a camera's style does not predict the class.

MixStyle (Zhou et al. 2021, arXiv 2104.02008): mean and standard deviation of each channel are
interpolated towards those of another sample, with a weight drawn from Beta(0.3, 0.3).
"""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor, nn

ALPHA = 0.3


def mix_styles(x: Tensor, share: float, rng: np.random.Generator) -> Tensor:
    """Move the channel statistics of a share of crops (N, 3·k, S, S), 0..1, towards another's."""
    other = torch.from_numpy(rng.permutation(len(x)))
    part = rng.beta(ALPHA, ALPHA, len(x)) * (rng.random(len(x)) < share)
    mixed = _moved(x, other, torch.from_numpy(part.astype(np.float32)), least=0.02)
    return mixed.clamp(0, 1).contiguous(memory_format=torch.channels_last)


class StyleMixing:
    """A forward hook that does the same to a layer's features (N, C, H, W) in training mode.

    share: the probability that a sample is mixed. The statistics get no gradient, as in the paper.
    """

    def __init__(self, share: float) -> None:
        self.share = share
        self.weight = torch.distributions.Beta(ALPHA, ALPHA)

    def __call__(self, layer: nn.Module, _given: object, out: Tensor) -> Tensor:
        if not layer.training:
            return out
        n = len(out)
        part = self.weight.sample((n,)) * (torch.rand(n) < self.share)
        return _moved(out, torch.randperm(n), part.to(out), least=1e-3)


def _moved(x: Tensor, other: Tensor, part: Tensor, *, least: float) -> Tensor:
    """x (N, C, H, W) with the statistics of its samples moved by `part` (N,) of the way towards
    those of the samples `other` (N,). least: the smallest standard deviation."""
    mean = x.mean((2, 3), keepdim=True).detach()
    deviation = x.std((2, 3), keepdim=True).detach().clamp_min(least)
    weight = part[:, None, None, None]
    new_mean = torch.lerp(mean, mean[other], weight)
    new_deviation = torch.lerp(deviation, deviation[other], weight)
    return (x - mean) / deviation * new_deviation + new_mean
