"""Finds a stretch of frames that was there before, at one constant distance in time.

Two looks. The first asks of every distance at once in how many cells of the picture the brightness
went the same way (Hamming distance of sign bits, averaged over the last frames): a living scene
gives a half at every distance, a loop far less at its own. The second takes the most suspicious
distance and correlates the changes themselves over PROOF frames, which rules out a person who
moves to a rhythm. Thresholds: docs/threat-model.md.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from edge.capture.opencv_capture import cv2
from edge.types import F32, U8

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

    def update(self, sample: U8) -> float | None:
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

    def update(self, sample: U8, index: int) -> int | None:
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


COLUMNS, ROWS = 32, 16
CELLS = COLUMNS * ROWS
WORDS = CELLS // 64

SAMPLED_ROWS = 240
"""About so many rows of a frame are looked at: means over whole frames cost far more."""

MEMORY = 4.0
"""frames; over which the recent past fades. Longer, slow drift looks like repetition."""

DARK = 8.0
"""Grey levels added before the logarithm, so that noise in black does not count for more."""

U64 = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """Of one frame. change: float32 (CELLS,); signs: uint64 (WORDS,), a bit a cell."""

    change: F32
    signs: U64


def sampled(bgr: U8) -> U8:
    """Every n-th pixel's green, about SAMPLED_ROWS high; uint8 (h, w)."""
    step = max(1, bgr.shape[0] // SAMPLED_ROWS)
    return np.ascontiguousarray(bgr[::step, ::step, 1])


class Fingerprinter:
    """Takes the frames of one source in order."""

    def __init__(self) -> None:
        self._past: F32 | None = None

    def of(self, sample: U8, gap: int) -> Fingerprint:
        """gap: frames since the one before, 1 where none was dropped."""
        small = cv2.resize(sample.astype(np.float32), (COLUMNS, ROWS), interpolation=cv2.INTER_AREA)
        level = np.log(small + DARK)
        past = level if self._past is None else self._past
        change = level - past
        self._past = past + change * np.float32(1 - np.exp(-max(1, gap) / MEMORY))
        change = change - np.median(change, axis=1, keepdims=True)
        change = change - np.median(change, axis=0, keepdims=True)
        flat = np.asarray(change, np.float32).ravel()
        return Fingerprint(flat, np.packbits(flat > 0).view(np.uint64))


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

    def update(self, print_: Fingerprint, gap: int) -> int | None:
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
