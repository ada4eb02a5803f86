"""The deepfake task: learn a logit and a manipulation mask from pairs (real crop, manipulated)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.utils.data import DataLoader

from edge.types import F32
from models.deepfake import DeepfakeNet
from tools.metrics.curve import Curve
from tools.metrics.ranking import auc
from tools.training.deepfake_data import SIDE, FaceStore, counted
from tools.training.deepfake_pairs import Batch, PairBatches, PairShares
from tools.training.deepfake_scores import final_scores_of, scored
from tools.training.deepfake_start import start_from, start_from_release
from tools.training.final_scores import FinalScores
from tools.training.randomness import seed_everything
from tools.training.task_facts import AboutTask, architecture_of, component


@dataclass(frozen=True, slots=True)
class DeepfakeConfig:
    """Hyper-parameters of the task.

    batch: crops per batch, half of them real. shares: of the kinds of pairs.
    small, small_until: side of the training crop while the run's progress is below small_until
        (cut out of the stored crop, which is not rescaled), px; then `large`.
    smoothing: labels are smoothing / 2 and 1 − smoothing / 2. mask_weight: of the mask's loss.
    rank_weight: of the ranking loss, which asks for a higher logit of a manipulated crop than of
        the real crop it was made from: within a pair, person and camera are the same.
    kind_weight: of the loss that separates generated from swapped faces.
    frozen_until: share of the run during which the layers up to 1/4 resolution are frozen.
    degrade_from: share of the run over which the probability of degradations rises to its full
        value.
    val_limit: validation crops of each split and class after an epoch, 0 = all.
    """

    batch: int = 32
    steps: int = 200
    shares: PairShares = field(default_factory=PairShares)
    small: int = 160
    large: int = SIDE
    small_until: float = 0.9
    smoothing: float = 0.04
    mask_weight: float = 0.5
    rank_weight: float = 1.0
    kind_weight: float = 0.2
    frozen_until: float = 0.4
    degrade_from: float = 0.2
    dropout: float = 0.2
    workers: int = 1
    val_limit: int = 300


def to_input(images: Tensor, device: torch.device) -> Tensor:
    """uint8 (N, S, S, 3) BGR to the network's float32 (N, 3, S, S) RGB, channels last."""
    rgb = images.to(device).flip(3).permute(0, 3, 1, 2)
    return (rgb.float() / 127.5 - 1).contiguous(memory_format=torch.channels_last)


class DeepfakeTask:
    """tools.training.task.Task for models.deepfake.DeepfakeNet."""

    name = "deepfake"

    def __init__(
        self, store: FaceStore, config: DeepfakeConfig, seed: int, epochs: int,
        initial: Path | None = None, *, start: str = "random",
        test: Callable[[], FaceStore | None] | None = None,
    ) -> None:  # fmt: skip
        """initial: ImageNet weights of the trunk (.pth) or a released file (.onnx); None: random
        weights from the seed.

        start: a description of the initial weights for the report, also of a resumed run. test:
        opens the crops of the test split, after the run.
        """
        self.start, self.test = start, test
        self.store, self.config, self.seed, self.epochs = store, config, seed, epochs
        seed_everything(seed)
        self.model = DeepfakeNet().to(memory_format=torch.channels_last)
        if initial is not None and initial.suffix == ".onnx":
            start_from_release(self.model, initial, self._some_crops())
        elif initial is not None:
            start_from(self.model, initial)

    @property
    def steps_per_epoch(self) -> int:
        return self.config.steps

    @property
    def skipped(self) -> int:
        return self.store.unreadable

    def size_of(self, epoch: int) -> int:
        """Side of the training crop in this epoch (from 0), px."""
        small = epoch < round(self.config.small_until * self.epochs)
        return self.config.small if small else self.config.large

    def batches(self, epoch: int, skip: int = 0) -> Iterator[Batch]:
        grown = self.config.degrade_from * self.epochs
        workers = self.config.workers
        self.model.freeze(epoch < round(self.config.frozen_until * self.epochs))
        yield from DataLoader(
            PairBatches(
                self.store, self.config.shares, batch=self.config.batch, steps=self.config.steps,
                seed=self.seed, epoch=epoch, size=self.size_of(epoch), skip=skip,
                degraded=min(1.0, (epoch + 1) / grown) if grown else 1.0,
            ),
            batch_size=None,
            num_workers=workers,
            prefetch_factor=4 if workers else None,
            worker_init_fn=one_thread,
        )  # fmt: skip

    def _some_crops(self, count: int = 8) -> list[Tensor]:
        """Training batches, float32 (N, 3, S, S), to measure the statistics of batch norms."""
        pairs = PairBatches(
            self.store, self.config.shares, batch=self.config.batch, steps=count, seed=self.seed,
            epoch=0, size=self.size_of(0),
        )  # fmt: skip
        return [to_input(pairs[i].images, torch.device("cpu")) for i in range(count)]

    def loss(
        self,
        model: nn.Module,
        batch: Batch,
        device: torch.device,
        progress: float,  # noqa: ARG002
    ) -> dict[str, Tensor]:
        forward: Callable[..., tuple[Tensor, Tensor, Tensor]] = model.forward_in_training
        logit, kind, places = forward(to_input(batch.images, device), self.config.dropout)
        labels, masks, known, generated = (
            t.to(device) for t in (batch.labels, batch.masks, batch.known, batch.generated)
        )
        bce = functional.binary_cross_entropy_with_logits
        soft = labels * (1 - self.config.smoothing) + self.config.smoothing / 2
        label_loss = bce(logit.float().squeeze(1), soft)
        each = bce(places.float().squeeze(1), masks, reduction="none").mean((1, 2))
        mask_loss = (each * known).sum() / known.sum().clamp(min=1)
        kinds = bce(kind.float().squeeze(1), generated, reduction="none")
        kind_loss = (kinds * labels).sum() / labels.sum().clamp(min=1)
        real, fake = logit.float().view(-1, 2).unbind(1)
        rank_loss = (functional.softplus(real - fake) * labels[1::2]).mean()
        total = label_loss + self.config.mask_weight * mask_loss
        total = total + self.config.rank_weight * rank_loss + self.config.kind_weight * kind_loss
        return {
            "loss": total, "label_loss": label_loss, "mask_loss": mask_loss,
            "rank_loss": rank_loss, "kind_loss": kind_loss,
        }  # fmt: skip

    @torch.no_grad()
    def scores(self, model: nn.Module, indices: list[int], device: torch.device) -> F32:
        """Raw logits of the central SIDE × SIDE px of stored crops, float32 (n,)."""
        model.eval()
        return self._of(model, self.store, indices, device)

    def validate(self, model: nn.Module, device: torch.device) -> dict[str, float]:
        """AUC of each val split, and their mean as `auc`: the best epoch must not be chosen on the
        training domain alone, which rewards overfitting."""
        found = {}
        for split in (s for s in self.store.splits() if s.startswith("val")):
            chosen = [
                i for label in (0, 1) for i in self._spread(self.store.of_split(split, label))
            ]
            labels, scores = self.store.labels(chosen), self.scores(model, chosen, device)
            found[f"auc_{split}"] = auc(Curve.of(labels, scores))
        return {"auc": float(np.mean(list(found.values()))), **found}

    def final_scores(self, model: nn.Module, device: torch.device) -> FinalScores | None:
        """The logits on val and on the test split; None without a test split of both classes."""
        return final_scores_of(self.store, self.test, lambda s, i: self._of(model, s, i, device))

    def _of(
        self, model: nn.Module, store: FaceStore, indices: list[int], device: torch.device
    ) -> F32:
        """Raw logits of crops of `store`, float32 (n,)."""
        return scored(store, indices, lambda x: model(to_input(x, device))[0])

    def about(self) -> AboutTask:
        net = self.model
        assert isinstance(net, DeepfakeNet)
        early = f"layers up to 1/4 as they started for the first {self.config.frozen_until:.0%}"
        start = f"{self.start}; {early}" if self.config.frozen_until else self.start
        parts = (net.stem, net.fine, net.coarse)
        return AboutTask(
            components=[
                component("backbone", "EfficientNet-Lite0 to 1/16", start, *parts),
                component("fusion", "the maps at 1/8 and 1/16", "random", net.near, net.far),
                component("output", "linear layer to the logit", "random", net.linear),
                component("output", "linear layer, generated or swapped", "random", net.kind),
                component("training only", "mask of what was manipulated", "random", net.mask),
            ],
            data=counted(self.store),
            contract=architecture_of(["deepfake_net"], net.state_dict())
            | {"like": "deepfake_lite0_fp32"},
        )

    def _spread(self, indices: list[int]) -> list[int]:
        """At most val_limit of the indices, evenly spaced."""
        limit = self.config.val_limit or len(indices)
        return [indices[int(i)] for i in np.linspace(0, len(indices) - 1, min(limit, len(indices)))]

    def describe(self) -> dict[str, str]:
        pairs = [p for p in self.store.pairs if self.store.samples[p[0]].split == "train"]
        known = sum(p[2] >= 0 for p in pairs)
        sources = Counter(s.source for s in self.store.samples if s.split == "train")
        facts = {
            "architecture": "DeepfakeNet: EfficientNet-Lite0 to 1/16, two scales, exact evidence",
            "training pairs": f"{len(pairs)} real and swapped, {known} of them aligned",
            "training crops": ", ".join(f"{name} {count}" for name, count in sources.items()),
            "validation crops": str(len(self.store.of_split("val"))),
        }
        return {k: str(v) for k, v in (facts | asdict(self.config)).items()}


def one_thread(_worker: int = 0) -> None:
    """Limit OpenCV to one thread per worker process, so that it does not compete with torch."""
    import cv2

    cv2.setNumThreads(1)
