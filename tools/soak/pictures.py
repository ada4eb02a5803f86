"""What the cameras of a soak show: nobody, the demo's person, or people in clips."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

from edge.capture.synthetic import Demo, Pattern
from edge.capture.video import VideoFile
from edge.types import U8

EACH = 45
"""Pictures kept of a scene."""

SIZE = (480, 360)
TURNS = 0.15
"""How likely a scene goes the other way at a picture."""

NAMES = ("live_webcam_a.mp4", "live_phone_e.mp4", "replay_phone_d.webm")
"""Clips that are shown where the field's data lie beside the checkout."""


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
    """Wanders through a scene to and fro, with noise of its own in every picture. As a living scene
    it never repeats for long, so the guard against loops has to believe it; played in its order
    again and again it would not be believed, noise or not."""

    def __init__(self, scene: list[U8], seed: int) -> None:
        self._scene = scene
        self._rng = np.random.default_rng(seed)
        height, width = scene[0].shape[:2]
        self._sheet = self._rng.integers(0, 7, (height + 97, width + 89, 3), dtype=np.uint8)
        self._at = 0
        self._way = 1

    def picture(self) -> U8:
        """The next one, uint8 (H, W, 3), new."""
        last = len(self._scene) - 1
        if self._rng.random() < TURNS or not 0 <= self._at + self._way <= last:
            self._way = -self._way
        self._at = min(max(self._at + self._way, 0), last)
        scene = self._scene[self._at]
        y, x = int(self._rng.integers(0, 97)), int(self._rng.integers(0, 89))
        height, width = scene.shape[:2]
        return np.asarray(cv2.add(scene, self._sheet[y : y + height, x : x + width]), np.uint8)
