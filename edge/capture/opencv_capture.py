"""OpenCV with its environment set, and a capture of its that several threads may share."""

from __future__ import annotations

import os
import threading

# FFmpeg's level is read when a file is first opened; -8 is AV_LOG_QUIET.
os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")
os.environ.setdefault("OPENCV_VIDEOIO_DEBUG", "0")

MOST_PIXELS = 100_000_000
"""Of an image or a video: a small file can claim any size, and would be given the memory."""

# Read when OpenCV is loaded; its own limit is ten times this.
os.environ.setdefault("OPENCV_IO_MAX_IMAGE_PIXELS", str(MOST_PIXELS))

import cv2  # noqa: E402 — what it reads at its start is set above

cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)

__all__ = ["MOST_PIXELS", "cv2"]


class GuardedCapture:
    """A cv2.VideoCapture that is never released while another thread reads it: that crashes.

    One thread calls read and get. close may come from any: during a call it only sets a flag, and
    the caller releases the device when its call returns.
    """

    def __init__(self, capture: cv2.VideoCapture) -> None:
        self._capture = capture
        self._in_use = threading.Lock()
        self._closing = threading.Event()

    def read(self) -> tuple[bool, object]:
        """As cv2's own; (False, None) once closed."""
        with self._in_use:
            ok, image = (False, None) if self.closed else self._capture.read()
        return (False, None) if self._release_if_closing() else (bool(ok), image)

    def get(self, what: int) -> float:
        """A property, as cv2 names it; 0 once closed."""
        with self._in_use:
            value = 0.0 if self.closed else float(self._capture.get(what))
        self._release_if_closing()
        return value

    def close(self) -> None:
        """Release at once, or as soon as the call that is under way returns."""
        self._closing.set()
        if self._in_use.acquire(blocking=False):
            try:
                self._capture.release()
            finally:
                self._in_use.release()

    @property
    def closed(self) -> bool:
        return self._closing.is_set()

    def _release_if_closing(self) -> bool:
        """With the lock free again: what a close could not do that found it taken."""
        if self.closed:
            self.close()
        return self.closed
