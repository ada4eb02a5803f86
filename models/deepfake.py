"""The mobile deepfake network: EfficientNet-Lite0 up to stride 16, two scales, exact evidence.

The trunk is the stem and stages 0 to 4 of EfficientNet-Lite0 (Tan and Le 2019, arXiv 1905.11946;
the Lite variant has ReLU6 and no squeeze-excite, for quantisation), so that it can be initialised
with ImageNet weights. The head takes the feature maps at 1/8 (fine artefacts) and at 1/16 (the
face). After the last ReLU6 everything is linear, so that the evidence sums exactly to the logit.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from models.efficientnet_lite import LITE0, Trunk, TrunkShape, Unit

STRIDE = 16


class DeepfakeNet(Trunk):
    """From a face crop to the log-odds of manipulation, and each position's contribution.

    Input float (N, 3, S, S), RGB, -1..1, S a multiple of 32. Fully convolutional: any such S works,
    224 is what it ships for. near, far: features of the head at 1/8 and at 1/16.
    """

    def __init__(self, trunk: TrunkShape = LITE0, near: int = 64, far: int = 192) -> None:
        super().__init__(trunk)
        self.near = Unit(trunk.stages[trunk.fine - 1].width, near)
        self.far = Unit(self.trunk_width, far)
        self.frozen = False
        self.linear = nn.Linear(near + far, 1)
        self.kind = nn.Linear(near + far, 1)
        self.mask = nn.Conv2d(far, 1, 1)
        for layer in (self.near, self.far):
            nn.init.kaiming_normal_(layer[0].weight, nonlinearity="relu")
        for weight in (self.linear.weight, self.kind.weight, self.mask.weight):
            nn.init.normal_(weight, std=0.01)
        nn.init.zeros_(self.linear.bias)
        nn.init.zeros_(self.kind.bias)
        nn.init.constant_(self.mask.bias, -1.0)

    @property
    def bias(self) -> float:
        """The logit of a crop without any evidence: logit = evidence.sum() + bias."""
        return float(self.linear.bias.detach())

    def freeze(self, frozen: bool = True) -> None:
        """Exclude the pretrained layers up to 1/4 from training, which halves a step's cost."""
        self.frozen = frozen
        self.train(self.training)

    def train(self, mode: bool = True) -> DeepfakeNet:
        """As of nn.Module; frozen layers stay in eval mode, so their batch norms stay too."""
        super().train(mode)
        for part in (self.stem, *self.fine[:-1]):
            part.train(mode and not self.frozen)
        return self

    def early(self, x: Tensor) -> Tensor:
        """The feature map at 1/4; without gradients where frozen."""
        with torch.set_grad_enabled(torch.is_grad_enabled() and not self.frozen):
            out: Tensor = self.fine[:-1](self.stem(x))
            return out

    def features(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """((N, near, S/8, S/8), (N, far, S/16, S/16)), each 0..6."""
        fine = self.fine[-1](self.early(x))
        return self.near(fine), self.far(self.coarse(fine))

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """(logit (N, 1), evidence (N, 1, S/16, S/16), kind_logit (N, 1)).

        logit = evidence.sum((2, 3)) + bias. kind_logit: log-odds of generated against swapped,
        meaningful only for a manipulated face.

        Pooling and a linear layer commute: Σc wc · mean_ij f = Σij (Σc wc · fcij / hw). A position
        at 1/16 sums the four positions at 1/8 that it covers.
        """
        near, far = self.features(x)
        places = far.shape[2] * far.shape[3]
        both = torch.cat([self.linear.weight, self.kind.weight])[:, :, None, None] / places
        fine = functional.conv2d(near, both[:, : near.shape[1]])
        maps = functional.conv2d(far, both[:, near.shape[1] :]) + functional.avg_pool2d(fine, 2)
        evidence, kinds = maps.split(1, 1)
        return (
            evidence.sum((2, 3)) + self.linear.bias,
            evidence,
            kinds.sum((2, 3)) + self.kind.bias,
        )

    def forward_in_training(self, x: Tensor, drop: float = 0.0) -> tuple[Tensor, Tensor, Tensor]:
        """(logit (N, 1), log-odds of generated against swapped (N, 1), log-odds that a position
        was manipulated (N, 1, S/16, S/16)).

        The mask layer shares the features and is not exported. drop: dropout before the linear
        layers.
        """
        near, far = self.features(x)
        pooled = torch.cat([near.mean((2, 3)), far.mean((2, 3))], 1)
        pooled = functional.dropout(pooled, drop, training=self.training)
        return self.linear(pooled), self.kind(pooled), self.mask(far)


def deepfake_net(state: dict[str, Tensor] | None = None) -> DeepfakeNet:
    """The shipped architecture, with `state` loaded and in eval mode where given."""
    net = DeepfakeNet()
    if state is not None:
        net.load_state_dict(state)
        net.eval()
    return net


def parameters(net: nn.Module) -> int:
    """Number of parameters."""
    return sum(p.numel() for p in net.parameters())
