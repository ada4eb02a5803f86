"""Whether the face of this frame is the one of the frame before: nobody jumps or grows at once."""

from __future__ import annotations

from edge.types import Box

JUMP = 0.5
"""Sides of the face its middle may move from one frame to the next, when frames follow closely."""

GROWTH = 1.4
"""Times a face may grow or shrink from one frame to the next."""

PER_SECOND = 3.0
"""Sides of the face a head moves in a second at most, where frames lie further apart: 0.5 m/s."""


class BoxContinuity:
    """Follows one box; a jump that a body cannot make is an exchange of what the camera sees."""

    def __init__(self) -> None:
        self._box: Box | None = None
        self._at: float | None = None

    def begin(self, box: Box) -> None:
        """Take this one as the face to follow."""
        self._box, self._at = box, None

    def goes_on(self, box: Box, at: float) -> bool:
        """Whether the face went on to this box at `at` (seconds of the frame); remembers it."""
        before, then = self._box, self._at
        self._box, self._at = box, at
        if before is None:
            return True
        elapsed = 0.0 if then is None else max(0.0, at - then)
        (x0, y0), (x1, y1) = before.center, box.center
        moved = max(abs(x1 - x0), abs(y1 - y0)) / max(before.side, box.side)
        size = max(box.side, before.side) / min(box.side, before.side)
        return moved <= max(JUMP, PER_SECOND * elapsed) and size <= GROWTH
