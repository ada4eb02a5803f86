"""Batches of pairs of a real and a manipulated crop, for the deepfake task."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Literal

import numpy as np
import torch
from torch import Tensor
from torch.utils.data import Dataset

from edge.types import F32, U8
from models.deepfake import STRIDE
from tools.training.deepfake_augment import Look, degrade
from tools.training.deepfake_data import CELLS, STORED, FaceStore
from tools.training.deepfake_manifest import COUNTERPARTS, GENERATED
from tools.training.randomness import generator
from tools.training.resynthesise import upsampled
from tools.training.self_blend import cross_blend, self_blend

PairKind = Literal["swap", "generated", "self_blend", "cross_blend", "upsampled"]
KINDS: tuple[PairKind, ...] = ("swap", "generated", "self_blend", "cross_blend", "upsampled")
"""swap and generated come from the data sets; the others are synthesised from real crops.

upsampled: a whole crop after an imitation of a generator's up-sampling layer.
"""


@dataclass(frozen=True, slots=True)
class PairShares:
    """Shares of the kinds of pairs; the shares of kinds without data go to the others."""

    swap: float = 0.38
    generated: float = 0.1
    self_blend: float = 0.22
    cross_blend: float = 0.27
    upsampled: float = 0.03


@dataclass(frozen=True, slots=True)
class Batch:
    """images uint8 (N, S, S, 3) BGR; labels (N,); masks (N, h, w) 0..1; known (N,) 0 or 1.

    known: 1 where the mask is valid. generated (N,): 1 where the whole face is synthetic.
    """

    images: Tensor
    labels: Tensor
    masks: Tensor
    known: Tensor
    generated: Tensor


class PairBatches(Dataset[Batch]):
    """Batch `i` of an epoch, a function of the seed, the epoch and `i` alone.

    batch: crops per batch, half of them real. steps: batches per epoch; the first `skip` are left
    out. size: side of a crop, px. degraded: probability (0..1) that a crop is degraded.
    """

    def __init__(
        self, store: FaceStore, shares: PairShares, *, batch: int, steps: int, seed: int,
        epoch: int, size: int, skip: int = 0, degraded: float = 1.0,
    ) -> None:  # fmt: skip
        self.store, self.size, self.batch, self.steps = store, size, batch, steps
        self.seed, self.epoch, self.skip, self.degraded = seed, epoch, skip, degraded
        reals: dict[str, list[int]] = defaultdict(list)
        made: dict[str, list[int]] = defaultdict(list)
        for index in store.of_split("train"):
            sample = store.samples[index]
            if sample.label == 0:
                reals[sample.source].append(index)
            elif sample.kind == GENERATED:
                made[sample.source].append(index)
        self.reals = [np.array(indices) for indices in reals.values()]
        # square root: a source with 100 times the faces is drawn 10 times as often
        weights = np.sqrt([len(indices) for indices in self.reals])
        self.weights = weights / weights.sum()
        self.pairs = [p for p in store.pairs if store.samples[p[0]].split == "train"]
        everyone = [i for indices in reals.values() for i in indices]
        self.generated = [
            (fake, reals.get(COUNTERPARTS.get(source, ""), everyone))
            for source, indices in made.items() for fake in indices
        ]  # fmt: skip
        there = {"swap": bool(self.pairs), "generated": bool(self.generated)}
        chances = np.array([getattr(shares, k) * there.get(k, True) for k in KINDS])
        self.chances = chances / chances.sum()

    def __len__(self) -> int:
        return self.steps - self.skip

    def __getitem__(self, index: int) -> Batch:
        rng = generator(self.seed, self.epoch, self.skip + index)
        cells = self.size // STRIDE
        images, labels, masks, known, generated = [], [], [], [], []
        for _ in range(self.batch // 2):
            kind: PairKind = KINDS[int(rng.choice(len(KINDS), p=self.chances))]
            real, fake, mask = self._pair(kind, rng)
            look = Look.draw(STORED, self.size, rng)
            images += self._degraded([look.image(crop, self.size) for crop in (real, fake)], rng)
            seen = np.zeros((cells, cells), np.float32)
            if mask is not None:
                seen = look.mask(mask, STORED, self.size, cells)
            # label 0 where the manipulated region lies outside the training crop
            labels += [0, int(mask is None or seen.max() > 0.2)]
            masks += [np.zeros((cells, cells), np.float32), seen]
            known += [1.0, float(mask is not None)]
            generated += [0.0, float(kind in ("generated", "upsampled"))]
        return Batch(
            torch.from_numpy(np.stack(images)),
            torch.tensor(labels, dtype=torch.float32),
            torch.from_numpy(np.stack(masks)),
            torch.tensor(known),
            torch.tensor(generated),
        )

    def _degraded(self, twins: list[U8], rng: np.random.Generator) -> list[U8]:
        """Degrade both crops of a pair with the same or with independent draws; independent draws
        decorrelate sharpness and compression from the label."""
        if rng.random() >= self.degraded:
            return twins
        seeds = rng.integers(2**32, size=2)
        if rng.random() < 0.4:
            seeds[1] = seeds[0]
        return [
            degrade(twin, np.random.default_rng(int(seed)))
            for twin, seed in zip(twins, seeds, strict=True)
        ]

    def _real(self, rng: np.random.Generator) -> int:
        """A real crop of any source."""
        indices = self.reals[int(rng.choice(len(self.reals), p=self.weights))]
        return int(indices[int(rng.integers(len(indices)))])

    def _pair(self, kind: PairKind, rng: np.random.Generator) -> tuple[U8, U8, F32 | None]:
        """(real, manipulated, mask (CELLS, CELLS) in 0..1 or None where unknown)."""
        store = self.store
        if kind == "swap":
            real, fake, mask = self.pairs[int(rng.integers(len(self.pairs)))]
            seen = None if mask < 0 else store.masks[mask].astype(np.float32) / 255
            return store.images[real], store.images[fake], seen
        if kind == "generated":
            fake, reals = self.generated[int(rng.integers(len(self.generated)))]
            return store.images[reals[int(rng.integers(len(reals)))]], store.images[fake], None
        a = self._real(rng)
        image, points = store.images[a], store.landmarks[a]
        if kind == "upsampled":
            return image, upsampled(image, rng), None
        if kind == "self_blend":
            fake_image, blended = self_blend(image, points, rng)
        else:
            b = self._real(rng)
            other = store.images[b], store.landmarks[b]
            fake_image, blended = cross_blend(image, points, *other, rng)
        step = STORED // CELLS
        coarse = blended.reshape(CELLS, step, CELLS, step).mean((1, 3))
        return image, fake_image, np.minimum(1.0, coarse * 2).astype(np.float32)
