"""Checks of samples before training."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from edge.errors import DataError


def require_two_classes(labels: Sequence[int], where: str) -> None:
    """Raise DataError unless both bona fide (0) and attack (1) samples are there."""
    found = Counter(labels)
    if not found:
        raise DataError(f"there are no samples in {where}; check the path and the split's name")
    if set(found) != {0, 1}:
        only = ", ".join(f"{n} of label {k}" for k, n in sorted(found.items()))
        raise DataError(
            f"{where} contains {only}; training needs both bona fide (0) and attack (1) samples"
        )
