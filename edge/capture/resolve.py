"""Makes a source from the text that a user gives after --source."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable
from pathlib import Path

from edge.capture.base import Source
from edge.capture.camera_list import DEV, list_cameras
from edge.capture.gstreamer import GstPipeline
from edge.capture.image import SUFFIXES, Images
from edge.capture.picamera import PiCamera
from edge.capture.stream import Stream
from edge.capture.synthetic import Demo, Pattern
from edge.capture.video import VideoFile
from edge.capture.webcam import webcam
from edge.config import CameraConfig
from edge.errors import SourceError
from edge.message import Message
from edge.security.redact import redacted

KINDS = (
    "a camera (0, /dev/video0), a file, a folder of pictures, frames:FOLDER for the frames of "
    "one sequence, rtsp://…, http://…, picamera:0, gst:PIPELINE, pattern or demo"
)

NAMES = ("camera", "demo", "frames", "gst", "http", "https", "pattern", "picamera", "rtsp")
"""Candidates for the suggestion after a misspelt source."""

MADE: dict[str, Callable[[int | None], Source]] = {"demo": Demo, "pattern": Pattern}

_STREAM = re.compile(r"(rtsps?|rtmp|https?|udp|srt)://", re.IGNORECASE)


def open_source(spec: str | None, camera: CameraConfig) -> Source:
    """The source a spec names, not yet opened; None is the first camera, else the demo.

    A folder's pictures are judged independently; with `frames:FOLDER` they are the frames of one
    sequence, at camera.fps. `demo:300` and `pattern:300` end after that many frames, as a file
    does. Raises SourceError when the spec names no source.
    """
    if spec is None:
        cameras = list_cameras()
        return webcam(cameras[0].index, camera) if cameras else Demo()
    name, _, rest = spec.partition(":")
    if name in MADE:
        return MADE[name](_count(spec, rest))
    if name == "gst" and rest.strip():
        return GstPipeline(rest.strip(), camera)
    if name == "frames":
        return _sequence(rest, camera)
    if name == "picamera":
        return PiCamera(_number(spec, rest or "0"), camera)
    if _STREAM.match(spec):
        return Stream(spec, camera)
    device = re.fullmatch(r"(?:/dev/video)?(\d+)", spec)
    if device is not None:
        return webcam(int(device[1]), camera)
    found = _on_disk(spec)
    if found is not None:
        return found
    path = Path(spec)
    if path.is_relative_to(DEV):
        return webcam(_number_of_device(spec), camera)
    raise SourceError(f"there is no source {redacted(spec)!r}{_meant(spec, path)}; give {KINDS}")


def _number_of_device(spec: str) -> int:
    """The index behind a link such as /dev/v4l/by-id/usb-…-video-index0, stable over replugging."""
    try:
        device = Path(spec).resolve(strict=True)
    except (OSError, ValueError, RuntimeError):
        there = ", ".join(f"{c.index} ({c.name})" for c in list_cameras()) or Message("none")
        text = Message("there is no camera {0}; cameras here: {1}", repr(spec), there)
        raise SourceError(text) from None
    number = re.fullmatch(r"video(\d+)", device.name)
    if number is None:
        raise SourceError(
            f"{spec!r} is not a camera; give for example /dev/video0 or /dev/v4l/by-id/…"
        )
    return int(number[1])


def _sequence(folder: str, camera: CameraConfig) -> Source:
    path = Path(folder)
    try:
        if folder and path.is_dir():
            return Images(path, rate=camera.fps)
    except (OSError, ValueError):
        pass  # too long or malformed for a path: it is none
    raise SourceError(f"there is no folder {folder!r}; frames: needs a folder of numbered images")


def _on_disk(spec: str) -> Source | None:
    path = Path(spec)
    try:
        if spec and (path.is_dir() or (path.is_file() and path.suffix.lower() in SUFFIXES)):
            return Images(path)
        if path.is_file():
            return VideoFile(path)
    except (OSError, ValueError):
        pass  # too long or malformed for a path: it is none
    return None


def _meant(spec: str, path: Path) -> str:
    """A suggestion of kinds and of files in the same folder with a similar spelling, or ""."""
    try:
        beside = {entry.name: str(path.with_name(entry.name)) for entry in path.parent.iterdir()}
        near = [beside[name] for name in difflib.get_close_matches(path.name, beside, n=2)]
    except (OSError, ValueError):
        near = []
    near += difflib.get_close_matches(spec.partition(":")[0].lower(), NAMES, n=1)
    return f" (did you mean {' or '.join(near)}?)" if near else ""


def _count(spec: str, text: str) -> int | None:
    if not text:
        return None
    count = _number(spec, text)
    if count < 1:
        raise SourceError(f"{spec}: the number of frames must be 1 or more")
    return count


def _number(spec: str, text: str) -> int:
    if not text.isdecimal():
        raise SourceError(f"{redacted(spec)}: {redacted(text)!r} is not a number")
    return int(text)
