"""How much of a score quantising keeps."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

F32 = NDArray[np.float32]


def signal_to_noise(expected: F32, got: F32) -> tuple[float, float]:
    """(RMS error, SQNR in dB); SQNR = 10·log10(variance of the signal / mean squared error)."""
    noise = float(np.mean(np.square(got.astype(np.float64) - expected)))
    signal = float(np.var(expected.astype(np.float64)))
    if noise == 0:
        return 0.0, float("inf")
    return noise**0.5, 10 * float(np.log10(max(signal, np.finfo(np.float64).tiny) / noise))
