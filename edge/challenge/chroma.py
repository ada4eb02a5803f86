"""The colour of a face's skin in one frame, and of what lies around it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Chroma:
    """Linear light, 0..1, mean over pixels: float64 (3,) R, G, B each.

    skin: of cheeks and forehead. around: of the background beside the head.
    """

    skin: NDArray[np.float64]
    around: NDArray[np.float64]
