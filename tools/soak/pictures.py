"""Pictures for the simulated cameras: an empty room, the demo's person, people in clips."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

from edge.capture.synthetic import Demo, Pattern
from edge.capture.video import VideoFile
from edge.types import U8

EACH = 45
"""Pictures of a scene."""

SIZE = (480, 360)
TURNS = 0.15
"""Probability, per picture, that a scene reverses its direction."""

NAMES = ("live_webcam_a.mp4", "live_phone_e.mp4", "replay_phone_d.webm")
"""Clips that are used where the field's data are available."""


def scenes(clips: Path | None) -> list[list[U8]]:
    """Sequences of pictures, uint8 (360, 480, 3), shared by the cameras."""
    found = [_of(Demo(EACH)), _of(Pattern(EACH))]
    if clips is not None:
        found += [_of(VideoFile(clips / name)) for name in NAMES if (clips / name).is_file()]
    return found


def _of(source: Demo | Pattern | VideoFile) -> list[U8]:
    pictures: list[U8] = []
    with source:
        while len(pictures) < EACH and (frame := source.read()) is not None:
            small = cv2.resize(frame.bgr, SIZE, interpolation=cv2.INTER_AREA)
            pictures.append(np.asarray(small, np.uint8))
    return pictures


class Sensor:
    """Plays a scene forwards and backwards at random, with new noise in every picture. So it does
    not repeat for long, and the loop finder must accept it; it would refuse the scene in a loop."""

    def __init__(self, scene: list[U8], seed: int) -> None:
        self._scene = scene
        self._rng = np.random.default_rng(seed)
        height, width = scene[0].shape[:2]
        self._sheet = self._rng.integers(0, 7, (height + 97, width + 89, 3), dtype=np.uint8)
        self._at = 0
        self._way = 1

    def picture(self) -> U8:
        """The next picture, uint8 (H, W, 3), a new array."""
        last = len(self._scene) - 1
        if self._rng.random() < TURNS or not 0 <= self._at + self._way <= last:
            self._way = -self._way
        self._at = min(max(self._at + self._way, 0), last)
        scene = self._scene[self._at]
        y, x = int(self._rng.integers(0, 97)), int(self._rng.integers(0, 89))
        height, width = scene.shape[:2]
        return np.asarray(cv2.add(scene, self._sheet[y : y + height, x : x + width]), np.uint8)
