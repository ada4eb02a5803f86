"""MiniFASNetV2-SE as a tower of the anti-spoof network, designed for quantisation.

After Silent-Face-Anti-Spoofing's MiniFASNetV2 and MiniFASNetV2-SE: a stem, depthwise residual
blocks with channel counts that were pruned once, squeeze-excite at the end of each stage. What
differs here, and why:

- ReLU in place of PReLU and hard-sigmoid in place of sigmoid: INT8 kernels fuse both;
- the tail (a depthwise reduction, two linear layers, batch norms) was linear, so it is one weight
  per channel and position: `evidence` sums to the logit exactly, and the tail is 30 times smaller.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import ClassVar, Literal

import torch
from torch import Tensor, nn

Activation = Literal["relu", "prelu"]


@dataclass(frozen=True, slots=True)
class TowerShape:
    """The widths of one tower; the defaults are the reference's, unpruned.

    stem: kernel, stride, padding of the first convolution. expand…: channels inside the blocks,
    between the 1x1 expansion and the 1x1 projection. head: channels of the last feature map.
    grid: side of the last feature map. squeeze: squeeze-excite in the last block of each stage.
    middle: channels of the map before the last stage.
    """

    stem: tuple[int, int, int] = (3, 2, 1)
    first: int = 32
    expand_23: int = 103
    expand_3: tuple[int, ...] = (13, 13, 13, 13)
    expand_34: int = 231
    expand_4: tuple[int, ...] = (231, 52, 26, 77, 26, 26)
    expand_45: int = 308
    expand_5: tuple[int, ...] = (26, 26)
    head: int = 512
    grid: int = 8
    squeeze: bool = True
    activation: Activation = "relu"
    middle: ClassVar[int] = 128


class ConvUnit(nn.Module):
    """Convolution, batch norm, activation; batch norm or activation may be the identity."""

    def __init__(
        self,
        inputs: int,
        outputs: int,
        kernel: int = 1,
        stride: int = 1,
        padding: int = 0,
        groups: int = 1,
        activation: Activation | None = "relu",
        norm: bool = True,
    ) -> None:
        super().__init__()
        self.conv = nn.Conv2d(
            inputs, outputs, kernel, stride, padding, groups=groups, bias=not norm
        )
        self.norm: nn.Module = nn.BatchNorm2d(outputs) if norm else nn.Identity()
        self.act: nn.Module = nn.Identity()
        if activation is not None:
            self.act = nn.ReLU() if activation == "relu" else nn.PReLU(outputs)

    def forward(self, x: Tensor) -> Tensor:
        """(N, inputs, H, W) to (N, outputs, H / stride, W / stride)."""
        return self.act(self.norm(self.conv(x)))


class SqueezeExcite(nn.Module):
    """Weighs the channels by a gate computed from their means."""

    def __init__(self, channels: int, reduction: int = 4, hard: bool = True) -> None:
        super().__init__()
        self.down = nn.Conv2d(channels, channels // reduction, 1)
        self.up = nn.Conv2d(channels // reduction, channels, 1)
        self.gate: nn.Module = nn.Hardsigmoid() if hard else nn.Sigmoid()

    def forward(self, x: Tensor) -> Tensor:
        """(N, C, H, W) to the same shape, each channel weighed 0..1."""
        pooled = nn.functional.adaptive_avg_pool2d(x, 1)
        return x * self.gate(self.up(torch.relu(self.down(pooled))))


class Separable(nn.Module):
    """1x1 expansion, depthwise 3x3, 1x1 linear projection; with a skip where the shape stays."""

    def __init__(
        self,
        inputs: int,
        inside: int,
        outputs: int,
        stride: int,
        shape: TowerShape,
        norm: bool,
        squeeze: bool = False,
    ) -> None:
        super().__init__()
        act = shape.activation
        self.expand = ConvUnit(inputs, inside, activation=act, norm=norm)
        self.depthwise = ConvUnit(inside, inside, 3, stride, 1, inside, act, norm)
        self.project = ConvUnit(inside, outputs, activation=None, norm=norm)
        self.squeeze: nn.Module = nn.Identity()
        if squeeze:
            self.squeeze = SqueezeExcite(outputs, hard=act == "relu")
        self.skip = stride == 1 and inputs == outputs

    def forward(self, x: Tensor) -> Tensor:
        """(N, C, H, W) to (N, C', H', W')."""
        y = self.squeeze(self.project(self.depthwise(self.expand(x))))
        return x + y if self.skip else y


class Tower(nn.Module):
    """One crop's network.

    norm: with batch norms (training); without them the convolutions have biases (shipped form).
    outputs: how many numbers the linear tail gives (1: the logit's share).
    """

    def __init__(self, shape: TowerShape, norm: bool = True, outputs: int = 1) -> None:
        super().__init__()
        self.shape = shape
        kernel, stride, padding = shape.stem
        act, se = shape.activation, shape.squeeze
        self.stem = ConvUnit(3, shape.first, kernel, stride, padding, 1, act, norm)
        self.texture = ConvUnit(shape.first, shape.first, 3, 1, 1, shape.first, act, norm)

        def stage(widths: tuple[int, ...], channels: int) -> list[nn.Module]:
            last = len(widths) - 1
            return [
                Separable(channels, w, channels, 1, shape, norm, squeeze=se and k == last)
                for k, w in enumerate(widths)
            ]

        self.fine = nn.Sequential(
            Separable(shape.first, shape.expand_23, 64, 2, shape, norm), *stage(shape.expand_3, 64)
        )
        self.middle = nn.Sequential(
            Separable(64, shape.expand_34, 128, 2, shape, norm), *stage(shape.expand_4, 128)
        )
        self.coarse = nn.Sequential(
            Separable(128, shape.expand_45, 128, 2, shape, norm), *stage(shape.expand_5, 128)
        )
        self.head = ConvUnit(128, shape.head, activation=act, norm=norm)
        spread = (shape.head * shape.grid**2) ** -0.5
        self.tail = nn.Parameter(torch.randn(outputs, shape.head, shape.grid, shape.grid) * spread)

    def features(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """(N, 3, S, S) to the middle features (N, 128, 2·grid, 2·grid) and the last map."""
        middle = self.middle(self.fine(self.texture(self.stem(x))))
        return middle, self.head(self.coarse(middle))

    def evidence(self, last: Tensor) -> Tensor:
        """The last map (N, head, grid, grid) to what each place adds, (N, 1, grid, grid)."""
        return (last * self.tail).sum(1, keepdim=True)

    def units(self) -> Iterator[nn.Conv2d]:
        """All convolutions in order of execution."""
        return (m for m in self.modules() if isinstance(m, nn.Conv2d))


# Pruned from the reference's widths, and rounded to multiples of 16: the INT8 depthwise kernels of
# x86 and ARM work on 16 channels at a time and fall to a slow path on 13, 26 or 77.
TIGHT = TowerShape(
    expand_23=48,
    expand_3=(16, 16, 16, 16),
    expand_34=80,
    expand_4=(112, 48, 32, 64, 32, 32),
    expand_45=144,
    expand_5=(32, 32),
    head=224,
)
WIDE = TowerShape(
    stem=(6, 4, 2),
    expand_23=64,
    expand_3=(16, 16, 16, 16),
    expand_34=112,
    expand_4=(112, 48, 32, 64, 32, 32),
    expand_45=144,
    expand_5=(32, 32),
    head=224,
    grid=4,
    squeeze=False,
)


# Fewer, wider blocks: an integer kernel has a fixed cost a layer, so INT8 gains on FP32 where there
# are few layers with many channels. A block of these imitates several of the reference's.
FEW_TIGHT = replace(
    TIGHT,
    expand_23=64,
    expand_3=(64,),
    expand_34=128,
    expand_4=(128, 128),
    expand_45=192,
    expand_5=(64,),
    head=256,
    squeeze=False,
)
FEW_WIDE = replace(FEW_TIGHT, stem=(6, 4, 2), grid=4)


SLIM_TIGHT = replace(
    TIGHT,
    expand_34=64,
    expand_4=(80, 32, 32, 48, 32, 32),
    expand_45=96,
    head=160,
)
SLIM_WIDE = replace(
    WIDE,
    expand_23=48,
    expand_34=80,
    expand_4=(80, 32, 32, 48, 32, 32),
    expand_45=96,
    head=160,
)


def teacher_shape(stem: tuple[int, int, int], grid: int, squeeze: bool) -> TowerShape:
    """The unpruned network with PReLU, as the public weights have it."""
    return replace(TowerShape(), stem=stem, grid=grid, squeeze=squeeze, activation="prelu")
