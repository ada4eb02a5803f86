"""The sequential test's bounds, as the probabilities an operator reads."""

from __future__ import annotations

import math

from edge.config import DecisionConfig
from edge.decide.sequential import Bounds


def probabilities(config: DecisionConfig) -> tuple[float, float]:
    """p(attack) at or below which the test says LIVE, and at or above which ATTACK."""
    bounds = Bounds.of(config)
    return 1 / (1 + math.exp(-bounds.live)), 1 / (1 + math.exp(-bounds.attack))
