"""Measures of one face what a challenge wants to know, and nothing when no challenge runs."""

from __future__ import annotations

from edge.challenge.chroma import skin_and_surroundings
from edge.challenge.likeness import likeness
from edge.challenge.sight import Look
from edge.landmarks.mesh import Landmarker
from edge.types import Face, Frame


class Observer:
    """Used by one thread at a time. landmarker: None where there is no landmark model."""

    def __init__(self, landmarker: Landmarker | None, *, light: bool = False) -> None:
        self._landmarker = landmarker
        self._light = light

    def look(self, frame: Frame, face: Face) -> Look:
        """Look at one face of a frame. Raises ModelError where the landmark model breaks."""
        mesh = self._landmarker.find(frame.bgr, face) if self._landmarker is not None else None
        return Look(
            mesh=mesh,
            likeness=likeness(frame.bgr, face, mesh.points if mesh is not None else None),
            chroma=skin_and_surroundings(frame.bgr, face.box) if self._light else None,
        )
