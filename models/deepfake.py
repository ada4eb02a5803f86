"""The mobile deepfake network: depthwise residual blocks at two scales and an exact evidence map.

MobileNetV2/V3 class. The trunk is that of MiniFASNetV2 (models.minifasnet), so that it can start
from the public anti-spoofing weights, which already know skin, blur and re-sampling; its stem is a
6×6 convolution at stride 4, which sees 224 px and equals the reference's stem on 112 px where it
starts. The head reads the map at 1/16 for fine traces and the one at 1/32 for the whole face.
Only ReLU; after the last ReLU all is linear.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from models.minifasnet import Tower, TowerShape

STRIDE = 16

# The reference's widths, rounded to multiples of 16, which INT8 depthwise kernels work on.
TRUNK = TowerShape(
    stem=(6, 4, 2),
    expand_23=96,
    expand_3=(16, 16, 16, 16),
    expand_34=224,
    expand_4=(224, 48, 32, 80, 32, 32),
    expand_45=304,
    expand_5=(32, 32),
    head=16,  # the tower's own head and tail are not used
    grid=7,
    squeeze=False,
)


def _projection(inside: int, out: int) -> nn.Sequential:
    return nn.Sequential(nn.Conv2d(inside, out, 1, bias=False), nn.BatchNorm2d(out))


class DeepfakeNet(nn.Module):
    """Face crop to the log-odds of manipulation, with what each place added to it.

    Input float (N, 3, S, S), RGB, 0..1, S a multiple of 32. Fully convolutional: any such S works,
    224 is what it ships for. head: features before the linear layer.
    """

    def __init__(self, trunk: TowerShape = TRUNK, head: int = 256) -> None:
        super().__init__()
        tower = Tower(trunk)
        self.trunk = trunk
        self.stem, self.texture = tower.stem, tower.texture
        self.fine, self.middle, self.coarse = tower.fine, tower.middle, tower.coarse
        self.near = _projection(128, head)
        self.far = _projection(128, head)
        self.frozen = False
        self.linear = nn.Linear(head, 1)
        self.mask = nn.Conv2d(head, 1, 1)
        nn.init.normal_(self.mask.weight, std=0.01)
        nn.init.constant_(self.mask.bias, -1.0)

    @property
    def bias(self) -> float:
        """The logit of a crop without any evidence: logit = evidence.sum() + bias."""
        return float(self.linear.bias.detach())

    def start_from(self, tower: Tower) -> None:
        """Take the trunk of a tower of the same shape."""
        for name in ("stem", "texture", "fine", "middle", "coarse"):
            getattr(self, name).load_state_dict(getattr(tower, name).state_dict())

    def freeze(self, frozen: bool = True) -> None:
        """Keep everything up to 1/8 as it is: half the cost of a step, for what starts trained."""
        self.frozen = frozen
        self.train(self.training)

    def train(self, mode: bool = True) -> DeepfakeNet:
        """As of nn.Module; frozen layers stay in eval mode, so their batch norms stay too."""
        super().train(mode)
        for part in (self.stem, self.texture, self.fine):
            part.train(mode and not self.frozen)
        return self

    def early(self, x: Tensor) -> Tensor:
        """(N, 64, S/8, S/8); without gradients where frozen."""
        with torch.set_grad_enabled(torch.is_grad_enabled() and not self.frozen):
            return self.fine(self.texture(self.stem(x)))

    def features(self, x: Tensor) -> Tensor:
        """(N, head, S/16, S/16), not negative."""
        middle = self.middle(self.early(x))
        far = functional.interpolate(self.far(self.coarse(middle)), scale_factor=2.0)
        return functional.relu(self.near(middle) + far)

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
