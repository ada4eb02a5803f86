"""From what a person writes after --source to the source itself."""

from __future__ import annotations

from pathlib import Path

from edge.capture.base import Source
from edge.capture.video import VideoFile
from edge.config import CameraConfig
from edge.errors import SourceError


def open_source(spec: str | None, camera: CameraConfig) -> Source:  # noqa: ARG001
    """The source a spec names, not yet opened. Raises SourceError when it makes no sense."""
    path = Path(spec or "")
    if path.is_file():
        return VideoFile(path)
    raise SourceError(f"there is no source {spec!r}")
