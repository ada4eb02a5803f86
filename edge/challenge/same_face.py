"""Whether the face at the end of a while is the one of its beginning."""

from __future__ import annotations

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
