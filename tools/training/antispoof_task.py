"""The anti-spoof training task: distillation to logits with one zero for all sources."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from edge.errors import DataError
from models.antispoof import AntispoofNet
from models.lite_tower import LiteTower
from models.minifasnet import Tower
from tools.training.aligned_targets import targets
from tools.training.antispoof_eval import F32, PadSplit, as_tensor, validation
from tools.training.antispoof_samples import KINDS
from tools.training.antispoof_student import Student
from tools.training.crop_cache import VIEWS, CropCache
from tools.training.final_scores import FinalScores
from tools.training.randomness import generator
from tools.training.report import parameters
from tools.training.style_mixing import mix_styles
from tools.training.task_facts import AboutTask, architecture_of, component
from tools.training.teachers import LOOKS

NAMES: dict[type, str] = {Tower: "MiniFASNetV2-SE tower", LiteTower: "EfficientNet-Lite0 tower"}
ARCHITECTURES = (
    "minifasnet_v2_few",
    "minifasnet_v2_few_folded",
    "minifasnet_v2_se",
    "minifasnet_v2_se_slim",
    "antispoof_lite0_few",
)


@dataclass(frozen=True, slots=True)
class LossWeights:
    """Weights of the terms of the loss.

    teacher: distance to the target logit. towers: distance of each tower's logit to its own target.
    labels, simulated: BCE with logits on recorded and on simulated presentations, with one zero for
    all sources. even: the variance, over the batch's sources and classes, of the mean BCE (V-REx,
    Krueger et al. 2021, arXiv 2003.00688). twins: the distance between the logits of the two views
    of a presentation. fourier: the prediction of the crop's spectrum. kinds: the classification
    of attacks into print and replay.
    """

    teacher: float = 1.0
    towers: float = 0.3
    labels: float = 0.5
    simulated: float = 0.2
    even: float = 0.0
    twins: float = 0.1
    fourier: float = 0.02
    kinds: float = 0.03


class AntispoofTask:
    """`Task` with batches from a crop cache and validation on the val split of `pad`.

    columns: indices of the cache's crops that are the input, tightest first. batch_size: views per
    batch, twice the number of presentations. use_simulated: False excludes simulated attacks.
    align, pull: see `targets`. mix, mix_features: the probabilities that a crop, and that early
    features in a Lite tower, get the style of another (`style_mixing`). leave_out: sources that
    are excluded from training. facts: further rows of the report. expansions: of the crops,
    tightest first. test: reads the test split after the run.
    """

    name = "antispoof"

    def __init__(
        self,
        net: AntispoofNet,
        cache: CropCache,
        columns: tuple[int, ...],
        val: PadSplit,
        weights: LossWeights,
        *,
        seed: int,
        batch_size: int = 64,
        use_simulated: bool = True,
        align: bool = True,
        pull: float = 0.5,
        mix: float = 0.0,
        mix_features: float = 0.0,
        leave_out: Sequence[str] = (),
        facts: dict[str, str] | None = None,
        expansions: Sequence[float] = (),
        test: Callable[[], PadSplit] | None = None,
    ) -> None:
        self.expansions, self.test = list(expansions), test
        self.model: nn.Module = Student(net, mix_features).to(memory_format=torch.channels_last)
        self.cache, self.columns, self.val = cache, list(columns), val
        self.weights, self.seed, self.batch_size = weights, seed, batch_size
        self.facts, self.mix = facts or {}, mix
        usable = ~np.isin(cache.sources, list(leave_out))
        if not use_simulated:
            usable &= ~cache.simulated
        self.indices = np.flatnonzero(usable)
        if len(self.indices) < self.presentations:
            raise DataError(
                f"{len(self.indices)} samples are left for training, but a batch needs "
                f"{self.presentations}; raise --samples or lower --batch-size"
            )
        share = {t: np.array([k.weight * (k.tower == t) for k in LOOKS]) for t in ("tight", "wide")}
        self.targets = targets(
            (cache.logits @ share["tight"]).astype(np.float32),
            (cache.logits @ share["wide"]).astype(np.float32),
            cache.labels,
            cache.sources,
            align=align,
            pull=pull,
        )
        self._centre(net)
        self.source_numbers = np.unique(cache.sources, return_inverse=True)[1].astype(np.int64)

    @torch.no_grad()
    def _centre(self, net: AntispoofNet) -> None:
        """Initialise the bias of the network to the mean of a sample of the targets."""
        some = self.indices[: min(256, len(self.indices))]
        crops = self.cache.crops(some)[:, 0, self.columns]
        was = net.training
        net.eval()
        logits = torch.cat([net(as_tensor(part))[0] for part in np.array_split(crops, 8)])
        net.bias += float(self.targets.logit[some].mean()) - logits.mean()
        net.train(was)

    @property
    def presentations(self) -> int:
        """Presentations per batch, each of which is present in both views."""
        return max(1, self.batch_size // VIEWS)

    @property
    def steps_per_epoch(self) -> int:
        return len(self.indices) // self.presentations

    @property
    def skipped(self) -> int:
        return self.val.skipped

    def batches(self, epoch: int, skip: int = 0) -> Iterator[dict[str, Tensor]]:
        order = generator(self.seed, 1, epoch).permutation(self.indices)
        for step in range(skip, self.steps_per_epoch):
            picked = np.sort(order[step * self.presentations : (step + 1) * self.presentations])
            rng = generator(self.seed, 2, epoch, step)
            views = self.cache.crops(picked)[:, :, self.columns]
            crops = views.transpose(1, 0, 2, 3, 4, 5).reshape(-1, *views.shape[2:])
            x = as_tensor(vary(crops, rng))
            if self.mix:
                x = mix_styles(x, self.mix, rng)
            twice = np.tile(picked, VIEWS)
            yield {
                "x": x,
                "tight": torch.from_numpy(self.targets.tight[twice]),
                "wide": torch.from_numpy(self.targets.wide[twice]),
                "target": torch.from_numpy(self.targets.logit[twice]),
                "label": torch.from_numpy(self.cache.labels[twice].astype(np.int64)),
                "kind": torch.from_numpy(self.cache.kinds[twice].astype(np.int64)),
                "simulated": torch.from_numpy(self.cache.simulated[twice]),
                "source": torch.from_numpy(self.source_numbers[twice]),
            }

    def loss(
        self, model: nn.Module, batch: Any, device: torch.device, progress: float
    ) -> dict[str, Tensor]:
        del progress  # the loss does not change over the run
        assert isinstance(model, Student)
        b = {name: value.to(device, non_blocking=True) for name, value in batch.items()}
        looks = model.net.look(b["x"])
        shares = [look.evidence.sum((1, 2, 3)) for look in looks]
        logit = torch.stack(shares).sum(0) + model.net.bias
        parts = {"teacher": functional.smooth_l1_loss(logit, b["target"])}
        own = [b["tight"], b["wide"]] if len(shares) == 2 else [b["target"]]
        part = model.net.bias / len(shares)
        each = [functional.smooth_l1_loss(s + part, t) for s, t in zip(shares, own, strict=True)]
        parts["towers"] = torch.stack(each).mean()
        parts |= _label_losses(logit, b)
        first, again = logit.chunk(VIEWS)
        parts["twins"] = functional.smooth_l1_loss(first, again)
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

    def validate(self, model: nn.Module, device: torch.device) -> dict[str, float]:
        assert isinstance(model, Student)
        return validation(self.val, model.net, device)

    def final_scores(self, model: nn.Module, device: torch.device) -> FinalScores | None:
        """The logits on val and on the test split; None without a test split."""
        if self.test is None:
            return None
        held = self.test()

        @torch.inference_mode()
        def scores(split: PadSplit) -> F32:
            return split.scores(lambda x: model(x.to(device))[0])

        return FinalScores(self.val.labels, scores(self.val), held.labels, scores(held))

    def about(self) -> AboutTask:
        assert isinstance(self.model, Student)
        net, start = self.model.net, self.facts.get("start", "random")
        parts = [
            component("backbone", f"{NAMES[type(tower)]} on the crop {k + 1}", start, tower)
            for k, tower in enumerate(net.towers)
        ]
        used = self.indices
        data: dict[str, NDArray[np.integer]] = {
            "train": self.cache.labels[used], "val": self.val.labels,
        }  # fmt: skip
        return AboutTask(
            components=[
                *parts,
                component("fusion", "sum of the towers' evidence", "–"),
                component("output", "logit: the evidence's sum and a bias", "zero", net.bias),
                component("training only", "spectrum head", "random", self.model.spectrum),
                component("training only", "print or replay", "random", self.model.kind),
            ],
            data={k: (int((v == 0).sum()), int((v == 1).sum())) for k, v in data.items()},
            contract=architecture_of(ARCHITECTURES, net.state_dict())
            | {"like": "antispoof_minifasnet_v2_se_fp32", "expansions": self.expansions},
        )

    def describe(self) -> dict[str, str]:
        assert isinstance(self.model, Student)
        net = self.model.net
        return {
            "network": ", ".join(NAMES[type(tower)] for tower in net.towers)
            + f"; {parameters(net)[0]:,} parameters",
            "samples": f"{len(self.indices):,} augmented crops with teacher logits",
            "batch": str(self.batch_size),
            "loss weights": ", ".join(
                f"{n} {getattr(self.weights, n):g}" for n in LossWeights.__dataclass_fields__
            ),
            **self.facts,
        }


def _label_losses(logit: Tensor, b: dict[str, Tensor]) -> dict[str, Tensor]:
    """BCE with logits on smoothed labels (0.05 and 0.95), and its variance over the batch's sources
    and classes (`even`)."""
    smooth = 0.05 + 0.9 * b["label"].float()
    bce = functional.binary_cross_entropy_with_logits(logit, smooth, reduction="none")
    groups = b["source"] * 2 + b["label"]
    means = [bce[groups == g].mean() for g in groups.unique()]
    return {
        "labels": _mean_of(bce, ~b["simulated"]),
        "simulated": _mean_of(bce, b["simulated"]),
        "even": torch.stack(means).var(correction=0),
    }


def _mean_of(values: Tensor, mask: Tensor) -> Tensor:
    """The sum of the masked values over the size of the whole batch; 0 for an empty batch."""
    return (values * mask).sum() / max(1, len(values))


def spectrum_of(crops: Tensor, side: int) -> Tensor:
    """log |FFT| of the grey crops (N, 3, S, S), zero frequency in the middle, averaged to
    (N, 1, side, side) and standardised per image."""
    grey = crops.float().mean(1)
    spectrum = torch.fft.fftshift(torch.fft.fft2(grey).abs().add(1e-3).log(), dim=(1, 2))
    pooled = functional.adaptive_avg_pool2d(spectrum[:, None], side)
    mean = pooled.mean((1, 2, 3), keepdim=True)
    return (pooled - mean) / pooled.std((1, 2, 3), keepdim=True).clamp_min(1e-3)


def vary(crops: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Cheap augmentation of cached crops, uint8 (N, k, S, S, 3): mirroring, brightness and
    contrast, shifts, and an occluded patch.

    The teachers' logits stay valid: none of these changes the class of a presentation.
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
