"""Webcams (V4L2, AVFoundation, DirectShow) through OpenCV."""

from __future__ import annotations

import os
import platform
import time
from pathlib import Path

import numpy as np

from edge.capture.base import Source
from edge.capture.camera_list import list_cameras
from edge.capture.camera_order import CameraOrder, ask
from edge.capture.decoded import DecodedApart
from edge.capture.opencv_capture import GuardedCapture, cv2
from edge.config import CameraConfig
from edge.errors import SourceError
from edge.message import Message
from edge.types import Frame, SourceKind

BACKENDS = {
    "Darwin": ("CAP_AVFOUNDATION",),
    "Windows": ("CAP_DSHOW", "CAP_MSMF"),
}
"""By system, in the order they are tried."""


def webcam(index: int, camera: CameraConfig) -> Source:
    """A camera of this machine, by index.

    On Linux a process of its own decodes its pictures. Elsewhere nothing confines such a process,
    and a camera may be permitted to the program alone.
    """
    order = camera_order(index, camera)
    return Webcam(order) if platform.system() == "Linux" else WebcamInProcess(order)


def camera_order(index: int, camera: CameraConfig) -> CameraOrder:
    return CameraOrder(
        index=index,
        width=camera.width,
        height=camera.height,
        fps=camera.fps,
        mjpg=camera.mjpg,
        open_ms=round(camera.open_timeout_s * 1000),
        read_ms=round(camera.stall_s * 1000),
    )


class Webcam(DecodedApart):
    """A camera whose pictures another process decodes."""

    kind = SourceKind.CAMERA

    def __init__(self, order: CameraOrder) -> None:
        super().__init__()
        self.id = f"camera {order.index}"
        self._what = order

    def _order(self) -> CameraOrder:
        return self._what

    def _failure(self, elsewhere: str | None) -> str:  # noqa: ARG002 — it is nowhere else
        return open_failure(self._what.index)

    def _ending(self) -> str:
        return no_more_frames(self.id)

    @property
    def fps(self) -> float | None:
        return self._process.fps if self._process is not None else None


class WebcamInProcess(Source):
    """A camera whose pictures are decoded here. Time is monotonic, taken when a frame arrives."""

    live = True
    kind = SourceKind.CAMERA

    def __init__(self, order: CameraOrder) -> None:
        self.id = f"camera {order.index}"
        self._order = order
        self._capture: GuardedCapture | None = None
        self._index = 0
        self._rate: float | None = None

    def open(self) -> None:
        capture = self._opened()
        ask(capture, self._order)
        self._capture = GuardedCapture(capture)
        self._index = 0
        rate = self._capture.get(cv2.CAP_PROP_FPS)
        self._rate = rate if rate > 0 else None

    def read(self) -> Frame | None:
        if self._capture is None:
            raise SourceError(f"{self.id} is not open")
        ok, image = self._capture.read()
        if not ok or image is None:
            raise SourceError(no_more_frames(self.id))
        frame = Frame(np.asarray(image, np.uint8), self._index, self.id, time.monotonic())
        self._index += 1
        return frame

    def _opened(self) -> cv2.VideoCapture:
        for name in BACKENDS.get(platform.system(), ("CAP_ANY",)):
            capture = cv2.VideoCapture(self._order.index, getattr(cv2, name))
            if capture.isOpened():
                return capture
            capture.release()
        raise SourceError(open_failure(self._order.index))

    def close(self) -> None:
        if self._capture is not None:
            self._capture.close()

    @property
    def fps(self) -> float | None:
        return self._rate


def no_more_frames(name: str) -> str:
    return Message("{0} delivers no more frames; check that it is plugged in", name)


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
