"""Which of several faces gives a place or a camera its state."""

from __future__ import annotations

from edge.types import FrameResult, State

GRAVITY = (
    State.ATTACK,
    State.UNAVAILABLE,
    State.LIVE,
    State.CHECKING,
    State.POOR_QUALITY,
    State.UNKNOWN,
)
"""The first of these that is there."""


def gravest(result: FrameResult) -> State | None:
    """Of the faces in view; None without one."""
    states = {face.verdict.state for face in result.faces}
    return next((state for state in GRAVITY if state in states), None)
