"""The anti-spoof network with what it has in training only: two heads and mixed styles."""

from __future__ import annotations

from torch import Tensor, nn

from models.antispoof import AntispoofNet
from models.lite_tower import LiteTower
from tools.training.antispoof_samples import KINDS
from tools.training.style_mixing import StyleMixing


class FourierHead(nn.Module):
    """Predicts the crop's Fourier spectrum from the middle features.

    A recaptured face has another spectrum than a real one (pixel grids, halftone, lost detail); as
    an auxiliary task this keeps the spectrum in the features. After Silent-Face's auxiliary branch.
    """

    def __init__(self, channels: int = 128) -> None:
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(channels, 48, 3, padding=1),
            nn.BatchNorm2d(48),
            nn.ReLU(),
            nn.Conv2d(48, 1, 3, padding=1),
        )

    def forward(self, middle: Tensor) -> Tensor:
        """(N, channels, h, w) to (N, 1, h, w)."""
        out: Tensor = self.net(middle)
        return out


class Student(nn.Module):
    """The network with a head for the spectrum and one for the kind of attack.

    mix: the probability, 0..1, that a sample's early features in a Lite tower get the style of
    another's in training. The draws come from torch's random state, which a run restores.
    """

    def __init__(self, net: AntispoofNet, mix: float = 0.0) -> None:
        super().__init__()
        self.net = net
        self.spectrum = FourierHead(net.shapes[0].middle)
        self.kind = nn.Linear(net.shapes[0].head, len(KINDS) - 1)
        if mix:
            mixing = StyleMixing(mix)
            for tower in net.towers:
                if isinstance(tower, LiteTower):
                    for early in (tower.stem, *tower.fine[:-1]):
                        early.register_forward_hook(mixing)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        out: tuple[Tensor, Tensor] = self.net(x)
        return out
