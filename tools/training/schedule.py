"""The learning-rate schedule."""

from __future__ import annotations

import math


def warmup_cosine(step: int, total: int, warmup: float, final: float) -> float:
    """Factor on the peak learning rate at `step` of `total`: linear warm-up, then half a cosine.

    warmup: fraction of `total`. final: the factor at the end.
    """
    rise = max(1, round(total * warmup)) if warmup > 0 else 0
    if step < rise:
        return (step + 1) / rise
    done = min(1.0, (step - rise) / max(1, total - rise))
    return final + (1 - final) * 0.5 * (1 + math.cos(math.pi * done))
