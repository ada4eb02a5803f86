"""What the decoder's process may do: little, in little memory, and without a word."""

from __future__ import annotations

import os
import resource
import signal
import sys
import tempfile
from typing import Any

MEMORY_BYTES = 768 * 2**20
"""What decoding may take beyond what the libraries themselves do, besides the pictures."""

BYTES_PER_PIXEL = 24
"""Decoded, turned upright and copied: a few times three channels."""


def confine(pixels: int) -> None:
    """Take from this process what it does not need, and set the libraries' own limits.

    pixels: of the largest picture. Called before anything imports OpenCV.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which closes the pipe
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)  # ends the process even inside a codec
    os.environ["OPENCV_IO_MAX_IMAGE_PIXELS"] = str(pixels)
    os.environ["OPENCV_FFMPEG_CAPTURE_OPTIONS"] = (
        "protocol_whitelist;file|format_whitelist;mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,gif"
    )
    for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ[variable] = "1"
    os.chdir(tempfile.gettempdir())
    silence = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):  # what codecs print comes from the file: it must not fill a log
        os.dup2(silence, stream)
    os.close(silence)
    import cv2

    cv2.setNumThreads(1)
    cv2.imdecode(_one_pixel(), cv2.IMREAD_COLOR)  # loads what is loaded at the first use
    if sys.platform == "linux":
        allowed = _own_memory() + MEMORY_BYTES + pixels * BYTES_PER_PIXEL
        resource.setrlimit(resource.RLIMIT_AS, (allowed, allowed))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _one_pixel() -> Any:
    import cv2
    import numpy as np

    return cv2.imencode(".png", np.zeros((1, 1, 3), np.uint8))[1]


def _own_memory() -> int:
    """The address space in use, bytes."""
    with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123 — no file of a user's
        return int(file.read().split()[0]) * resource.getpagesize()
