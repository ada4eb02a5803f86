"""The research models of the field: EfficientNet-B5, and the hybrid of a ResNet and ViT-B/16.

Both take float (N, 3, S, S), RGB, normalised with ImageNet's mean and standard deviation, and give
the log-odds of manipulation. They need a GPU and serve as a comparison for models.deepfake.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import timm
import torch
from torch import Tensor, nn

from edge.errors import ConfigError, ModelError

MEAN = (0.485, 0.456, 0.406)
STD = (0.229, 0.224, 0.225)

Cnn = Literal["resnet18", "resnet50"]


def backbone(name: str, *, pretrained: bool, **options: object) -> nn.Module:
    """A timm backbone without its classifier.

    Raises ModelError where pretrained weights are asked for and cannot be fetched.
    """
    try:
        return timm.create_model(name, pretrained=pretrained, num_classes=0, **options)
    except Exception as error:
        if not pretrained:
            raise
        raise ModelError(
            f"the pretrained weights of {name} cannot be downloaded "
            f"({type(error).__name__}); connect to the network once, or train without "
            "--pretrained"
        ) from error


class EfficientNetB5(nn.Module):
    """EfficientNet-B5 with one linear layer after global average pooling.

    Any S from 32 up; 456 is the size it was scaled for, 224 is common for face crops.
    28,342,833 parameters.
    """

    def __init__(self, pretrained: bool = False) -> None:
        super().__init__()
        self.backbone = backbone("efficientnet_b5", pretrained=pretrained, global_pool="")
        self.linear = nn.Linear(self.backbone.num_features, 1)

    def forward(self, x: Tensor) -> Tensor:
        """(N, 1) logit."""
        return self.linear(self.backbone(x).mean((2, 3)))


class HybridDetector(nn.Module):
    """A ResNet (texture) and a ViT-B/16 (global structure) in parallel.

    Each branch is projected to 512 numbers; the two are concatenated and pass 1024 → 256 → 1.
    With ResNet-18 it has exactly 97,894,209 parameters. vit: any timm ViT with 16 px patches and a
    class token. image_size: S, a multiple of 16, 224 as published; another size only changes the
    ViT's position table.
    """

    def __init__(
        self,
        cnn: Cnn = "resnet18",
        vit: str = "vit_base_patch16_224",
        *,
        pretrained: bool = False,
        image_size: int = 224,
        dropout: float = 0.3,
    ) -> None:
        super().__init__()
        if image_size % 16 or image_size < 32:
            raise ConfigError(f"the image size is {image_size}; give a multiple of 16, at least 32")
        self.cnn = backbone(cnn, pretrained=pretrained)
        self.vit = backbone(vit, pretrained=pretrained, img_size=image_size)
        self.project_cnn = nn.Linear(self.cnn.num_features, 512)
        self.project_vit = nn.Linear(self.vit.num_features, 512)
        self.head = nn.Sequential(
            nn.Linear(1024, 256), nn.ReLU(inplace=True), nn.Dropout(dropout), nn.Linear(256, 1)
        )

    def forward(self, x: Tensor) -> Tensor:
        """(N, 1) logit."""
        both = (self.project_cnn(self.cnn(x)), self.project_vit(self.vit(x)))
        return self.head(torch.cat(both, 1))

    def freeze_backbones(self, frozen: bool = True) -> None:
        """Train the projections and the head only (or everything again)."""
        for part in (self.cnn, self.vit):
            part.requires_grad_(not frozen)


def _b5(pretrained: bool, image_size: int) -> nn.Module:  # noqa: ARG001 - any size fits
    return EfficientNetB5(pretrained)


def _hybrid(cnn: Cnn) -> Callable[[bool, int], nn.Module]:
    return lambda pretrained, size: HybridDetector(cnn, pretrained=pretrained, image_size=size)


ARCHITECTURES: dict[str, Callable[[bool, int], nn.Module]] = {
    "efficientnet_b5": _b5,
    "hybrid_resnet18_vit": _hybrid("resnet18"),
    "hybrid_resnet50_vit": _hybrid("resnet50"),
}


def research_model(name: str, *, pretrained: bool = False, image_size: int = 224) -> nn.Module:
    """One of ARCHITECTURES. Raises ModelError on a name that is none of them."""
    if name not in ARCHITECTURES:
        raise ModelError(f"there is no research model {name}; there are {', '.join(ARCHITECTURES)}")
    return ARCHITECTURES[name](pretrained, image_size)
