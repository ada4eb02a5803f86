"""A deepfake network small enough to train and export within a test."""

from __future__ import annotations

import torch

from models.deepfake import DeepfakeNet
from models.efficientnet_lite import StageShape, TrunkShape

SMALL = TrunkShape(
    stem=8,
    stages=(
        StageShape(1, 3, 1, 1, 8),
        StageShape(2, 3, 2, 2, 8),
        StageShape(1, 5, 2, 2, 8),
        StageShape(1, 3, 2, 2, 16),
    ),
    fine=3,
)


def small_net(seed: int | None = None) -> DeepfakeNet:
    """seed: of torch's random numbers, which the caller may have set; None leaves them."""
    if seed is not None:
        torch.manual_seed(seed)
    return DeepfakeNet(SMALL, near=8, far=16)
