"""Corruption errors of image classifiers on ImageNet-C: CORRUPTION/SEVERITY/CLASS/images."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from PIL import Image

from edge.errors import DataError
from tools.evaluation.backbone import Backbone, Change, accuracy
from tools.evaluation.layouts.imagenet import ImageFolder, open_imagenet
from tools.evaluation.robustness import Corruption

SEVERITIES = ("1", "2", "3", "4", "5")
ALEXNET = {
    "gaussian_noise": 0.886428, "shot_noise": 0.894468, "impulse_noise": 0.922640,
    "defocus_blur": 0.819880, "glass_blur": 0.826268, "motion_blur": 0.785948,
    "zoom_blur": 0.798360, "snow": 0.866816, "frost": 0.826572, "fog": 0.819324,
    "brightness": 0.564592, "contrast": 0.853204, "elastic_transform": 0.646056,
    "pixelate": 0.717840, "jpeg_compression": 0.606500,
}  # fmt: skip
"""AlexNet's mean top-1 error over the severities of each corruption, the divisor of CE (Hendrycks
and Dietterich, ICLR 2019)."""


@dataclass(frozen=True, slots=True)
class CorruptionErrors:
    """Top-1 errors 0..1 of one model, by corruption and severity."""

    model: str
    errors: Mapping[str, Mapping[str, float]]

    def mean(self, corruption: str) -> float:
        """Over the corruption's severities."""
        values = self.errors[corruption].values()
        return sum(values) / len(values)

    @property
    def mean_error(self) -> float:
        """Over all corruptions."""
        return sum(map(self.mean, self.errors)) / len(self.errors)

    def relative(self, corruption: str) -> float | None:
        """CE: the mean error over AlexNet's; None where a severity lacks or the name is unknown."""
        base = ALEXNET.get(corruption)
        whole = set(self.errors[corruption]) == set(SEVERITIES)
        return self.mean(corruption) / base if base and whole else None

    @property
    def mce(self) -> float | None:
        """The mean CE of the fifteen corruptions; None where one of them lacks."""
        found = [self.relative(name) for name in ALEXNET if name in self.errors]
        known = [error for error in found if error is not None]
        return sum(known) / len(known) if len(known) == len(ALEXNET) else None

    def row(self) -> dict[str, str]:
        """In percent, as the field gives them; empty where there is none."""
        row = {
            "model": self.model,
            "mce": "" if self.mce is None else f"{100 * self.mce:.3f}",
            "mean_error": f"{100 * self.mean_error:.3f}",
        }
        for name in self.errors:
            relative = self.relative(name)
            row[f"error_{name}"] = f"{100 * self.mean(name):.3f}"
            row[f"ce_{name}"] = "" if relative is None else f"{100 * relative:.3f}"
        return row


def open_corrupted(root: Path, synsets: Sequence[str] | None) -> dict[str, dict[str, ImageFolder]]:
    """Every corruption's severities. Raises DataError where the folders are not laid out so."""
    found: dict[str, dict[str, ImageFolder]] = {}
    corruptions = sorted(p for p in root.iterdir() if p.is_dir()) if root.is_dir() else []
    for corruption in corruptions:
        levels = [p for p in sorted(corruption.iterdir()) if p.is_dir() and p.name in SEVERITIES]
        if levels:
            found[corruption.name] = {p.name: open_imagenet(p, synsets) for p in levels}
    if not found:
        raise DataError(
            f"{root} contains no folders CORRUPTION/SEVERITY/CLASS with severities 1 to 5 "
            "like ImageNet-C"
        )
    return found


def own_corruption_errors(
    backbone: Backbone,
    data: ImageFolder,
    corruptions: Sequence[Corruption],
    *,
    batch: int = 32,
    advance: Callable[[int], None] = lambda _: None,
) -> CorruptionErrors:
    """The same under our own corruptions, made as the images are read.

    Named own_NAME: their strengths are not those of ImageNet-C, so they have no CE.
    """
    errors: dict[str, dict[str, float]] = {}
    for one in corruptions:
        found = accuracy(
            backbone, data, batch=batch, advance=advance, changes=partial(_change, one)
        )
        errors.setdefault(f"own_{one.name}", {})[str(one.severity)] = 1 - found.top1 / 100
    return CorruptionErrors(backbone.name, errors)


def _change(corruption: Corruption, number: int) -> Change:
    return partial(_corrupted, corruption, number)


def _corrupted(corruption: Corruption, seed: int, image: Image.Image) -> Image.Image:
    changed = corruption.apply(np.ascontiguousarray(np.asarray(image)[:, :, ::-1]), seed)
    return Image.fromarray(np.ascontiguousarray(changed[:, :, ::-1]))


def corruption_errors(
    backbone: Backbone,
    data: Mapping[str, Mapping[str, ImageFolder]],
    *,
    batch: int = 32,
    advance: Callable[[int], None] = lambda _: None,
) -> CorruptionErrors:
    """Score every severity of every corruption."""
    errors = {
        name: {
            level: 1 - accuracy(backbone, folder, batch=batch, advance=advance).top1 / 100
            for level, folder in levels.items()
        }
        for name, levels in data.items()
    }
    return CorruptionErrors(backbone.name, errors)
