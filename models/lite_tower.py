"""A tower on the trunk of EfficientNet-Lite0: texture of the skin, with a start from ImageNet.

The trunk ends after its first stage at 1/16, where a position sees most of the face; the stages
beyond have most of the weights and are left out. Behind it a 1x1 layer and one weight per channel:
the mean over the positions and the sum over the channels are linear, so that the evidence of the
positions sums exactly to the tower's share of the logit.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import torch
from torch import Tensor, nn

from models.efficientnet_lite import LITE0, Trunk, TrunkShape, Unit

TO_16TH = replace(LITE0, stages=LITE0.stages[:4])


@dataclass(frozen=True, slots=True)
class LiteShape:
    """trunk: stem and stages. head: channels of the last map. grid: its side, for a crop of 128 px.

    The first map at 1/8 (`trunk.fine` stages) is the tower's middle.
    """

    trunk: TrunkShape = TO_16TH
    head: int = 128
    grid: int = 8

    @property
    def middle(self) -> int:
        """Channels of the map at 1/8."""
        return self.trunk.stages[self.trunk.fine - 1].width


class LiteTower(Trunk):
    """From a crop (N, 3, S, S), RGB 0..1, to its evidence (N, 1, S/16, S/16)."""

    def __init__(self, shape: LiteShape) -> None:
        super().__init__(shape.trunk)
        self.shape = shape
        self.head = Unit(self.trunk_width, shape.head)
        self.tail = nn.Parameter(torch.randn(1, shape.head, 1, 1) * 0.01)

    def features(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """(N, 3, S, S) to the map at 1/8 (N, middle, S/8, S/8) and the last one, 0..6."""
        middle = self.fine(self.stem(x * 2 - 1))
        return middle, self.head(self.coarse(middle))

    def evidence(self, last: Tensor) -> Tensor:
        """The last map (N, head, g, g) to what each position adds, (N, 1, g, g)."""
        return (last * (self.tail / (last.shape[2] * last.shape[3]))).sum(1, keepdim=True)

    def units(self) -> Iterator[nn.Conv2d]:
        """All convolutions in order of execution."""
        return (m for m in self.modules() if isinstance(m, nn.Conv2d))
