"""How things usually are before a camera, to measure drift against; and which camera it is."""

from __future__ import annotations

from pathlib import Path

from edge.calibration.drift import Seconds, store_reference
from edge.capture.base import Source
from edge.config import DriftConfig
from edge.trust.pinned_camera import pin_camera
from edge.types import FrameResult
from models.spec import ModelSpec


class Usual:
    """Gathers while bona fide is recorded. Scores are those of the model before the new fit."""

    def __init__(self, spec: ModelSpec) -> None:
        self._spec = spec
        self._seconds = Seconds(spec.id, DriftConfig().window)
        self._camera: str | None = None
        self._pinnable = False

    def watch(self, named: str | None, source: Source) -> None:
        """A source is about to be recorded. named: as after --live."""
        self._camera = named
        self._pinnable = source.live and not source.synthetic

    def see(self, result: FrameResult) -> None:
        self._seconds.add(result)

    def store(self, camera: str, slope: float, offset: float, where: Path | None = None) -> Path:
        """Keep what was gathered, its scores as the new fit gives them. Raises OutputError."""
        old = self._spec.calibration
        ratio = slope / old.slope
        self._seconds.rescale(ratio, offset - ratio * old.offset)
        return store_reference(self._seconds.reference(camera), where)

    def pin(self) -> Path | None:
        """Remember the camera itself; None where it was a file. Raises OutputError."""
        return pin_camera(self._camera) if self._pinnable else None
