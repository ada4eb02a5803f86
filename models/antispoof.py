"""The anti-spoof network: a tower for each crop of a face, whose evidence adds up to the logit.

Tight and wide crops show different features, and together they generalise better to new cameras.
The contrast of every crop is evened out first (`even_contrast`): cameras and rooms differ in it
more than presentations do, and it moved the logit of both classes alike.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from models.efficientnet_lite import Unit
from models.lite_tower import LiteShape, LiteTower
from models.minifasnet import TIGHT, WIDE, ConvUnit, Tower, TowerShape

CONTRAST = 0.22  # the standard deviation to which crops are brought; a common one in good light
EVENNESS = 0.75  # how much of the way, 0..1, on the scale of logarithms
FLATTEST = 0.03  # below this deviation a crop is noise, which is not to be amplified further

AnyShape = TowerShape | LiteShape


def even_contrast(crop: Tensor) -> Tensor:
    """The crops (N, 3, S, S), 0..1, each stretched about its own mean towards one deviation.

    What is left of a crop's distance from CONTRAST is its power 1 - EVENNESS. The mean and the
    ratio of the colours' contrasts stay. What leaves 0..1 is cut off.
    """
    mean = crop.mean((1, 2, 3), keepdim=True)
    centred = crop - mean
    variance = (centred * centred).mean((1, 2, 3), keepdim=True).clamp_min(FLATTEST**2)
    gain = (CONTRAST**2 / variance) ** (EVENNESS / 2)
    return (centred * gain + mean).clamp(0, 1)


@dataclass(frozen=True, slots=True)
class Looked:
    """One tower's outputs: middle features (N, C, 2g, 2g), last map (N, head, g, g), and evidence
    (N, 1, g, g), where g is the tower's grid."""

    middle: Tensor
    last: Tensor
    evidence: Tensor


class AntispoofNet(nn.Module):
    """Crops of one face, stacked along the channels, tightest first, to the logit of attack.

    Input float32 (N, 3·k, 128, 128), RGB, 0..1. Output: `logit` (N, 1), log-odds of attack, and
    `evidence` (N, k, 8, 8) with evidence.sum((1, 2, 3)) + bias = logit. A tower with a coarser
    last map shares each number equally among the positions it stands for.

    norm: whether towers of a `TowerShape` have batch norms.
    """

    def __init__(self, shapes: tuple[AnyShape, ...] = (TIGHT, WIDE), norm: bool = True) -> None:
        super().__init__()
        self.towers = nn.ModuleList(
            LiteTower(shape) if isinstance(shape, LiteShape) else Tower(shape, norm)
            for shape in shapes
        )
        self.bias = nn.Parameter(torch.zeros(1))
        self.grid = max(shape.grid for shape in shapes)

    @property
    def shapes(self) -> tuple[AnyShape, ...]:
        return tuple(t.shape for t in self.towers if isinstance(t, Tower | LiteTower))

    def look(self, x: Tensor) -> list[Looked]:
        """Each tower's outputs for its crop, tightest first."""
        seen = []
        for tower, crop in zip(self.towers, x.split(3, dim=1), strict=True):
            assert isinstance(tower, Tower | LiteTower)
            middle, last = tower.features(even_contrast(crop))
            seen.append(Looked(middle, last, tower.evidence(last)))
        return seen

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """From (N, 6, S, S), crops RGB 0..1: logit (N, 1), evidence (N, towers, grid, grid)."""
        maps = []
        for looked, shape in zip(self.look(x), self.shapes, strict=True):
            evidence = looked.evidence
            factor = self.grid // shape.grid
            if factor > 1:
                evidence = nn.functional.interpolate(evidence, scale_factor=float(factor))
                evidence = evidence / float(factor**2)
            maps.append(evidence)
        joined = torch.cat(maps, 1)
        return joined.sum((1, 2, 3))[:, None] + self.bias, joined


def folded(model: AntispoofNet) -> AntispoofNet:
    """A copy in eval mode whose batch norms are folded into its convolutions: the shipped form."""
    plain: AntispoofNet = copy.deepcopy(model).eval()
    for module in plain.modules():
        if isinstance(module, ConvUnit) and isinstance(module.norm, nn.BatchNorm2d):
            module.conv = nn.utils.fusion.fuse_conv_bn_eval(module.conv, module.norm)
            module.norm = nn.Identity()
        elif isinstance(module, Unit) and isinstance(module[1], nn.BatchNorm2d):
            module[0] = nn.utils.fusion.fuse_conv_bn_eval(module[0], module[1])
            module[1] = nn.Identity()
    return plain
