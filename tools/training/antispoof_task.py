"""The anti-spoof network as a task of the loop: distilled, lightly told the labels."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from models.minifasnet import FourierHead, MiniFASNetV2SE
from tools.training.antispoof_eval import PadSplit, as_tensor, validation
from tools.training.antispoof_samples import KINDS
from tools.training.crop_cache import CropCache
from tools.training.randomness import generator
from tools.training.report import parameters
from tools.training.teachers import LOOKS


@dataclass(frozen=True, slots=True)
class LossWeights:
    """How much each part counts.

    teacher: the fused logit. towers: each tower against its own teachers. labels: real labels,
    simulated: labels of simulated attacks (both as BCE with logits). fourier: the spectrum.
    kinds: print or replay. Labels are off: the sources have one camera each, and the network
    learns those (mean val AUC 0.991 with a weight of 0.1, 0.993 without).
    """

    teacher: float = 1.0
    towers: float = 0.3
    labels: float = 0.0
    simulated: float = 0.0
    fourier: float = 0.02
    kinds: float = 0.03


class Student(nn.Module):
    """The network with what only training needs: spectrum head, kind head, the labels' zero."""

    def __init__(self, net: MiniFASNetV2SE) -> None:
        super().__init__()
        self.net = net
        self.spectrum = FourierHead()
        self.kind = nn.Linear(net.shapes[0].head, len(KINDS) - 1)
        self.zero = nn.Parameter(torch.zeros(1))

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        out: tuple[Tensor, Tensor] = self.net(x)
        return out


class AntispoofTask:
    """Batches from a crop cache, validation on pad val.

    columns: which of the cache's crops the network is given, tightest first.
    use_simulated: False leaves the simulated attacks out.
    """

    name = "antispoof"

    def __init__(
        self,
        net: MiniFASNetV2SE,
        cache: CropCache,
        columns: tuple[int, ...],
        val: PadSplit,
        weights: LossWeights,
        *,
        seed: int,
        batch_size: int = 64,
        use_simulated: bool = True,
        facts: dict[str, str] | None = None,
    ) -> None:
        self.model: nn.Module = Student(net).to(memory_format=torch.channels_last)
        self.cache, self.columns, self.val = cache, list(columns), val
        self.weights, self.seed, self.batch_size = weights, seed, batch_size
        self.facts = facts or {}
        usable = np.arange(len(cache))
        self.indices = usable if use_simulated else usable[~cache.simulated]
        share = {t: np.array([k.weight * (k.tower == t) for k in LOOKS]) for t in ("tight", "wide")}
        self.tight = (cache.logits @ share["tight"]).astype(np.float32)
        self.wide = (cache.logits @ share["wide"]).astype(np.float32)

    @property
    def steps_per_epoch(self) -> int:
        return len(self.indices) // self.batch_size

    @property
    def skipped(self) -> int:
        return self.val.skipped

    def batches(self, epoch: int, skip: int = 0) -> Iterator[dict[str, Tensor]]:
        order = generator(self.seed, 1, epoch).permutation(self.indices)
        for step in range(skip, self.steps_per_epoch):
            picked = order[step * self.batch_size : (step + 1) * self.batch_size]
            rng = generator(self.seed, 2, epoch, step)
            crops = vary(self.cache.crops(np.sort(picked))[:, self.columns], rng)
            picked = np.sort(picked)
            yield {
                "x": as_tensor(crops),
                "tight": torch.from_numpy(self.tight[picked]),
                "wide": torch.from_numpy(self.wide[picked]),
                "label": torch.from_numpy(self.cache.labels[picked].astype(np.int64)),
                "kind": torch.from_numpy(self.cache.kinds[picked].astype(np.int64)),
                "simulated": torch.from_numpy(self.cache.simulated[picked]),
            }

    def loss(
        self, model: nn.Module, batch: Any, device: torch.device, progress: float
    ) -> dict[str, Tensor]:
        del progress  # nothing here changes over the run
        assert isinstance(model, Student)
        b = {name: value.to(device, non_blocking=True) for name, value in batch.items()}
        looks = model.net.look(b["x"])
        shares = [look.evidence.sum((1, 2, 3)) for look in looks]
        logit = torch.stack(shares).sum(0) + model.net.bias
        target = b["tight"] + b["wide"]
        parts = {"teacher": functional.smooth_l1_loss(logit, target)}
        own = [b["tight"], b["wide"]] if len(shares) == 2 else [target]
        each = [functional.smooth_l1_loss(s, t) for s, t in zip(shares, own, strict=True)]
        parts["towers"] = torch.stack(each).mean()
        parts |= self._label_losses(model, logit, b)
        spectrum = model.spectrum(looks[0].middle)
        parts["fourier"] = functional.mse_loss(
            spectrum, spectrum_of(b["x"][:, :3], spectrum.shape[-1])
        )
        pooled = looks[0].last.mean((2, 3))
        known = b["kind"] < len(KINDS) - 1
        parts["kinds"] = _mean_of(
            functional.cross_entropy(
                model.kind(pooled), b["kind"].clamp_max(len(KINDS) - 2), reduction="none"
            ),
            known,
        )
        w = self.weights
        total = sum(getattr(w, name) * value for name, value in parts.items())
        assert isinstance(total, Tensor)
        return {"loss": total, **parts}

    def _label_losses(
        self, model: Student, logit: Tensor, b: dict[str, Tensor]
    ) -> dict[str, Tensor]:
        """BCE with logits around the learned zero of the teachers' scale, real and simulated."""
        bce = functional.binary_cross_entropy_with_logits(
            logit - model.zero, b["label"].clamp_min(0).float(), reduction="none"
        )
        real = (b["label"] >= 0) & ~b["simulated"]
        return {"labels": _mean_of(bce, real), "simulated": _mean_of(bce, b["simulated"])}

    def validate(self, model: nn.Module, device: torch.device) -> dict[str, float]:
        assert isinstance(model, Student)
        return validation(self.val, model.net, device)

    def describe(self) -> dict[str, str]:
        assert isinstance(self.model, Student)
        net = self.model.net
        return {
            "network": f"MiniFASNetV2-SE, {len(net.towers)} towers, {parameters(net)[0]:,} "
            "parameters",
            "samples": f"{len(self.indices):,} augmented crops with teacher logits",
            "batch": str(self.batch_size),
            "loss weights": ", ".join(
                f"{n} {getattr(self.weights, n):g}" for n in LossWeights.__dataclass_fields__
            ),
            **self.facts,
        }


def _mean_of(values: Tensor, mask: Tensor) -> Tensor:
    """The mean of the masked values over the whole batch size; 0 where there are none."""
    return (values * mask).sum() / max(1, len(values))


def spectrum_of(crops: Tensor, side: int) -> Tensor:
    """log |FFT| of the grey crop, centred, pooled to (N, 1, side, side), standardised by image."""
    grey = crops.float().mean(1)
    spectrum = torch.fft.fftshift(torch.fft.fft2(grey).abs().add(1e-3).log(), dim=(1, 2))
    pooled = functional.adaptive_avg_pool2d(spectrum[:, None], side)
    mean = pooled.mean((1, 2, 3), keepdim=True)
    return (pooled - mean) / pooled.std((1, 2, 3), keepdim=True).clamp_min(1e-3)


def vary(crops: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Cheap changes of cached crops (N, k, S, S, 3): mirrored, brighter, shifted, a patch hidden.

    The teachers' word is kept: none of it turns a live face into an attack or back.
    """
    out = crops.copy()
    n, size = len(out), out.shape[2]
    turned = rng.random(n) < 0.5
    out[turned] = out[turned][:, :, :, ::-1]
    ramp = np.arange(256, dtype=np.float32)
    for i in range(n):
        if rng.random() < 0.5:
            table = ramp * np.exp(rng.normal(0, 0.1)) + rng.normal(0, 8)
            out[i] = np.clip(table, 0, 255).astype(np.uint8)[out[i]]
        if rng.random() < 0.5:
            dy, dx = rng.integers(-4, 5, 2)
            out[i] = np.roll(out[i], (dy, dx), (1, 2))
        if rng.random() < 0.1:
            h, w = rng.integers(size // 10, size // 3, 2)
            y, x = rng.integers(0, size - h), rng.integers(0, size - w)
            k = int(rng.integers(out.shape[1]))
            out[i, k, y : y + h, x : x + w] = rng.integers(0, 256, 3)
    return out
