"""The mobile deepfake network: fused inverted residuals and an exact evidence map.

EfficientNet-EdgeTPU class: every expansion is a dense 3×3 convolution, which a CPU's vector units
run several times faster per multiplication than a depthwise one, in training and in INT8. A 7×7
stem at stride 4 keeps 48 numbers of every 48-number 4×4×3 block, so fine blending traces survive
the early down-sampling. It is linear and starts as a cosine transform of three opponent colours:
with its batch norm every frequency enters the network alike, where random filters would all see
little but brightness. Only ReLU; after the last ReLU all is linear.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

STRIDE = 16


@dataclass(frozen=True, slots=True)
class DeepfakeWidths:
    """Channels of the network.

    stages: (hidden, out, stride) of each fused residual. head: features before the linear layer.
    """

    stem: int = 48
    stages: tuple[tuple[int, int, int], ...] = (
        (96, 48, 1),
        (144, 96, 2),
        (192, 96, 1),
        (288, 160, 2),
        (320, 160, 1),
        (320, 160, 1),
    )
    head: int = 384


def _conv(
    inside: int, out: int, kernel: int, stride: int = 1, *, relu: bool = True
) -> nn.Sequential:
    layers: list[nn.Module] = [
        nn.Conv2d(inside, out, kernel, stride, kernel // 2, bias=False),
        nn.BatchNorm2d(out),
    ]
    if relu:
        layers.append(nn.ReLU(inplace=True))
    return nn.Sequential(*layers)


def cosine_filters(kernel: int = 7, block: int = 4) -> Tensor:
    """(3 · block², 3, kernel, kernel): the 2-D DCT of a block in the kernel's middle, per colour.

    Colours: brightness, red against blue, green against both. Orthonormal, so nothing is lost.
    """
    steps = torch.arange(block, dtype=torch.float64)
    waves = torch.cos(math.pi / block * (steps[None] + 0.5) * steps[:, None])
    waves = waves / waves.norm(dim=1, keepdim=True)
    planes = torch.einsum("ax,by->abxy", waves, waves).reshape(-1, 1, block, block)
    colours = torch.tensor([[1.0, 1, 1], [1, 0, -1], [1, -2, 1]], dtype=torch.float64)
    colours = colours / colours.norm(dim=1, keepdim=True)
    blocks = torch.cat([planes * colour[None, :, None, None] for colour in colours])
    filters = torch.zeros(len(blocks), 3, kernel, kernel)
    start = (kernel - block) // 2
    filters[:, :, start : start + block, start : start + block] = blocks.float()
    return filters


class FusedResidual(nn.Module):
    """Dense 3×3 expansion, linear 1×1 projection; a shortcut where the shape stays."""

    def __init__(self, inside: int, hidden: int, out: int, stride: int = 1) -> None:
        super().__init__()
        self.expand = _conv(inside, hidden, 3, stride)
        self.project = _conv(hidden, out, 1, relu=False)
        self.shortcut = stride == 1 and inside == out

    def forward(self, x: Tensor) -> Tensor:
        y = self.project(self.expand(x))
        return x + y if self.shortcut else y


class DeepfakeNet(nn.Module):
    """Face crop to the log-odds of manipulation, with what each place added to it.

    Input float (N, 3, S, S), S a multiple of 16; normalised as its ModelSpec says. Fully
    convolutional: any S works, 224 is what it ships for.
    """

    def __init__(self, widths: DeepfakeWidths | None = None) -> None:
        super().__init__()
        w = widths or DeepfakeWidths()
        self.stem = _conv(3, w.stem, 7, 4, relu=False)
        blocks: list[nn.Module] = []
        inside = w.stem
        for hidden, out, stride in w.stages:
            blocks.append(FusedResidual(inside, hidden, out, stride))
            inside = out
        self.blocks = nn.Sequential(*blocks)
        self.head = _conv(inside, w.head, 1)
        self.linear = nn.Linear(w.head, 1)
        self.mask = nn.Conv2d(w.head, 1, 1)
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")
            # a residual branch that starts at zero lets the shortcut carry the first steps
            if isinstance(module, FusedResidual) and module.shortcut:
                nn.init.zeros_(module.project[1].weight)
        with torch.no_grad():
            first = cosine_filters()[: w.stem]
            self.stem[0].weight[: len(first)] = first
        nn.init.normal_(self.mask.weight, std=0.01)
        nn.init.constant_(self.mask.bias, -1.0)

    @property
    def bias(self) -> float:
        """The logit of a crop without any evidence: logit = evidence.sum() + bias."""
        return float(self.linear.bias.detach())

    def features(self, x: Tensor) -> Tensor:
        """(N, head, S/16, S/16), not negative."""
        return self.head(self.blocks(self.stem(x)))

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """(logit (N, 1), evidence (N, 1, S/16, S/16)); logit = evidence.sum((2, 3)) + bias.

        Pooling and a linear layer commute: Σc wc · mean_ij f = Σij (Σc wc · fcij / hw).
        """
        features = self.features(x)
        places = features.shape[2] * features.shape[3]
        weight = self.linear.weight[:, :, None, None] / places
        evidence = functional.conv2d(features, weight)
        return evidence.sum((2, 3)) + self.linear.bias, evidence

    def forward_with_mask(self, x: Tensor, drop: float = 0.0) -> tuple[Tensor, Tensor]:
        """For training: (logit (N, 1), log-odds that a place was manipulated (N, 1, h, w)).

        The mask layer shares the features and is left behind at export. drop: dropout before the
        linear layer.
        """
        features = self.features(x)
        pooled = functional.dropout(features.mean((2, 3)), drop, training=self.training)
        return self.linear(pooled), self.mask(features)


def deepfake_net(state: dict[str, Tensor] | None = None) -> DeepfakeNet:
    """The shipped architecture, with `state` loaded and in eval mode where given."""
    net = DeepfakeNet()
    if state is not None:
        net.load_state_dict(state)
        net.eval()
    return net


def parameters(net: nn.Module) -> int:
    """How many numbers are trained."""
    return sum(p.numel() for p in net.parameters())


__all__ = ["STRIDE", "DeepfakeNet", "DeepfakeWidths", "deepfake_net", "parameters"]
