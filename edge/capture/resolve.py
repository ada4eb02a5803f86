"""From what a person writes after --source to the source itself."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from edge.capture.base import Source
from edge.capture.cameras import list_cameras
from edge.capture.demo import Demo
from edge.capture.gstreamer import GstPipeline
from edge.capture.image import SUFFIXES, Images
from edge.capture.opencv import Webcam
from edge.capture.pattern import Pattern
from edge.capture.picamera import PiCamera
from edge.capture.redact import redacted
from edge.capture.stream import Stream
from edge.capture.video import VideoFile
from edge.config import CameraConfig
from edge.errors import SourceError

KINDS = (
    "a camera (0, /dev/video0), a file, a folder of images, rtsp://…, http://…, "
    "picamera:0, gst:PIPELINE, pattern or demo"
)

MADE: dict[str, Callable[[int | None], Source]] = {"demo": Demo, "pattern": Pattern}

_STREAM = re.compile(r"(rtsps?|rtmp|https?|udp|srt)://", re.IGNORECASE)


def open_source(spec: str | None, camera: CameraConfig) -> Source:
    """The source a spec names, not yet opened; None is the first camera, else the demo.

    `demo:300` and `pattern:300` give so many frames and no more, as a file does. Raises
    SourceError when the spec names nothing there is.
    """
    if spec is None:
        cameras = list_cameras()
        return Webcam(cameras[0].index, camera) if cameras else Demo()
    name, _, rest = spec.partition(":")
    if name in MADE:
        return MADE[name](_count(spec, rest))
    if name == "gst" and rest.strip():
        return GstPipeline(rest.strip(), camera)
    if name == "picamera":
        return PiCamera(_number(spec, rest or "0"), camera)
    if _STREAM.match(spec):
        return Stream(spec, camera)
    device = re.fullmatch(r"(?:/dev/video)?(\d+)", spec)
    if device is not None:
        return Webcam(int(device[1]), camera)
    return _on_disk(spec)


def _on_disk(spec: str) -> Source:
    path = Path(spec)
    try:
        if spec and (path.is_dir() or (path.is_file() and path.suffix.lower() in SUFFIXES)):
            return Images(path)
        if path.is_file():
            return VideoFile(path)
    except (OSError, ValueError):
        pass  # too long or malformed for a path: it is none
    raise SourceError(f"there is no source {redacted(spec)!r}; give {KINDS}")


def _count(spec: str, text: str) -> int | None:
    if not text:
        return None
    count = _number(spec, text)
    if count < 1:
        raise SourceError(f"{spec}: the number of frames must be 1 or more")
    return count


def _number(spec: str, text: str) -> int:
    if not text.isdecimal():
        raise SourceError(f"{redacted(spec)}: {redacted(text)!r} is no number")
    return int(text)
