"""Follows the person whose session has ended, until they have left."""

from __future__ import annotations

from edge.types import Box, FaceResult

AWAY_S = 2.0
"""Time without a face after which the person has left; longer than a head turned away."""

NEAR = 0.6
"""A face that appears closer than this to the last box, in face sides, is the same person."""

GROWTH = 1.5
"""… unless its size differs by more than this factor."""


class Occupant:
    """One person over several tracks, because a lost face gets a new track number.

    The criterion is the place; faces are not compared. track: of the session.
    """

    def __init__(self, track: int | None, now: float) -> None:
        self.track = track
        self._box: Box | None = None
        self._seen_at = now

    def find(self, near: list[FaceResult], now: float) -> FaceResult | None:
        """This person among the faces that are near the gate now, s; None where they are not."""
        if self.track is None:
            return None
        found = next((face for face in near if face.face.track_id == self.track), None)
        if found is None and now - self._seen_at <= AWAY_S:
            found = next((face for face in near if self._stands_in(face.face.box)), None)
        if found is not None:
            self.track, self._box, self._seen_at = found.face.track_id, found.face.box, now
        elif now - self._seen_at > AWAY_S:
            self.track = None
        return found

    def _stands_in(self, box: Box) -> bool:
        """Whether a box is where this person was seen last."""
        if self._box is None:
            return False
        (x0, y0), (x1, y1) = self._box.center, box.center
        side = max(self._box.side, box.side)
        size = side / min(self._box.side, box.side)
        return max(abs(x1 - x0), abs(y1 - y0)) <= NEAR * side and size <= GROWTH
