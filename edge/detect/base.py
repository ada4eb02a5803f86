"""What a face detector is. Another one is one file beside this, and one line in `build`."""

from __future__ import annotations

from typing import Protocol

from edge.types import Face, Frame


class Detector(Protocol):
    """Finds faces. One thread owns it: neither call may overlap with another."""

    def detect(self, frame: Frame) -> list[Face]:
        """The faces of one frame, largest first, in frame pixels, with track_id 0."""
        ...

    def close(self) -> None:
        """Free what the detector holds. Safe to call twice."""
        ...
