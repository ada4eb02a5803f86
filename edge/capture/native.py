"""OpenCV's video backends, kept quiet: their chatter is not for the user's terminal."""

from __future__ import annotations

import os

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
