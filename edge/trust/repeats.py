"""Finds frames that are, bit for bit, frames of a while ago: no sensor's noise comes twice."""

from __future__ import annotations

from collections import deque

import numpy as np

from edge.types import U8

EARLIER = 12
"""frames; what repeats sooner is a driver's buffer handed out twice, not a recording."""

AMONG = 60
"""frames; the newest, among which repetitions are counted."""

SUSPICIOUS = 12
"""Repetitions of different frames among them."""

CONTRAST = 4.0
"""Standard deviation in grey levels below which a picture (a covered lens) is too empty to tell."""


class RepeatFinder:
    """Remembers the hashes of `capacity` frames."""

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._last_seen: dict[int, int] = {}
        self._repeats: deque[tuple[int, int]] = deque()
        self._newest: int | None = None

    def see(self, sample: U8, index: int) -> int | None:
        """Add a frame's sample. Returns how far back (frames) it was seen when too many repeat."""
        key = hash(sample.tobytes())
        if key == self._newest or float(np.std(sample)) < CONTRAST:
            return None  # standing still is the supervisor's business
        self._newest = key
        before = self._last_seen.pop(key, None)
        self._last_seen[key] = index
        if len(self._last_seen) > self._capacity:
            del self._last_seen[next(iter(self._last_seen))]
        if before is not None and index - before >= EARLIER:
            self._repeats.append((index, key))
        while self._repeats and self._repeats[0][0] <= index - AMONG:
            self._repeats.popleft()
        different = len({key for _, key in self._repeats})
        return index - before if before is not None and different >= SUSPICIOUS else None
