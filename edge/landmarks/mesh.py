"""The points of one face."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from edge.types import F32, U8, Face


@dataclass(frozen=True, slots=True)
class Mesh:
    """MediaPipe's face mesh.

    points: float32 (468, 3), frame px; z grows away from the camera, in the same px, 0 at the
    middle of the head's front. presence: 0..1, how sure the model is that this is a face.
    """

    points: F32
    presence: float


class Landmarker(Protocol):
    """Finds the mesh of a face. Used by one thread at a time."""

    def find(self, bgr: U8, face: Face) -> Mesh | None:
        """The mesh of one detected face; None where the crop shows none.

        bgr: uint8 (H, W, 3), the whole frame. Raises ModelError.
        """
        ...
