"""Follows the person whose session has ended, until they have left the place before the gate."""

from __future__ import annotations

from edge.types import Box, FaceResult

AWAY_S = 2.0
"""Who is not seen for so long has left. A head that is turned away for a moment has not."""

NEAR = 0.6
"""A face that appears within so many of its sides of where the last one was is the same person."""

GROWTH = 1.5
"""… unless it is so many times larger or smaller."""


class Occupant:
    """One face over the tracks that the tracker makes of it: a lost face returns with a new number.

    No faces are compared: the same person is who stands in the same place. track: of the session.
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
        """Whether a box lies where this person was seen last."""
        if self._box is None:
            return False
        (x0, y0), (x1, y1) = self._box.center, box.center
        side = max(self._box.side, box.side)
        size = side / min(self._box.side, box.side)
        return max(abs(x1 - x0), abs(y1 - y0)) <= NEAR * side and size <= GROWTH
