"""GStreamer pipelines: how a Jetson's CSI camera is read.

OpenCV's wheels are built without GStreamer, so the pipeline runs in `gst-launch-1.0` and its raw
frames come through a pipe; where OpenCV has GStreamer built in, the same text works too.
"""

from __future__ import annotations

import shlex
import shutil
import subprocess
import tempfile
import time
from typing import IO

import numpy as np

from edge.capture.base import Source
from edge.capture.redact import redacted
from edge.config import CameraConfig
from edge.errors import SourceError
from edge.types import Frame

PROGRAM = "gst-launch-1.0"


class GstPipeline(Source):
    """A pipeline's text up to the raw video, for example `nvarguscamerasrc ! nvvidconv`.

    The frames are converted to BGR and scaled to the configured width and height, so that their
    size is known.
    """

    live = True

    def __init__(self, pipeline: str, camera: CameraConfig) -> None:
        self.id = redacted(f"gst:{pipeline}")
        self._pipeline = pipeline
        self._camera = camera
        self._process: subprocess.Popen[bytes] | None = None
        self._complaints: IO[bytes] | None = None
        self._index = 0

    def __repr__(self) -> str:
        return f"GstPipeline({self.id!r})"

    def open(self) -> None:
        program = shutil.which(PROGRAM)
        if program is None:
            raise SourceError(
                f"{PROGRAM} is not installed; on Debian, Ubuntu and JetPack: "
                "sudo apt install gstreamer1.0-tools gstreamer1.0-plugins-base"
            )
        size = f"width={self._camera.width},height={self._camera.height}"
        text = (
            f"{self._pipeline} ! videoconvert ! videoscale ! "
            f"video/x-raw,format=BGR,{size} ! fdsink fd=1 sync=false"
        )
        self._complaints = tempfile.TemporaryFile()  # noqa: SIM115 — closed in close
        self._process = subprocess.Popen(
            [program, "-q", *shlex.split(text)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=self._complaints,
        )
        self._index = 0

    def read(self) -> Frame | None:
        process = self._process
        if process is None or process.stdout is None:
            raise SourceError(f"{self.id} is not open")
        width, height = self._camera.width, self._camera.height
        image = np.empty((height, width, 3), np.uint8)
        view = memoryview(image.reshape(-1))  # type: ignore[arg-type]
        filled = 0
        while filled < len(view):
            got = process.stdout.readinto(view[filled:])  # type: ignore[attr-defined]
            if not got:
                raise SourceError(f"{self.id} ended: {self._complaint()}")
            filled += got
        frame = Frame(image, self._index, self.id, time.monotonic())
        self._index += 1
        return frame

    def close(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.terminate()
        try:
            process.wait(1.0)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdout is not None:
            process.stdout.close()
        if self._complaints is not None:
            self._complaints.close()

    @property
    def fps(self) -> float | None:
        return self._camera.fps

    def _complaint(self) -> str:
        """The last thing GStreamer had to say."""
        if self._complaints is None or self._complaints.closed:
            return "no reason given"
        self._complaints.seek(0)
        lines = self._complaints.read().decode(errors="replace").splitlines()
        errors = [line for line in lines if "ERROR" in line or "error" in line] or lines
        return redacted(errors[0].strip()) if errors else "the pipeline has no more frames"
