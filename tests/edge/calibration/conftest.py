"""Recordings made of numbers, without pictures."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from edge.calibration.recording import Recording


@pytest.fixture
def recording():
    def make(kind, mean, *, seconds=60, per_second=10, spread=1.0, seed=0, reasons=()):
        rng = np.random.default_rng(seed)
        centre = rng.normal(mean, spread, seconds)
        raw = np.repeat(centre, per_second) + rng.normal(0, 0.1, seconds * per_second)
        second = np.repeat(np.arange(seconds), per_second)
        return Recording(kind, raw, second, raw.size, raw.size, Counter(reasons))

    return make
