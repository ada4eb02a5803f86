"""Flip rates of image classifiers on ImageNet-P: PERTURBATION/CLASS/sequences of frames.

Hendrycks and Dietterich (ICLR 2019): how often the top-1 class changes along a sequence in which a
perturbation grows little by little.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from edge.errors import DataError
from tools.evaluation.backbone import Backbone
from tools.evaluation.dataset import VIDEOS, is_image

I64 = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class FlipRates:
    """Flip probabilities 0..1 of one model, by perturbation."""

    model: str
    flips: Mapping[str, float]

    @property
    def mean(self) -> float:
        return sum(self.flips.values()) / len(self.flips)

    def row(self, base: FlipRates) -> dict[str, str]:
        """In percent. FR is the flip probability over that of `base`, mFR their mean; empty where
        `base` never flips. The paper's base is AlexNet."""
        found = {name: self.relative(name, base) for name in self.flips}
        known = [rate for rate in found.values() if rate is not None]
        row = {
            "model": self.model,
            "mean_flip": f"{100 * self.mean:.3f}",
            "mfr": f"{100 * sum(known) / len(known):.3f}" if len(known) == len(found) else "",
            "relative_to": base.model,
        }
        for name, rate in found.items():
            row[f"flip_{name}"] = f"{100 * self.flips[name]:.3f}"
            row[f"fr_{name}"] = "" if rate is None else f"{100 * rate:.3f}"
        return row

    def relative(self, perturbation: str, base: FlipRates) -> float | None:
        """FR; None where the base has no flips to be divided by."""
        theirs = base.flips[perturbation]
        return self.flips[perturbation] / theirs if theirs else None


def open_sequences(root: Path) -> dict[str, list[Path]]:
    """Every perturbation's sequences: videos, or folders of frames in the order of their names.

    Raises DataError where nothing is laid out so.
    """
    found: dict[str, list[Path]] = {}
    for perturbation in _folders(root):
        for of_class in _folders(perturbation):
            inside = [p for p in sorted(of_class.iterdir()) if p.suffix.lower() in VIDEOS]
            inside += [p for p in _folders(of_class) if len(_frames_in(p)) > 1]
            if inside:
                found.setdefault(perturbation.name, []).extend(inside)
    if not found:
        raise DataError(
            f"{root} contains no PERTURBATION/CLASS/SEQUENCE (videos, or folders of two or "
            "more frames) like ImageNet-P"
        )
    return found


def flip_rates(
    backbone: Backbone,
    data: Mapping[str, Sequence[Path]],
    *,
    batch: int = 32,
    advance: Callable[[int], None] = lambda _: None,
) -> FlipRates:
    """Score every frame of every sequence; a sequence counts once, however long it is."""
    flips = {}
    for name, sequences in data.items():
        rates = []
        for path in sequences:
            best = _classes(backbone, path, batch)
            rates.append(flip_probability(best, noise="noise" in name))
            advance(1)
        flips[name] = float(np.mean(rates))
    return FlipRates(backbone.name, flips)


def flip_probability(best: I64, *, noise: bool) -> float:
    """Share of the frames after the first whose class differs from the frame before.

    best: top-1 class of each frame. noise: frames do not follow from one another, so each is
    compared with the first.
    """
    before = best[:1] if noise else best[:-1]
    return float(np.mean(best[1:] != before))


def _classes(backbone: Backbone, path: Path, batch: int) -> I64:
    framed = [backbone.framing.frame(image) for image in _frames(path)]
    if len(framed) < 2:
        raise DataError(f"{path} has fewer than two frames and is not a sequence")
    parts = [
        backbone.logits(np.stack(framed[i : i + batch])).argmax(1)
        for i in range(0, len(framed), batch)
    ]
    return np.concatenate(parts).astype(np.int64)


def _frames(path: Path) -> Iterator[Image.Image]:
    if path.is_dir():
        for file in _frames_in(path):
            with Image.open(file) as opened:
                yield opened.convert("RGB")
        return
    video = cv2.VideoCapture(str(path))
    try:
        while True:
            there, frame = video.read()
            if not there:
                return
            yield Image.fromarray(cv2.cvtColor(frame, cv2.COLOR_BGR2RGB))
    finally:
        video.release()


def _frames_in(folder: Path) -> list[Path]:
    return [p for p in sorted(folder.iterdir()) if is_image(p)]


def _folders(root: Path) -> list[Path]:
    return sorted(p for p in root.iterdir() if p.is_dir()) if root.is_dir() else []
