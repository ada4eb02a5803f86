"""What a release fits on validation scores: a calibration, and where to operate."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

F32 = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Fit:
    """Platt scaling (slope · logit + offset, equal priors) and operating points on p_attack."""

    slope: float
    offset: float
    thresholds: dict[str, float]

    def p_attack(self, raw: F32) -> NDArray[np.float64]:
        logit = np.clip(self.slope * raw.astype(np.float64) + self.offset, -60, 60)
        result: NDArray[np.float64] = 1 / (1 + np.exp(-logit))
        return result
