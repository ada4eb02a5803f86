"""Which kind of manipulation a track shows: a swapped face, or one that was generated whole."""

from __future__ import annotations

from edge.types import Reason

LEAST_LOG_ODDS = 1.0
"""Least magnitude of the mean log-odds over a track's scored frames for which a kind is named."""


class ManipulationKind:
    """The mean log-odds of generated against swapped on one track.

    It estimates the kind of a manipulation, given that there is one, not whether there is one.
    Not thread-safe; the inference worker owns it.
    """

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Start anew, as the test of the track does."""
        self._total, self._frames = 0.0, 0

    def add(self, log_odds: float) -> None:
        """Add one frame's log-odds (natural) of generated against swapped."""
        self._total += log_odds
        self._frames += 1

    def reasons(self) -> frozenset[Reason]:
        """The kind as a reason; empty where the mean log-odds are too small."""
        mean = self._total / self._frames if self._frames else 0.0
        if abs(mean) < LEAST_LOG_ODDS:
            return frozenset()
        return frozenset({Reason.GENERATED if mean > 0 else Reason.SWAPPED})
