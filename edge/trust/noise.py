"""The floor of a sensor's noise: in a living picture far from all pixels stay what they were."""

from __future__ import annotations

from collections import deque

import numpy as np

from edge.capture.native import cv2
from edge.types import U8

UNCHANGED = 0.95
"""Share of pixels that stay exactly the same from one frame to the next. Of ten real clips, all of
them compressed (which takes noise away), the stillest second reaches 0.82."""

FRAMES = 90
"""So many different frames in a row are judged, by their median."""

BLACK, WHITE = 4, 251
"""Grey levels; beyond, a sensor is at its end and shows no noise either."""

JUDGED = 0.2
"""Share of pixels between them that a frame must have to be judged."""


class NoiseFloor:
    """Takes the samples of one source in order."""

    def __init__(self) -> None:
        self._before: U8 | None = None
        self._shares: deque[float] = deque(maxlen=FRAMES)

    def see(self, sample: U8) -> float | None:
        """Add a frame. Returns the median share of unchanged pixels when it is no sensor's."""
        before, self._before = self._before, sample
        if before is None or before.shape != sample.shape:
            self._shares.clear()
            return None
        inside = cv2.inRange(sample, BLACK, WHITE)
        judged = cv2.countNonZero(inside)
        if judged < JUDGED * sample.size:
            return None
        changed = cv2.countNonZero(cv2.bitwise_and(cv2.absdiff(sample, before), inside))
        if changed:  # the very same frame again is the supervisor's business
            self._shares.append(1 - changed / judged)
        if len(self._shares) < FRAMES:
            return None
        median = float(np.median(self._shares))
        return median if median > UNCHANGED else None
