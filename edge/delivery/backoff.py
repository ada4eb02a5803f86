"""How long to wait before the next attempt."""

from __future__ import annotations

import random


class Backoff:
    """Doubles from first to most, s. Each wait is shortened by chance to as little as a half.

    The chance keeps a fleet that lost its broker at one moment from coming back at one moment.
    """

    def __init__(self, first: float, most: float, rng: random.Random | None = None) -> None:
        self._first = first
        self._most = max(first, most)
        self._rng = rng or random.SystemRandom()
        self._failures = 0

    def next(self) -> float:
        """Seconds to wait after one more failure."""
        # beyond some sixty doublings a float would not care, and the exponent must stay small
        longest = min(self._most, self._first * 2.0 ** min(self._failures, 60))
        self._failures += 1
        return longest * self._rng.uniform(0.5, 1.0)

    def reset(self) -> None:
        self._failures = 0
