"""Whether the face of a challenge stays one: from rest to rest, and from sight to sight."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

import numpy as np

from edge.types import F32

SAME = 0.5
"""Two moments show one face when the best pair of their sights correlates so well. Measured in
docs/session.md; it stops most exchanges, not all: the anti-spoof model goes on judging."""

KEPT = 8
"""Sights of the beginning that later ones are compared with."""


class SameFace:
    """Likenesses as `edge.challenge.likeness` gives them; None where there was none to be had."""

    def __init__(self) -> None:
        self._known: list[F32] = []
        self._best: float | None = None

    def remember(self, likenesses: Sequence[F32 | None]) -> None:
        """Take these for the beginning: some of them, spread over all."""
        known = [one for one in likenesses if one is not None]
        self._known = known[:: max(1, len(known) // KEPT)][:KEPT]

    def begin_anew(self) -> None:
        """Forget what was compared, not the beginning."""
        self._best = None

    def compare(self, likeness: F32 | None) -> None:
        """Hold one more sight against the beginning."""
        if likeness is None or not self._known:
            return
        best = float(np.max(np.stack(self._known) @ likeness))
        self._best = best if self._best is None else max(self._best, best)

    def is_same(self) -> bool:
        """Whether any sight since begin_anew was of the same face; False where none was seen."""
        return self._best is not None and self._best >= SAME


LINK = ((0.05, 0.6), (0.3, 0.45))
"""(s since the sight before, correlation with one of the last LINKED): a face that moves goes on
looking like itself from frame to frame. After a longer gap nothing can be said."""

LINKED = 3
MISSES = 3
"""So many sights running that no link holds are another face; fewer are a blur."""


class FaceChain:
    """Follows a face from sight to sight, whichever way it turns."""

    def __init__(self) -> None:
        self._last: deque[F32] = deque(maxlen=LINKED)
        self._at: float | None = None
        self._misses = 0

    def goes_on(self, likeness: F32 | None, at: float) -> bool:
        """Take the next sight; False where the face has been exchanged."""
        if likeness is None:
            return True
        gap = at - self._at if self._at is not None else 0.0
        self._at = at
        if not self._last or gap > LINK[-1][0]:
            self._last.clear()
            self._last.append(likeness)
            self._misses = 0
            return True
        needed = next(correlation for longest, correlation in LINK if gap <= longest)
        if max(float(likeness @ one) for one in self._last) >= needed:
            self._last.append(likeness)
            self._misses = 0
        else:
            self._misses += 1
        return self._misses < MISSES
