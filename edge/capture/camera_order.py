"""What the decoder's process is told of a camera of this machine (V4L2), and how it opens one."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any

from edge.capture.frame_buffer import AVAILABLE
from edge.security.confinement import Confinement, confine, quieten

MOST_PIXELS = 2**25
"""More than 8K, which no camera exceeds; a broken JPEG may state any size."""

MEMORY_BYTES = 768 * 2**20
"""Address space for decoding, beside the driver's buffers: the largest picture several times."""


@dataclass(frozen=True, slots=True)
class CameraOrder:
    """index: of /dev/video*. width, height (px), fps, mjpg: what is asked of the camera.

    For the others see `edge.capture.decoder.DecodeOrder`.
    """

    index: int
    width: int
    height: int
    fps: float
    mjpg: bool
    open_ms: int
    read_ms: int
    shared: bool = AVAILABLE
    most_pixels: int = MOST_PIXELS

    def opened(self) -> Any:
        """The camera; then this process confines itself, before the first picture is decoded.

        What is read of the camera up to there are the kernel's own structures. The device stays
        open, and no other can be opened.
        """
        quieten()
        os.environ["OPENCV_IO_MAX_IMAGE_PIXELS"] = str(self.most_pixels)
        from edge.capture.opencv_capture import cv2

        cv2.setNumThreads(1)
        capture = cv2.VideoCapture(self.index, cv2.CAP_V4L2)
        if capture.isOpened():
            ask(capture, self)
        confine(Confinement(MEMORY_BYTES, threads=False))
        return capture

    def elsewhere(self) -> None:
        """A camera is nowhere else."""


def ask(capture: Any, order: CameraOrder) -> None:
    """Set a cv2.VideoCapture's format, size and rate, and the shortest queue."""
    from edge.capture.opencv_capture import cv2

    # the format first: drivers restrict size and rate to those of the current format
    if order.mjpg:
        capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
    capture.set(cv2.CAP_PROP_FRAME_WIDTH, order.width)
    capture.set(cv2.CAP_PROP_FRAME_HEIGHT, order.height)
    capture.set(cv2.CAP_PROP_FPS, order.fps)
    capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)
