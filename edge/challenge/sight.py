"""What a challenge sees of the face it watches."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from edge.challenge.chroma import Chroma
from edge.landmarks.mesh import Mesh
from edge.types import F32, Face, FaceResult, Quality


@dataclass(frozen=True, slots=True)
class Look:
    """What only a challenge wants to know of a face, measured when it asks.

    mesh: None where there is no landmark model or no face in the crop. likeness: float32 (N,), what
    the face looks like in the small (`edge.challenge.likeness`). chroma: None where the skin cannot
    be measured.
    """

    mesh: Mesh | None = None
    likeness: F32 | None = None
    chroma: Chroma | None = None


@dataclass(frozen=True, slots=True)
class Sight:
    """One frame of the face that is challenged.

    size: of the frame, px. at: seconds of the session's clock at which the frame was seen.
    """

    face: Face
    quality: Quality
    size: tuple[int, int]
    at: float
    look: Look


Looker = Callable[[FaceResult], Look]
