"""A network's scores on prepared crops, for validation and for the final test."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor

from edge.errors import DataError
from edge.types import F32
from tools.training.deepfake_data import FaceStore
from tools.training.final_scores import FinalScores

_CHUNK = 32


@torch.no_grad()
def scored(store: FaceStore, indices: list[int], forward: Callable[[Tensor], Tensor]) -> F32:
    """Raw logits of the central part of stored crops, float32 (n,).

    forward: from uint8 (N, S, S, 3) BGR to logits (N, 1), in eval mode.
    """
    out = []
    for start in range(0, len(indices), _CHUNK):
        images = torch.from_numpy(store.middles(indices[start : start + _CHUNK]))
        out.append(forward(images).float().squeeze(1).cpu().numpy())
    return np.concatenate(out).astype(np.float32)


def final_scores_of(
    store: FaceStore,
    test: Callable[[], FaceStore | None] | None,
    scores: Callable[[FaceStore, list[int]], F32],
) -> FinalScores | None:
    """The logits on val and on the test split; None without a test split of both classes.

    test: opens the crops of the test split.
    """
    held = test() if test is not None else None
    if held is None:
        return None
    try:
        chosen = [i for label in (0, 1) for i in held.of_split("test", label)]
    except DataError:
        return None
    val = store.of_split("val")
    return FinalScores(
        store.labels(val), scores(store, val), held.labels(chosen), scores(held, chosen)
    )
