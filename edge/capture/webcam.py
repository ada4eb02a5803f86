"""Webcams (V4L2, AVFoundation, DirectShow) through OpenCV."""

from __future__ import annotations

import os
import platform
import time
from pathlib import Path

import numpy as np

from edge.capture.base import Source
from edge.capture.camera_list import list_cameras
from edge.capture.opencv_capture import GuardedCapture, cv2
from edge.config import CameraConfig
from edge.errors import SourceError
from edge.message import Message
from edge.types import Frame, SourceKind

BACKENDS = {
    "Linux": ("CAP_V4L2",),
    "Darwin": ("CAP_AVFOUNDATION",),
    "Windows": ("CAP_DSHOW", "CAP_MSMF"),
}
"""By system, in the order they are tried."""


class Webcam(Source):
    """A camera of this machine, by index. Time is monotonic, taken when a frame arrives."""

    live = True
    kind = SourceKind.CAMERA

    def __init__(self, index: int, camera: CameraConfig) -> None:
        self.id = f"camera {index}"
        self._index_of_camera = index
        self._camera = camera
        self._capture: GuardedCapture | None = None
        self._index = 0
        self._rate: float | None = None

    def open(self) -> None:
        capture = self._opened()
        # the format first: drivers restrict size and rate to those of the current format
        if self._camera.mjpg:
            capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
        capture.set(cv2.CAP_PROP_FRAME_WIDTH, self._camera.width)
        capture.set(cv2.CAP_PROP_FRAME_HEIGHT, self._camera.height)
        capture.set(cv2.CAP_PROP_FPS, self._camera.fps)
        capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)
        self._capture = GuardedCapture(capture)
        self._index = 0
        rate = self._capture.get(cv2.CAP_PROP_FPS)
        self._rate = rate if rate > 0 else None

    def read(self) -> Frame | None:
        if self._capture is None:
            raise SourceError(f"{self.id} is not open")
        ok, image = self._capture.read()
        if not ok or image is None:
            raise SourceError(
                Message("{0} delivers no more frames; check that it is plugged in", self.id)
            )
        frame = Frame(np.asarray(image, np.uint8), self._index, self.id, time.monotonic())
        self._index += 1
        return frame

    def _opened(self) -> cv2.VideoCapture:
        for name in BACKENDS.get(platform.system(), ("CAP_ANY",)):
            capture = cv2.VideoCapture(self._index_of_camera, getattr(cv2, name))
            if capture.isOpened():
                return capture
            capture.release()
        raise SourceError(open_failure(self._index_of_camera))

    def close(self) -> None:
        if self._capture is not None:
            self._capture.close()

    @property
    def fps(self) -> float | None:
        return self._rate


def open_failure(index: int) -> str:
    """A sentence on why a camera did not open, as far as is known, and what to do."""
    there = ", ".join(f"{c.index} ({c.name})" for c in list_cameras()) or Message("none")
    if platform.system() == "Linux":
        device = Path(f"/dev/video{index}")
        if not device.exists():
            return Message("there is no camera {0}; cameras here: {1}", index, there)
        if not os.access(device, os.R_OK | os.W_OK):
            return Message(
                "no permission for camera {0} ({1}); "
                "add your user to the group video and log in again",
                index,
                str(device),
            )
        return Message(
            "camera {0} ({1}) does not open; close the program that uses it", index, str(device)
        )
    return Message(
        "camera {0} does not open: it is missing, in use or not permitted; cameras here: {1}",
        index,
        there,
    )
