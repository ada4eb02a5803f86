"""Finds repeated frames: identical ones, or sections with the same motion.

`RepeatFinder` stores hashes of frames and finds an injected clip that loops unchanged. `LoopFinder`
stores motion signatures (`edge.trust.motion`) and finds a looping clip that is shaken, shifted,
enlarged, re-encoded, made noisy or cut into other pieces in every round. It works in two steps:

1. For all distances in time: in how many cells did the brightness change in the same direction,
   over about half a second (Hamming distance of sign bits)? Gives the CANDIDATES best distances.
2. The changes are correlated over WINDOW frames, without the COMPONENTS strongest movements of the
   last seconds (principal components), and with a limited weight of every cell. Rhythmic movement
   is one or two such components, so that a person who sways is not taken for a loop; a recording
   repeats all small movements too.

Many such windows within some seconds are a loop. Thresholds and figures: docs/threat-model.md.
"""

from __future__ import annotations

from collections import deque

import numpy as np
from numpy.typing import NDArray

from edge.trust.motion import CELLS
from edge.types import F32, U8

EARLIER = 12
"""frames; a repetition after fewer frames is a driver's buffer returned twice."""

AMONG = 60
"""Number of newest frames among which repetitions are counted."""

SUSPICIOUS = 12
"""Number of repetitions of different frames among them that is reported."""

CONTRAST = 4.0
"""Standard deviation, grey levels, below which a picture (a covered lens) is not used."""


class RepeatFinder:
    """Remembers the hashes of `capacity` frames."""

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._last_index: dict[int, int] = {}
        self._repeats: deque[tuple[int, int]] = deque()
        self._newest: int | None = None

    def update(self, sample: U8, index: int) -> int | None:
        """Add a frame's sample. Returns how far back (frames) it was seen when too many repeat."""
        key = hash(sample.tobytes())
        if key == self._newest or float(np.std(sample)) < CONTRAST:
            return None  # the supervisor detects a frozen source
        self._newest = key
        before = self._last_index.pop(key, None)
        self._last_index[key] = index
        if len(self._last_index) > self._capacity:
            del self._last_index[next(iter(self._last_index))]
        if before is not None and index - before >= EARLIER:
            self._repeats.append((index, key))
        while self._repeats and self._repeats[0][0] <= index - AMONG:
            self._repeats.popleft()
        different = len({key for _, key in self._repeats})
        return index - before if before is not None and different >= SUSPICIOUS else None


WORDS = -(-CELLS // 64)

SHORTEST = 25
"""Shortest distance, frames; shorter loops are found at a multiple of their length."""

FADE = 15.0
"""Time constant of the first step's average, frames."""

CANDIDATES = 3
"""Number of distances that the second step tests."""

NEAR = 3
"""frames; closer distances count as the same candidate."""

WINDOW = 24
"""Number of frames that the second step correlates; less than a second, the length of pieces into
which a clip may be cut."""

EVERY = 4
"""Interval of the second step, frames."""

SEEN = 16
"""Fewest pairs of frames in a window, which may have gaps of dropped frames."""

COMPONENTS = 8
"""Number of strongest movements that are removed."""

BASIS_FRAMES = 150
BASIS_EVERY = 12
"""Number of frames from which they are computed, and the interval of doing so."""

SPREAD_CELLS = 30
"""Fewest cells, as participation ratio, over which a window's power must be spread: a single object
that crosses a noise-free picture gives the same residual in the few cells that it crosses."""

SAME = 0.3
"""Correlation from which two windows count as the same."""

CHECKS, ENOUGH = 75, 15
"""ENOUGH of the newest CHECKS windows (ten seconds at 30 fps) must be repetitions."""


class LoopFinder:
    """Stores `capacity` frames, about 0.65 kB each."""

    def __init__(self, capacity: int) -> None:
        self._capacity = max(capacity, 2 * BASIS_FRAMES)
        self._clear()

    def _clear(self) -> None:
        self._signs = np.zeros((WORDS, self._capacity), np.uint64)
        self._changes = np.zeros((self._capacity, CELLS), np.float16)
        self._seen = np.zeros(self._capacity, np.bool_)  # False: fills the hole of a dropped frame
        self._average: F32 = np.full(self._capacity, 0.5, np.float32)  # by distance
        self._checks: deque[bool] = deque(maxlen=CHECKS)
        self._basis: F32 = np.zeros((0, CELLS), np.float32)
        self._weights: F32 = np.ones(CELLS, np.float32)
        self._next = 0
        self._held = 0
        self._since_check = 0
        self._since_basis = BASIS_EVERY

    def update(self, change: F32, gap: int) -> int | None:
        """Add a frame's change (`MotionSignature.of`). Returns the distance (frames) of a
        repetition once it has lasted long enough; else None.

        gap: frames since the one before, 1 where none was dropped.
        """
        if gap > self._capacity // 4:  # another scene: nothing before it is compared
            self._clear()
            gap = 1
        bits = np.zeros(WORDS * 64, np.bool_)
        bits[:CELLS] = change > 0
        signs = np.packbits(bits).view(np.uint64)
        for _ in range(gap - 1):
            self._put(self._signs[:, self._next - 1], None)
        self._put(signs, change)
        self._compare_signs(signs, gap)
        self._since_check += gap
        self._since_basis += gap
        if self._held < SHORTEST + 2 * WINDOW or self._since_check < EVERY:
            return None
        self._since_check = 0
        if self._since_basis >= BASIS_EVERY:
            self._since_basis = 0
            self._find_basis()
        correlation, distance = self._best_match()
        self._checks.append(correlation >= SAME)
        return distance if self._checks[-1] and sum(self._checks) >= ENOUGH else None

    def _put(self, signs: NDArray[np.uint64], change: F32 | None) -> None:
        at = self._next
        self._signs[:, at] = signs
        self._seen[at] = change is not None
        self._changes[at] = 0 if change is None else change
        self._next = (at + 1) % self._capacity
        self._held = min(self._held + 1, self._capacity)

    def _compare_signs(self, signs: NDArray[np.uint64], gap: int) -> None:
        differing = np.bitwise_count(self._signs ^ signs[:, None]).sum(axis=0, dtype=np.float32)
        # from places in the ring to distances: 0 is this frame, 1 the one before
        by_distance = np.roll(differing[::-1], self._next) / np.float32(CELLS)
        fade = np.float32(1 - np.exp(-gap / FADE))
        self._average += ((by_distance - self._average) * fade).astype(np.float32)

    def _newest(self, count: int, distance: int = 0) -> NDArray[np.intp]:
        """Places of the `count` frames that end `distance` before the newest, newest first."""
        return (self._next - 1 - distance - np.arange(count)) % self._capacity

    def _find_basis(self) -> None:
        """Compute the strongest movements of the last seconds, and the cells' weights
        without them."""
        at = self._newest(min(self._held, BASIS_FRAMES))
        recent = self._changes[at[self._seen[at]]].astype(np.float32)
        _, vectors = np.linalg.eigh(recent @ recent.T)  # of the frames: they are fewer than cells
        basis = vectors[:, -COMPONENTS:].T @ recent
        length = np.linalg.norm(basis, axis=1, keepdims=True) + 1e-9
        self._basis = np.asarray(basis / length, np.float32)
        rest = recent - (recent @ self._basis.T) @ self._basis
        spread = np.sqrt((rest**2).mean(axis=0))
        self._weights = np.asarray(1 / (spread + 0.5 * np.median(spread) + 1e-6), np.float32)

    def _best_match(self) -> tuple[float, int]:
        """The highest correlation of the newest window with an earlier one, and its distance."""
        average = self._average[: self._held - WINDOW].copy()
        average[:SHORTEST] = np.inf
        best = (-1.0, 0)
        now = self._rest(self._newest(WINDOW))
        power = (now**2).sum(axis=0)
        if float(power.sum()) ** 2 < SPREAD_CELLS * float((power**2).sum()):
            return best
        for _ in range(CANDIDATES):
            candidate = int(np.argmin(average))
            if not np.isfinite(average[candidate]):
                break
            for distance in (candidate - 1, candidate, candidate + 1):
                best = max(best, (self._correlation(now, distance), distance))
            average[max(0, candidate - NEAR) : candidate + NEAR + 1] = np.inf
        return best

    def _rest(self, at: NDArray[np.intp]) -> F32:
        """(WINDOW, CELLS): the changes without the strongest movements, cells weighted."""
        changes = self._changes[at].astype(np.float32)
        rest = changes - (changes @ self._basis.T) @ self._basis
        return np.asarray(rest * self._weights, np.float32)

    def _correlation(self, now: F32, distance: int) -> float:
        if distance + WINDOW > self._held:
            return 0.0
        at, before = self._newest(WINDOW), self._newest(WINDOW, distance)
        both = self._seen[at] & self._seen[before]
        if int(both.sum()) < SEEN:
            return 0.0
        a, b = now[both], self._rest(before)[both]
        power = float((a * a).sum()) * float((b * b).sum())
        return float((a * b).sum()) / power**0.5 if power > 0 else 0.0
