"""Mixed styles: another sample's colours or features' statistics on the same picture."""

from __future__ import annotations

import numpy as np
import torch
from torch import nn

from tools.training.style_mixing import StyleMixing, mix_styles


def test_a_mixed_style_is_anothers_colours_on_the_same_picture() -> None:
    x = torch.rand(8, 6, 16, 16) * torch.linspace(0.2, 0.9, 8)[:, None, None, None]
    out = mix_styles(x, 1.0, np.random.default_rng(0))
    untouched = mix_styles(x, 0.0, np.random.default_rng(0))
    assert torch.allclose(untouched, x, atol=1e-5)
    assert (out - x).abs().mean((1, 2, 3)).max() > 0.02
    for before, after in zip(x, out, strict=True):
        pair = torch.stack([before[0].flatten(), after[0].flatten()])
        assert torch.corrcoef(pair)[0, 1] > 0.95


def features(seed: int = 0) -> torch.Tensor:
    """(8, 4, 6, 6) with another mean and deviation for each sample and channel."""
    rng = torch.Generator().manual_seed(seed)
    x = torch.randn(8, 4, 6, 6, generator=rng)
    spread = 0.5 + torch.rand(8, 4, 1, 1, generator=rng)
    return x * spread + torch.randn(8, 4, 1, 1, generator=rng)


def test_features_keep_their_pattern_and_get_statistics_between_two_samples() -> None:
    torch.manual_seed(0)
    layer, x = nn.Identity().train(), features()
    layer.register_forward_hook(StyleMixing(1.0))
    out = layer(x)
    assert not torch.allclose(out, x)
    for before, after in zip(x.flatten(0, 1), out.flatten(0, 1), strict=True):
        pair = torch.stack([before.flatten(), after.flatten()])
        assert torch.corrcoef(pair)[0, 1] > 0.999
    means, mixed = x.mean((2, 3)), out.mean((2, 3))
    assert bool((mixed >= means.min(0).values - 1e-5).all())
    assert bool((mixed <= means.max(0).values + 1e-5).all())


def test_features_are_left_alone_outside_training_and_at_a_share_of_nought() -> None:
    x = features()
    judging, never = nn.Identity().eval(), nn.Identity().train()
    judging.register_forward_hook(StyleMixing(1.0))
    never.register_forward_hook(StyleMixing(0.0))
    assert torch.equal(judging(x), x)
    assert torch.allclose(never(x), x, atol=1e-5)


def test_the_gradient_passes_through_the_mixing() -> None:
    layer, x = nn.Identity().train(), features().requires_grad_()
    layer.register_forward_hook(StyleMixing(1.0))
    layer(x).square().sum().backward()
    assert x.grad is not None
    assert bool((x.grad != 0).any(0).all())
