"""The research task: EfficientNet-B5 or a ResNet + ViT hybrid, on the deepfake task's pairs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field

import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.utils.data import DataLoader

from edge.errors import ConfigError
from edge.types import F32
from models.research import MEAN, STD, EfficientNetB5, HybridDetector, research_model
from tools.metrics.curve import Curve
from tools.metrics.ranking import auc
from tools.training.deepfake_data import SIDE, FaceStore, counted
from tools.training.deepfake_pairs import Batch, PairBatches, PairShares
from tools.training.deepfake_scores import final_scores_of, scored
from tools.training.final_scores import FinalScores
from tools.training.task_facts import AboutTask, component


@dataclass(frozen=True, slots=True)
class ResearchConfig:
    """Hyper-parameters of the task.

    model: one of models.research.ARCHITECTURES. image_size: side of the input; the stored crops
    are resized to it. freeze: train only the projections and the head of a hybrid.
    shares: of the kinds of pairs. val_limit: validation crops of each class, 0 = all.
    """

    model: str = "efficientnet_b5"
    image_size: int = 224
    batch: int = 32
    steps: int = 300
    pretrained: bool = False
    freeze: bool = False
    shares: PairShares = field(default_factory=PairShares)
    smoothing: float = 0.0
    workers: int = 2
    val_limit: int = 0


def to_input(images: Tensor, size: int, device: torch.device) -> Tensor:
    """uint8 (N, S, S, 3) BGR to float32 (N, 3, size, size) RGB normalised by the mean and
    standard deviation of ImageNet."""
    x = images.to(device).flip(3).permute(0, 3, 1, 2).float() / 255
    if x.shape[2] != size:
        x = functional.interpolate(x, (size, size), mode="bilinear", antialias=True)
    mean, std = (torch.tensor(v, device=device)[None, :, None, None] for v in (MEAN, STD))
    return (x - mean) / std


class ResearchTask:
    """tools.training.task.Task for the models of models.research."""

    def __init__(
        self, store: FaceStore, config: ResearchConfig, seed: int,
        test: Callable[[], FaceStore | None] | None = None,
    ) -> None:  # fmt: skip
        """test: opens the crops of the test split, after the run."""
        self.store, self.config, self.seed, self.test = store, config, seed, test
        self.name = f"research-{config.model}"
        self.model: nn.Module = research_model(
            config.model, pretrained=config.pretrained, image_size=config.image_size
        )
        if config.freeze:
            if not isinstance(self.model, HybridDetector):
                raise ConfigError(f"--freeze is for hybrid models; {config.model} is not one")
            self.model.freeze_backbones()

    @property
    def steps_per_epoch(self) -> int:
        return self.config.steps

    @property
    def skipped(self) -> int:
        return self.store.unreadable

    def batches(self, epoch: int, skip: int = 0) -> Iterator[Batch]:
        workers = self.config.workers
        yield from DataLoader(
            PairBatches(
                self.store, self.config.shares, batch=self.config.batch, steps=self.config.steps,
                seed=self.seed, epoch=epoch, size=SIDE, skip=skip,
            ),
            batch_size=None,
            num_workers=workers,
            prefetch_factor=4 if workers else None,
        )  # fmt: skip

    def loss(
        self,
        model: nn.Module,
        batch: Batch,
        device: torch.device,
        progress: float,  # noqa: ARG002
    ) -> dict[str, Tensor]:
        logit = model(to_input(batch.images, self.config.image_size, device)).float().squeeze(1)
        labels = batch.labels.to(device)
        soft = labels * (1 - self.config.smoothing) + self.config.smoothing / 2
        return {"loss": functional.binary_cross_entropy_with_logits(logit, soft)}

    @torch.no_grad()
    def scores(self, model: nn.Module, indices: list[int], device: torch.device) -> F32:
        """Raw logits of stored crops, float32 (n,)."""
        model.eval()
        return self._of(model, self.store, indices, device)

    def _of(
        self, model: nn.Module, store: FaceStore, indices: list[int], device: torch.device
    ) -> F32:
        """Raw logits of crops of `store`, float32 (n,)."""
        size = self.config.image_size
        return scored(store, indices, lambda x: model(to_input(x, size, device)))

    def validate(self, model: nn.Module, device: torch.device) -> dict[str, float]:
        limit = self.config.val_limit or None
        val = [i for label in (0, 1) for i in self.store.of_split("val", label)[:limit]]
        labels, scores = self.store.labels(val), self.scores(model, val, device)
        loss = functional.binary_cross_entropy_with_logits(
            torch.from_numpy(scores), torch.from_numpy(labels).float()
        )
        return {"auc": auc(Curve.of(labels, scores)), "val_loss": float(loss)}

    def final_scores(self, model: nn.Module, device: torch.device) -> FinalScores | None:
        """The logits on val and on the test split; None without a test split of both classes."""
        return final_scores_of(self.store, self.test, lambda s, i: self._of(model, s, i, device))

    def about(self) -> AboutTask:
        from tools.training.deepfake_release import EXPANSION

        start = "ImageNet weights (timm)" if self.config.pretrained else "random"
        net = self.model
        if isinstance(net, HybridDetector):
            joined = (net.project_cnn, net.project_vit)
            cnn = self.config.model.split("_")[1]
            parts = [
                component("backbone", cnn, start, net.cnn),
                component("backbone", "vit_base_patch16_224", start, net.vit),
                component("fusion", "both projected to 512, concatenated", "random", *joined),
                component("output", "1024 → 256 → logit", "random", net.head),
            ]
        else:
            assert isinstance(net, EfficientNetB5)
            parts = [
                component("backbone", self.config.model, start, net.backbone),
                component("fusion", "mean over all places", "–"),
                component("output", "linear layer to the logit", "random", net.linear),
            ]
        return AboutTask(
            components=parts,
            data=counted(self.store),
            contract={
                "architecture": self.config.model, "task": "deepfake",
                "size": self.config.image_size, "expansions": [EXPANSION], "colour": "RGB",
                "scale": 1 / 255, "mean": list(MEAN), "std": list(STD), "output": "logit",
                "attack_index": 1,
            },
        )  # fmt: skip

    def describe(self) -> dict[str, str]:
        facts = {
            "architecture": self.config.model,
            "real crops": str(len(self.store.of_split("train", 0))),
            "validation crops": str(len(self.store.of_split("val"))),
        }
        return facts | {k: str(v) for k, v in asdict(self.config).items() if k != "model"}
