"""OpenCV's video backends, kept quiet: their chatter is not for the user's terminal."""

from __future__ import annotations

import os

# FFmpeg's level is read when a file is first opened; -8 is AV_LOG_QUIET.
os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")
os.environ.setdefault("OPENCV_VIDEOIO_DEBUG", "0")

import cv2

cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)

__all__ = ["cv2"]
