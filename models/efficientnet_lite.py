"""The layers of EfficientNet-Lite0 up to stride 16 (Tan and Le 2019, arXiv 1905.11946).

The Lite variant has ReLU6 and no squeeze-excite, for quantisation. ImageNet weights exist for it,
so that a network on this trunk starts with features of many cameras.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from torch import Tensor, nn


@dataclass(frozen=True, slots=True)
class StageShape:
    """Inverted residual blocks of one width. stride: of the first block."""

    blocks: int
    kernel: int
    stride: int
    expand: int
    width: int


@dataclass(frozen=True, slots=True)
class TrunkShape:
    """Stem width and stages. fine: how many stages end at 1/8; the rest ends at 1/16."""

    stem: int
    stages: tuple[StageShape, ...]
    fine: int


# Stem and stages 0 to 4 of EfficientNet-Lite0.
LITE0 = TrunkShape(
    stem=32,
    stages=(
        StageShape(1, 3, 1, 1, 16),
        StageShape(2, 3, 2, 6, 24),
        StageShape(2, 5, 2, 6, 40),
        StageShape(3, 3, 2, 6, 80),
        StageShape(3, 5, 1, 6, 112),
    ),
    fine=3,
)


class Unit(nn.Sequential):
    """Convolution, batch norm and, unless `linear`, ReLU6.

    Padding is symmetric, unlike TensorFlow's at stride 2: the feature maps are shifted by a pixel,
    which does not matter to the weights, and no Pad operator is exported.
    """

    def __init__(
        self, inside: int, out: int, kernel: int = 1, stride: int = 1, *,
        groups: int = 1, linear: bool = False,
    ) -> None:  # fmt: skip
        layers: list[nn.Module] = [
            nn.Conv2d(inside, out, kernel, stride, kernel // 2, groups=groups, bias=False),
            nn.BatchNorm2d(out, eps=1e-3, momentum=0.05),
        ]
        super().__init__(*layers, *([] if linear else [nn.ReLU6(inplace=True)]))


class InvertedResidual(nn.Module):
    """1x1 expansion, depthwise convolution, 1x1 projection; with a skip where the shapes agree."""

    def __init__(self, inside: int, stage: StageShape, stride: int) -> None:
        super().__init__()
        wide = inside * stage.expand
        units = [Unit(inside, wide)] if stage.expand > 1 else []
        units.append(Unit(wide, wide, stage.kernel, stride, groups=wide))
        units.append(Unit(wide, stage.width, linear=True))
        self.units = nn.Sequential(*units)
        self.residual = stride == 1 and inside == stage.width

    def forward(self, x: Tensor) -> Tensor:
        out: Tensor = self.units(x)
        return x + out if self.residual else out


def stage_of(inside: int, stage: StageShape) -> nn.Sequential:
    """The blocks of a stage. inside: channels of its input."""
    blocks = [InvertedResidual(inside, stage, stage.stride)]
    blocks += [InvertedResidual(stage.width, stage, 1) for _ in range(stage.blocks - 1)]
    return nn.Sequential(*blocks)


class Trunk(nn.Module):
    """Base of a network on the trunk: `stem`, `fine` to 1/8 and `coarse` beyond.

    trunk_width: channels of the last map.
    """

    def __init__(self, trunk: TrunkShape) -> None:
        super().__init__()
        self.stem = Unit(3, trunk.stem, 3, 2)
        stages, inside = [], trunk.stem
        for stage in trunk.stages:
            stages.append(stage_of(inside, stage))
            inside = stage.width
        self.fine = nn.Sequential(*stages[: trunk.fine])
        self.coarse = nn.Sequential(*stages[trunk.fine :])
        self.trunk_width = inside

    def start_from(self, weights: Mapping[str, Tensor]) -> None:
        """Initialise the trunk with a state of EfficientNet-Lite0, whose tensors have this order.

        Raises ValueError where a shape differs or tensors are missing.
        """
        parts = ("stem", "fine", "coarse")
        load_in_order([(part, getattr(self, part)) for part in parts], weights)


def load_in_order(modules: Sequence[tuple[str, nn.Module]], weights: Mapping[str, Tensor]) -> None:
    """Load a state of EfficientNet-Lite0 into the named `modules` of a trunk, whose tensors, one
    module after the other, have the same order; what the state holds beyond them is ignored.

    Raises ValueError where a shape differs or tensors are missing.
    """
    own = [
        (f"{part}.{name}", module, name, value)
        for part, module in modules
        for name, value in module.state_dict().items()
    ]
    if len(weights) < len(own):
        raise ValueError(f"{len(weights)} tensors are not enough for the {len(own)} here.")
    found: dict[nn.Module, dict[str, Tensor]] = {module: {} for _, module in modules}
    for (label, module, name, mine), (other, theirs) in zip(own, weights.items(), strict=False):
        if mine.shape != theirs.shape:
            raise ValueError(f"{other} is {tuple(theirs.shape)}, {label} {tuple(mine.shape)}.")
        found[module][name] = theirs
    for module, state in found.items():
        module.load_state_dict(state)
