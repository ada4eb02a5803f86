"""Which samples an epoch sees: every source alike, every class alike, the same on every rerun."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence

import numpy as np
from numpy.typing import NDArray

from edge.errors import DataError


def require_two_classes(labels: Sequence[int], where: str) -> None:
    """Raise DataError unless both bona fide (0) and attack (1) samples are there."""
    found = Counter(labels)
    if not found:
        raise DataError(f"There are no samples in {where}; check the path and the split's name.")
    if set(found) != {0, 1}:
        only = ", ".join(f"{n} of label {k}" for k, n in sorted(found.items()))
        raise DataError(
            f"{where} holds {only}; training needs both bona fide (0) and attack (1) samples."
        )


def balanced_order(
    groups: Sequence[Hashable], count: int, rng: np.random.Generator
) -> NDArray[np.int64]:
    """`count` indices in which every group appears equally often, in random order.

    Within a group every sample is used once before any is used again.
    """
    members: dict[Hashable, list[int]] = {}
    for index, group in enumerate(groups):
        members.setdefault(group, []).append(index)
    if not members:
        raise DataError("There is nothing to draw samples from.")
    picked: list[NDArray[np.int64]] = []
    shares = np.full(len(members), count // len(members))
    shares[rng.permutation(len(members))[: count % len(members)]] += 1
    for share, indices in zip(shares, members.values(), strict=True):
        rounds = -(-int(share) // len(indices))
        drawn = np.concatenate([rng.permutation(indices) for _ in range(max(1, rounds))])
        picked.append(drawn[:share])
    order = np.concatenate(picked).astype(np.int64)
    rng.shuffle(order)
    return order
