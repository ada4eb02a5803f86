"""GStreamer pipelines, which a Jetson's CSI camera needs.

A pipeline runs in `gst-launch-1.0`, which writes raw frames to a pipe, also where OpenCV was built
with GStreamer: nothing that is encoded is decoded in the gate's process.
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
from edge.config import CameraConfig
from edge.errors import SourceError
from edge.security.redact import redacted
from edge.security.shielded_program import start_shielded
from edge.types import U8, Frame, SourceKind

PROGRAM = "gst-launch-1.0"

ROW_ALIGNMENT = 4
"""Bytes; GStreamer's default layout of raw video pads each row of BGR to a multiple of this."""

STOP_S = 1.0
"""How long gst-launch may take to end before it is killed."""


class GstPipeline(Source):
    """A pipeline's text up to the raw video, for example `nvarguscamerasrc ! nvvidconv`.

    The frames are converted to BGR and fitted into the configured width and height with their
    aspect kept (black bars), so that their size is known. The end of a pipeline is an
    error, as with a camera.
    """

    live = True
    kind = SourceKind.PIPELINE

    def __init__(self, pipeline: str, camera: CameraConfig) -> None:
        self.id = redacted(f"gst:{pipeline}")
        self._pipeline = pipeline
        self._camera = camera
        self._reader: GstProgram | None = None
        self._index = 0

    def __repr__(self) -> str:
        return f"GstPipeline({self.id!r})"

    def open(self) -> None:
        self._reader = GstProgram(self._pipeline, self._camera.width, self._camera.height)
        self._index = 0

    def read(self) -> Frame | None:
        reader = self._reader
        if reader is None:
            raise SourceError(f"{self.id} is not open")
        picture = reader.read()
        if picture is None:
            raise SourceError(f"{self.id} ended: {reader.complaint()}")
        frame = Frame(picture, self._index, self.id, time.monotonic())
        self._index += 1
        return frame

    def close(self) -> None:
        if self._reader is not None:
            self._reader.close()

    @property
    def fps(self) -> float | None:
        return self._camera.fps


class GstProgram:
    """gst-launch-1.0, which writes frames of a known size to a pipe.

    One thread reads; close may be called from any and unblocks read. Raises SourceError when the
    program is not installed or the pipeline's quotes do not match.
    """

    def __init__(self, pipeline: str, width: int, height: int) -> None:
        program = shutil.which(PROGRAM)
        if program is None:
            raise SourceError(
                f"{PROGRAM} is not installed; on Debian, Ubuntu and JetPack: "
                "sudo apt install gstreamer1.0-tools gstreamer1.0-plugins-base"
            )
        try:
            words = shlex.split(pipeline)
        except ValueError as error:
            raise SourceError(
                f"{redacted(pipeline)!r} is not a GStreamer pipeline: {error}"
            ) from error
        # without this videoscale distorts the picture and records that in the pixel aspect ratio
        wanted = f"video/x-raw,format=BGR,width={width},height={height},pixel-aspect-ratio=1/1"
        sink = ["!", "videoconvert", "!", "videoscale", "!", wanted, "!", "fdsink", "fd=1"]
        self._width = width
        self._shape = (height, -(-width * 3 // ROW_ALIGNMENT) * ROW_ALIGNMENT)
        self._complaints: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 — closed in close
        self._process = start_shielded(
            [program, "-q", *words, *sink, "sync=false"], self._complaints
        )

    def read(self) -> U8 | None:
        """The next frame, uint8 (H, W, 3) BGR; None when no complete one follows."""
        rows = np.empty(self._shape, np.uint8)
        view = memoryview(rows.reshape(-1))  # type: ignore[arg-type]
        filled = 0
        while filled < len(view):
            try:
                got = self._process.stdout.readinto(view[filled:])  # type: ignore[union-attr]
            except ValueError:  # closed by another thread
                return None
            if not got:
                return None
            filled += got
        pixels = rows[:, : self._width * 3].reshape(len(rows), self._width, 3)
        return np.ascontiguousarray(pixels)

    def complaint(self) -> str:
        """GStreamer's first error message about the pipeline."""
        try:
            self._process.wait(STOP_S)  # the pipe closes shortly before the message is written
            self._complaints.seek(0)
            lines = self._complaints.read().decode(errors="replace").splitlines()
        except (ValueError, subprocess.TimeoutExpired):  # closed, or still running
            return "no reason given"
        errors = [line for line in lines if "error" in line.lower()] or lines
        return redacted(errors[0].strip()) if errors else "the pipeline has no more frames"

    def close(self) -> None:
        """End the program, by force if need be."""
        self._process.terminate()
        try:
            self._process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()
        self._complaints.close()
