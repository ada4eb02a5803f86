"""Raspberry Pi cameras through Picamera2 (libcamera).

Picamera2 comes with Raspberry Pi OS (`apt install python3-picamera2`), for the system's Python.
"""

from __future__ import annotations

import importlib
import time
from typing import Any

import numpy as np

from edge.capture.base import Source
from edge.config import CameraConfig
from edge.errors import SourceError
from edge.types import Frame, SourceKind


class PiCamera(Source):
    """A camera by libcamera's number. "RGB888" is what libcamera calls BGR in memory."""

    live = True
    kind = SourceKind.CAMERA

    def __init__(self, number: int, camera: CameraConfig) -> None:
        self.id = f"picamera {number}"
        self._number = number
        self._camera = camera
        self._device: Any = None
        self._index = 0

    def open(self) -> None:
        try:
            library = importlib.import_module("picamera2")
        except ImportError as error:
            raise SourceError(
                "Picamera2 is not installed; on Raspberry Pi OS: sudo apt install "
                "python3-picamera2, and create the environment with --system-site-packages"
            ) from error
        try:
            device = library.Picamera2(self._number)
        except (RuntimeError, IndexError, OSError) as error:
            raise SourceError(self._why_not(error)) from error
        try:
            settings = device.create_video_configuration(
                main={"size": (self._camera.width, self._camera.height), "format": "RGB888"},
                controls={"FrameRate": self._camera.fps},
                buffer_count=4,
            )
            device.configure(settings)
            device.start()
        except (RuntimeError, OSError) as error:
            device.close()  # else it cannot be opened again until this process ends
            raise SourceError(self._why_not(error)) from error
        self._device = device
        self._index = 0

    def read(self) -> Frame | None:
        device = self._device
        if device is None:
            raise SourceError(f"{self.id} is not open")
        try:
            image = np.asarray(device.capture_array("main"), np.uint8)
        except (RuntimeError, OSError) as error:
            raise SourceError(f"{self.id} delivers no more frames: {error}") from error
        frame = Frame(np.ascontiguousarray(image[..., :3]), self._index, self.id, time.monotonic())
        self._index += 1
        return frame

    def close(self) -> None:
        device, self._device = self._device, None
        if device is not None:
            device.stop()
            device.close()

    def _why_not(self, error: Exception) -> str:
        return (
            f"{self.id} does not open: {error}; check the ribbon cable and that no other "
            "program uses it (rpicam-hello --list-cameras)"
        )

    @property
    def fps(self) -> float | None:
        return self._camera.fps
