"""The deepfake task: pairs of a real crop and its manipulated twin, a logit and a mask to learn."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.utils.data import DataLoader, Dataset

from edge.types import F32, U8
from models.deepfake import STRIDE, DeepfakeNet
from tools.metrics.curve import Curve
from tools.metrics.ranking import auc
from tools.training.deepfake_augment import Look, degrade
from tools.training.deepfake_data import CELLS, SIDE, FaceStore
from tools.training.randomness import generator
from tools.training.self_blend import cross_blend, self_blend
from tools.training.teachers import Teacher
from tools.training.transfer import transfer


@dataclass(frozen=True, slots=True)
class DeepfakeConfig:
    """What the task is told.

    batch: crops a batch, half of them real. swap, self_blend, cross_blend: shares of the pairs.
    small, small_until: side of the training crop while the run's progress is below small_until
        (cut out of the stored crop, so pixels keep their size); then the full side.
    smoothing: labels are smoothing / 2 and 1 − smoothing / 2. mask_weight: of the mask's loss.
    rank_weight: of the loss that wants a manipulated crop above its own real twin, which sees the
        manipulation alone where the plain loss sees persons and cameras too.
    degrade_from: share of the run over which degradations become as common as they are meant to be.
    frozen_until: share of the run during which the layers up to 1/8 are kept as they started.
    """

    batch: int = 32
    steps: int = 200
    swap: float = 0.6
    self_blend: float = 0.22
    cross_blend: float = 0.18
    small: int = 160
    small_until: float = 0.7
    smoothing: float = 0.04
    mask_weight: float = 0.6
    rank_weight: float = 1.0
    degrade_from: float = 0.3
    dropout: float = 0.2
    frozen_until: float = 0.0
    workers: int = 1
    compile: bool = False
    bf16: bool = False


@dataclass(frozen=True, slots=True)
class Batch:
    """images uint8 (N, S, S, 3) BGR; labels (N,); masks (N, h, w) 0..1; known (N,) 0 or 1."""

    images: Tensor
    labels: Tensor
    masks: Tensor
    known: Tensor


class PairBatches(Dataset[Batch]):
    """Batch `i` of an epoch, made from the seed, the epoch and `i` alone."""

    def __init__(
        self,
        store: FaceStore,
        config: DeepfakeConfig,
        seed: int,
        epoch: int,
        size: int,
        skip: int,
        degraded: float = 1.0,
    ) -> None:
        self.store, self.config, self.size = store, config, size
        self.seed, self.epoch, self.skip, self.degraded = seed, epoch, skip, degraded
        self.reals = store.of_split("train", 0)
        self.pairs = [p for p in store.pairs if store.samples[p[0]].split == "train"]

    def __len__(self) -> int:
        return self.config.steps - self.skip

    def __getitem__(self, index: int) -> Batch:
        rng = generator(self.seed, self.epoch, self.skip + index)
        cells = self.size // STRIDE
        images, labels, masks, known = [], [], [], []
        for _ in range(self.config.batch // 2):
            real, fake, mask = self._pair(rng)
            look = Look.draw(SIDE, self.size, rng)
            images += self._degraded([look.image(crop, self.size) for crop in (real, fake)], rng)
            seen = np.zeros((cells, cells), np.float32)
            if mask is not None:
                seen = look.mask(mask, SIDE, self.size, cells)
            # a manipulation that fell outside the training crop is none
            labels += [0, int(mask is None or seen.max() > 0.2)]
            masks += [np.zeros((cells, cells), np.float32), seen]
            known += [1.0, float(mask is not None)]
        return Batch(
            torch.from_numpy(np.stack(images)),
            torch.tensor(labels, dtype=torch.float32),
            torch.from_numpy(np.stack(masks)),
            torch.tensor(known),
        )

    def _degraded(self, twins: list[U8], rng: np.random.Generator) -> list[U8]:
        """Both alike or each alone; alone, sharpness and compression say nothing of the label."""
        if rng.random() >= self.degraded:
            return twins
        seeds = rng.integers(2**32, size=2)
        if rng.random() < 0.4:
            seeds[1] = seeds[0]
        return [
            degrade(twin, np.random.default_rng(int(seed)))
            for twin, seed in zip(twins, seeds, strict=True)
        ]

    def _pair(self, rng: np.random.Generator) -> tuple[U8, U8, F32 | None]:
        """(real, manipulated, mask (CELLS, CELLS) in 0..1 or None where unknown)."""
        store, c = self.store, self.config
        kind = rng.choice(3, p=(c.swap, c.self_blend, c.cross_blend))
        if kind == 0 and self.pairs:
            real, fake, mask = self.pairs[int(rng.integers(len(self.pairs)))]
            seen = None if mask < 0 else store.masks[mask].astype(np.float32) / 255
            return store.images[real], store.images[fake], seen
        a, b = (int(self.reals[int(rng.integers(len(self.reals)))]) for _ in range(2))
        image, points = store.images[a], store.landmarks[a]
        if kind == 1:
            fake_image, blended = self_blend(image, points, rng)
        else:
            other = store.images[b], store.landmarks[b]
            fake_image, blended = cross_blend(image, points, *other, rng)
        step = SIDE // CELLS
        coarse = blended.reshape(CELLS, step, CELLS, step).mean((1, 3))
        return image, fake_image, np.minimum(1.0, coarse * 2).astype(np.float32)


def to_input(images: Tensor, device: torch.device) -> Tensor:
    """uint8 (N, S, S, 3) BGR to the network's float32 (N, 3, S, S) RGB, channels last."""
    rgb = images.to(device).flip(3).permute(0, 3, 1, 2)
    return (rgb.float() / 255).contiguous(memory_format=torch.channels_last)


def start_from(net: DeepfakeNet, reference: Path, store: FaceStore, crops: int = 128) -> None:
    """Start the trunk as an imitation of a public anti-spoofing network.

    reference: one of the .onnx files tools.training.teachers knows. The imitation is fitted on
    `crops` crops of the train split, spread over all of them.
    """
    train = store.of_split("train")
    chosen = train[:: max(1, len(train) // crops)][:crops]
    images = torch.from_numpy(np.stack([store.images[i] for i in chosen]))
    colour = "BGR" if reference.name.startswith("minivision") else "RGB"
    teacher = Teacher(reference).rgb_tower(colour)
    net.start_from(transfer(teacher, net.trunk, to_input(images, torch.device("cpu"))))


class DeepfakeTask:
    """tools.training.task.Task for models.deepfake.DeepfakeNet."""

    name = "deepfake"

    def __init__(self, store: FaceStore, config: DeepfakeConfig, seed: int, epochs: int) -> None:
        self.store, self.config, self.seed, self.epochs = store, config, seed, epochs
        self.model = DeepfakeNet().to(memory_format=torch.channels_last)
        self._forward: Callable[..., tuple[Tensor, Tensor]] | None = None

    @property
    def steps_per_epoch(self) -> int:
        return self.config.steps

    @property
    def skipped(self) -> int:
        return self.store.unreadable

    def size_of(self, epoch: int) -> int:
        """Side of the training crop in this epoch."""
        small = epoch < round(self.config.small_until * self.epochs)
        return self.config.small if small else SIDE

    def batches(self, epoch: int, skip: int = 0) -> Iterator[Batch]:
        grown = self.config.degrade_from * self.epochs
        degraded = min(1.0, epoch / grown) if grown else 1.0
        size = self.size_of(epoch)
        self.model.freeze(epoch < round(self.config.frozen_until * self.epochs))
        data = PairBatches(self.store, self.config, self.seed, epoch, size, skip, degraded)
        workers = self.config.workers
        loader = DataLoader(
            data,
            batch_size=None,
            num_workers=workers,
            prefetch_factor=4 if workers else None,
        )
        yield from loader

    def loss(
        self,
        model: nn.Module,
        batch: Batch,
        device: torch.device,
        progress: float,  # noqa: ARG002
    ) -> dict[str, Tensor]:
        if self._forward is None:
            forward = model.forward_with_mask
            self._forward = torch.compile(forward) if self.config.compile else forward
        x = to_input(batch.images, device)
        half = device.type == "cpu" and self.config.bf16
        with torch.autocast("cpu", torch.bfloat16, enabled=half):
            logit, places = self._forward(x, self.config.dropout)
        labels, masks, known = (t.to(device) for t in (batch.labels, batch.masks, batch.known))
        soft = labels * (1 - self.config.smoothing) + self.config.smoothing / 2
        label_loss = functional.binary_cross_entropy_with_logits(logit.float().squeeze(1), soft)
        each = functional.binary_cross_entropy_with_logits(
            places.float().squeeze(1), masks, reduction="none"
        ).mean((1, 2))
        mask_loss = (each * known).sum() / known.sum().clamp(min=1)
        real, fake = logit.float().view(-1, 2).unbind(1)
        rank_loss = (functional.softplus(real - fake) * labels[1::2]).mean()
        total = label_loss + self.config.mask_weight * mask_loss
        total = total + self.config.rank_weight * rank_loss
        parts = {"label_loss": label_loss, "mask_loss": mask_loss, "rank_loss": rank_loss}
        return {"loss": total, **parts}

    @torch.no_grad()
    def scores(self, model: nn.Module, indices: list[int], device: torch.device) -> F32:
        """Raw logits of stored crops at full size, float32 (n,)."""
        model.eval()
        out = []
        for start in range(0, len(indices), 32):
            images = np.stack([self.store.images[i] for i in indices[start : start + 32]])
            x = to_input(torch.from_numpy(images), device)
            half = device.type == "cpu" and self.config.bf16
            with torch.autocast("cpu", torch.bfloat16, enabled=half):
                out.append(model(x)[0].float().squeeze(1).cpu().numpy())
        return np.concatenate(out).astype(np.float32)

    def validate(self, model: nn.Module, device: torch.device) -> dict[str, float]:
        val = self.store.of_split("val")
        labels, scores = self.store.labels(val), self.scores(model, val, device)
        metrics = {"auc": auc(Curve.of(labels, scores))}
        loss = functional.binary_cross_entropy_with_logits(
            torch.from_numpy(scores), torch.from_numpy(labels).float()
        )
        return metrics | {"val_loss": float(loss)}

    def describe(self) -> dict[str, str]:
        pairs = [p for p in self.store.pairs if self.store.samples[p[0]].split == "train"]
        known = sum(p[2] >= 0 for p in pairs)
        facts: dict[str, Any] = {
            "architecture": "DeepfakeNet: depthwise residuals at two scales, exact evidence",
            "training pairs": f"{len(pairs)} real and swapped, {known} of them aligned",
            "real crops": str(len(self.store.of_split("train", 0))),
            "validation crops": str(len(self.store.of_split("val"))),
        }
        return {k: str(v) for k, v in (facts | asdict(self.config)).items()}
