"""Measurements of the largest face in each frame of a clip, with the shipped models."""

from __future__ import annotations

from collections.abc import Sequence

from edge.challenge.base import FaceMeasurement
from edge.challenge.make import FaceMeasurer
from edge.config import Config, ModelsConfig
from edge.infer.face_mesh import load_landmarker
from edge.runtime.factory import build_detector
from edge.types import U8, Frame
from edge.vision.track import Tracker
from models.registry import Registry


def measured_faces(shown: Sequence[U8], fps: float) -> list[FaceMeasurement]:
    """One measurement for each frame with a face; frames are 1 / fps seconds apart."""
    config, registry = Config(models=ModelsConfig(threads=1)), Registry.open()
    detector, tracker = build_detector(config, registry, video=True), Tracker(config.track)
    measurer = FaceMeasurer(load_landmarker(registry, config.models))
    found = []
    try:
        for i, picture in enumerate(shown):
            frame = Frame(picture, i, "test", i / fps)
            if faces := tracker.update(detector.detect(frame), frame.captured_at):
                found.append(measurer.measure(frame, faces[0]))
    finally:
        detector.close()
    return found
