"""OpenCV with its environment variables set, and a thread-safe wrapper of its VideoCapture."""

from __future__ import annotations

import os
import threading

# FFmpeg's level is read when a file is first opened; -8 is AV_LOG_QUIET.
os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")
os.environ.setdefault("OPENCV_VIDEOIO_DEBUG", "0")

MOST_PIXELS = 100_000_000
"""Limit for an image or a video frame: a small file can state any size, and OpenCV allocates it."""

# Read when OpenCV is loaded; its own limit is ten times this.
os.environ.setdefault("OPENCV_IO_MAX_IMAGE_PIXELS", str(MOST_PIXELS))

import cv2  # noqa: E402 — reads the variables above when it is loaded

cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)

__all__ = ["MOST_PIXELS", "cv2"]


class GuardedCapture:
    """A cv2.VideoCapture that is never released while another thread reads it, which would crash.

    One thread calls read and get. close may be called from any thread: during a read it only sets a
    flag, and the reading thread releases the device when its call returns.
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
        """Release the device at once, or as soon as the call in progress returns."""
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
        """Release the device where `close` was called while the lock was held; whether closed."""
        if self.closed:
            self.close()
        return self.closed
