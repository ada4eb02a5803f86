"""The oval in the picture where the face belongs, and the prompts until it is there."""

from __future__ import annotations

from edge.challenge.guidance import Prompt
from edge.types import Box, Face, Quality, Reason

WIDTH, HEIGHT = 1.15, 1.5
"""The oval's size / side of the face box that fills it; larger, because a box ends at the brow."""

ENTER = (0.65, 1.5, 0.4)
"""Smallest and largest size (relative to a face that fills the oval) and largest distance from its
centre (in sides of that face) of a face that is in the oval."""

STAY = (0.55, 1.8, 0.6)
"""The same for a face that is inside already (hysteresis)."""

ADVICE = (
    (Reason.TOO_SMALL, Prompt.COME_CLOSER),
    (Reason.TOO_LARGE, Prompt.STEP_BACK),
    (Reason.OUT_OF_FRAME, Prompt.MOVE_INTO_OVAL),
    (Reason.TOO_DARK, Prompt.MORE_LIGHT),
    (Reason.TOO_BRIGHT, Prompt.LESS_LIGHT),
    (Reason.TURNED, Prompt.FACE_FORWARD),
    (Reason.BLURRED, Prompt.HOLD_STILL),
)
"""The prompt for each quality reason, in order of precedence."""


class Oval:
    """The place for the face in frames of one size.

    size: (width, height) px. fraction: side of the face box that fills the oval, over the frame's
    shorter side.
    """

    def __init__(self, size: tuple[int, int], fraction: float) -> None:
        self.face_side = fraction * min(size)
        self._center = (size[0] / 2, size[1] / 2)
        x, y = self._center
        w, h = WIDTH * self.face_side / 2, HEIGHT * self.face_side / 2
        self.box = Box(x - w, y - h, x + w, y + h)

    @property
    def smallest(self) -> float:
        """Side of the smallest face that may come into the oval, px."""
        return ENTER[0] * self.face_side

    def misplaced(self, box: Box, *, inside: bool) -> Prompt | None:
        """The prompt for a face at this box; None where it is in the oval.

        inside: it was in the oval before, which allows larger deviations.
        """
        smallest, largest, off = STAY if inside else ENTER
        size = box.side / self.face_side
        if size < smallest:
            return Prompt.COME_CLOSER
        if size > largest:
            return Prompt.STEP_BACK
        x, y = box.center
        far = max(abs(x - self._center[0]), abs(y - self._center[1])) / self.face_side
        return Prompt.MOVE_INTO_OVAL if far > off else None

    def advise(self, face: Face, quality: Quality, *, inside: bool) -> Prompt | None:
        """The next prompt; None where the face is in the oval and of sufficient quality."""
        place = self.misplaced(face.box, inside=inside)
        if place is not None or quality.ok:
            return place
        for reason, prompt in ADVICE:
            if reason in quality.reasons:
                return prompt
        return Prompt.LOOK_HERE
