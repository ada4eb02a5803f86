"""What a challenge would see of a recorded clip, shown for as long as it takes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import cv2

from edge import quality
from edge.build import build_detector
from edge.challenge.observer import Observer
from edge.challenge.sight import Sight
from edge.config import Config
from edge.errors import DataError
from edge.landmarks.mesh import Landmarker
from edge.track import Tracker
from edge.types import Frame
from models.registry import Registry

Recording = list[Sight | None]
"""One entry a frame; None where no face was seen."""


def record(
    path: Path, registry: Registry, landmarker: Landmarker | None, config: Config
) -> tuple[Recording, float]:
    """The sights of a clip's largest face, frame by frame, and frames a second.

    Raises DataError where the file is no video.
    """
    video = cv2.VideoCapture(str(path))
    fps = video.get(cv2.CAP_PROP_FPS)
    if not video.isOpened() or not fps > 0:
        raise DataError(f"{path} cannot be read as a video")
    detector = build_detector(config, registry, video=True)
    tracker, observer = Tracker(config.track), Observer(landmarker, light=True)
    sights: Recording = []
    try:
        for index, bgr in enumerate(_frames(video)):
            frame = Frame(bgr, index, path.name, index / fps)
            faces = tracker.update(detector.detect(frame), frame.captured_at)
            if not faces:
                sights.append(None)
                continue
            face = max(faces, key=lambda f: f.box.side)
            gate = quality.measure(bgr, face, config.quality)
            look = observer.look(frame, face)
            sights.append(Sight(face, gate, frame.size, frame.captured_at, look))
    finally:
        video.release()
        detector.close()
    return sights, fps


def endless(sights: Recording, fps: float, start: int) -> Iterator[tuple[float, Sight | None]]:
    """The clip from a frame on, to and fro for ever: (seconds, sight). It never jumps."""
    last = len(sights) - 1
    at, step = start, 1
    time = 0.0
    while True:
        sight = sights[at]
        yield time, replace(sight, at=time) if sight is not None else None
        if not 0 <= at + step <= last:
            step = -step
        at += step if last > 0 else 0
        time += 1 / fps


def _frames(video: cv2.VideoCapture) -> Iterator[cv2.typing.MatLike]:
    while True:
        there, bgr = video.read()
        if not there:
            return
        yield bgr
