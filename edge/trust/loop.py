"""Finds a stretch of frames that was there before, at one constant distance in time.

Two looks. The first asks of every distance at once in how many cells of the picture the brightness
went the same way (Hamming distance of sign bits, averaged over the last frames): a living scene
gives a half at every distance, a loop far less at its own. The second takes the most suspicious
distance and correlates the changes themselves over PROOF frames, which rules out a person who
moves to a rhythm. Thresholds: docs/threat-model.md.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from edge.trust.fingerprint import CELLS, WORDS, Fingerprint
from edge.types import F32

SHORTEST = 25
"""frames; shorter loops are found at a multiple of their length."""

RECENT = 25.0
"""frames; the average of the first look fades over so many."""

ALIKE = 0.34
"""Share of cells that differ, below which a distance is looked at closely."""

PROOF = 150
"""frames; compared by the second look. Half of it would do for loops, but then somebody who sways
to and fro is taken for one once in some minutes (tools/soak showed it)."""

EVERY = 4
"""frames; the second look is dear and is taken at every fourth."""

ENOUGH = 60
"""Pairs that the second look needs: frames that were dropped leave holes."""

SAME = 0.85
"""Correlation from which on both stretches are the same. Of ten real clips the most rhythmic
reaches 0.67 over PROOF frames; loops of them that were re-encoded or made noisy in every round
reach 0.92 and more."""


class LoopFinder:
    """Remembers `capacity` frames. Memory: about 1.1 kB a frame."""

    def __init__(self, capacity: int) -> None:
        self._capacity = max(capacity, 2 * PROOF)
        self._clear()

    def _clear(self) -> None:
        self._signs = np.zeros((WORDS, self._capacity), np.uint64)
        self._changes = np.zeros((self._capacity, CELLS), np.float16)
        self._seen = np.zeros(self._capacity, np.bool_)  # False: fills the hole of a dropped frame
        self._average: F32 = np.full(self._capacity, 0.5, np.float32)
        self._next = 0
        self._held = 0
        self._since_proof = 0

    def see(self, print_: Fingerprint, gap: int) -> int | None:
        """Add a frame. Returns the distance (frames) at which the last ones repeat, or None.

        gap: frames since the one before, 1 where none was dropped.
        """
        if gap > self._capacity // 4:  # another scene: nothing before it is compared
            self._clear()
            gap = 1
        for _ in range(gap - 1):
            self._put(self._signs[:, self._next - 1], None)
        self._put(print_.signs, print_.change)
        if self._held < SHORTEST + ENOUGH:
            return None
        differing = np.bitwise_count(self._signs ^ print_.signs[:, None])
        # by distance: 0 is this frame, 1 the one before
        newest_first = differing.sum(axis=0, dtype=np.float32)[self._order()] / CELLS
        fade = np.float32(1 - np.exp(-gap / RECENT))
        self._average += (newest_first - self._average) * fade
        candidate = SHORTEST + int(np.argmin(self._average[SHORTEST : self._held]))
        self._since_proof += 1
        if self._average[candidate] > ALIKE or self._since_proof < EVERY:
            return None
        self._since_proof = 0
        return candidate if self._proved(candidate) else None

    def _put(self, signs: NDArray[np.uint64], change: F32 | None) -> None:
        at = self._next
        self._signs[:, at] = signs
        self._seen[at] = change is not None
        if change is not None:
            self._changes[at] = change
        self._next = (at + 1) % self._capacity
        self._held = min(self._held + 1, self._capacity)

    def _order(self) -> NDArray[np.intp]:
        return (self._next - 1 - np.arange(self._capacity)) % self._capacity

    def _proved(self, distance: int) -> bool:
        """Whether the last PROOF frames are those `distance` (give or take one) before."""
        if self._held < distance + PROOF + 1:
            return False
        now = (self._next - 1 - np.arange(PROOF)) % self._capacity
        return any(self._correlation(now, distance + d) >= SAME for d in (0, -1, 1))

    def _correlation(self, now: NDArray[np.intp], distance: int) -> float:
        then = (now - distance) % self._capacity
        both = self._seen[now] & self._seen[then]
        if int(both.sum()) < ENOUGH:
            return 0.0
        a = self._changes[now[both]].astype(np.float32).ravel()
        b = self._changes[then[both]].astype(np.float32).ravel()
        power = float(a @ a) * float(b @ b)
        return float(a @ b) / power**0.5 if power > 0 else 0.0
