"""Validation of the anti-spoof network: crops held in memory, AUC per source and its mean."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.metrics import roc_auc_score
from torch import Tensor, nn

from edge.errors import DataError
from models.antispoof import AntispoofNet
from tools.training.antispoof_samples import crops_of, face_box, read_pad
from tools.training.batches import require_two_classes
from tools.training.images import ImageReader
from tools.training.one_threshold import best_threshold, pooled_auc

F32 = NDArray[np.float32]
FACTORS = (0.2, 0.35, 0.5, 0.65, 0.8, 1.0, 1.3, 1.6, 2.0)


def as_tensor(crops: NDArray[np.uint8]) -> Tensor:
    """uint8 BGR (N, k, S, S, 3) to float32 RGB 0..1 (N, 3·k, S, S), tightest crop first."""
    rgb = np.ascontiguousarray(crops[..., ::-1])
    n, k, size = rgb.shape[:3]
    x = torch.from_numpy(rgb).permute(0, 1, 4, 2, 3).reshape(n, 3 * k, size, size)
    return (x.float() / 255).contiguous(memory_format=torch.channels_last)


@dataclass(frozen=True, slots=True)
class PadSplit:
    """All crops of one split, uint8 (N, k, S, S, 3) BGR, with labels (N,) and sources (N,)."""

    crops: NDArray[np.uint8]
    labels: NDArray[np.int64]
    sources: NDArray[np.str_]
    skipped: int

    @classmethod
    def load(cls, root: Path, split: str, expansions: Sequence[float], size: int) -> PadSplit:
        """Read and crop the faces of a split, k = len(expansions) crops of `size` px each.

        Raises DataError where a split is missing or holds one class only.
        """
        pictures = read_pad(root, split)
        require_two_classes([p.label for p in pictures], f"pad/{split}")
        reader = ImageReader(root)
        crops, labels, sources = [], [], []
        for picture in pictures:
            image = reader.read(picture.path)
            if image is None:
                continue
            crops.append(crops_of(image, face_box(picture, image), expansions, size))
            labels.append(picture.label)
            sources.append(picture.source)
        return cls(np.stack(crops), np.array(labels), np.array(sources), len(reader.bad))

    def scores(self, forward: Callable[[Tensor], Tensor], batch: int = 64) -> F32:
        """Raw logits, float32 (N,). forward: from a float32 input tensor (n, 3·k, S, S) to (n,)."""
        out = [
            forward(as_tensor(self.crops[i : i + batch])).reshape(-1).float().cpu().numpy()
            for i in range(0, len(self.crops), batch)
        ]
        return np.concatenate(out).astype(np.float32)

    def by_source(self, scores: F32) -> dict[str, float]:
        """AUC of each source. Raises DataError on a source with one class only."""
        out = {}
        for source in sorted(set(self.sources.tolist())):
            mine = self.sources == source
            if len(set(self.labels[mine].tolist())) < 2:
                raise DataError(f"the source {source} has one class only, so it has no AUC")
            out[source] = float(roc_auc_score(self.labels[mine], scores[mine]))
        return out


@torch.inference_mode()
def validation(split: PadSplit, net: nn.Module, device: torch.device) -> dict[str, float]:
    """Validation metrics by name.

    `auc` (mean over sources), the lowest AUC of a source, and `auc/SOURCE` of each. At one
    threshold for all sources: `pooled` (AUC over all sources together), `acer`, and `error_worst`
    (the highest APCER or BPCER of any source).
    """
    net.eval()
    scores = split.scores(lambda x: net(x.to(device))[0])
    aucs = split.by_source(scores)
    values = list(aucs.values())
    errors = best_threshold(scores, split.labels, split.sources)
    rows = {
        "auc": float(np.mean(values)),
        "auc_worst": min(values),
        "pooled": pooled_auc(scores, split.labels, split.sources),
        "acer": errors.acer,
        "error_worst": errors.worst,
        "threshold": errors.threshold,
    }
    return rows | {f"auc/{source}": value for source, value in aucs.items()}


@torch.inference_mode()
def tight_factor(split: PadSplit, net: AntispoofNet) -> tuple[float, dict[float, float]]:
    """The factor on the tight tower's logit that gives the highest pooled AUC on `split` (val).

    Returns the best of FACTORS and the pooled AUC of each; 1 leaves the network as trained.
    """
    net.eval()
    parts = []
    for k in range(len(net.towers)):

        def share(x: Tensor, k: int = k) -> Tensor:
            return net.look(x)[k].evidence.sum((1, 2, 3))

        parts.append(split.scores(share))
    means = {}
    for factor in FACTORS if len(parts) == 2 else (1.0,):
        total = sum(parts[1:], factor * parts[0])
        means[factor] = pooled_auc(total, split.labels, split.sources)
    return max(means, key=lambda f: means[f]), means
