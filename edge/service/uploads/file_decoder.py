"""The decoder's own process: from uploaded bytes to raw pictures.

Codecs are large C libraries with a history of vulnerabilities. So they run in a process without
camera, key or model, which can open no file, start nothing and reach nobody (`edge/security/
confinement.py`). A timer ends it when it hangs, and its answer is parsed as JSON and raw pixels,
never as objects.

This file must not import OpenCV at the top, because OpenCV reads its limits from the environment
when it is loaded.
"""

from __future__ import annotations

import io
import json
import os
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from multiprocessing.connection import Connection
from typing import Any

from edge.security.confinement import Confinement, confine, quieten
from edge.system import memory_file

HEAD_BYTES = 16
"""Number of first bytes by which a file's kind is recognised."""

ACCEPTED = "JPEG, PNG, WebP or BMP images, and MP4, MOV, WebM, Matroska, AVI or GIF videos"


class Media(StrEnum):
    """The kind of a file: images are judged independently, a video's frames as a sequence."""

    IMAGE = "image"
    VIDEO = "video"


def media_of(head: bytes) -> Media | None:
    """The kind of a file, by its first bytes; None where it is not accepted.

    Only formats that contain their pictures are accepted: playlists and lists of files would make
    the decoder open other files.
    """
    if head.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"BM")):
        return Media.IMAGE
    if head.startswith(b"RIFF"):
        return {b"WEBP": Media.IMAGE, b"AVI ": Media.VIDEO}.get(head[8:12])
    if head[4:8] == b"ftyp" or head.startswith((b"\x1a\x45\xdf\xa3", b"GIF87a", b"GIF89a")):
        return Media.VIDEO
    return None


Size = tuple[int, int]


def stated_size(data: bytes) -> Size | None:
    """(width, height) px; None where the header does not say, or makes no sense."""
    import imagesize

    width, height = imagesize.get(io.BytesIO(data))  # -1 where it cannot tell
    return (int(width), int(height)) if width >= 0 and height >= 0 else None


MEMORY_BYTES = 768 * 2**20
"""Memory for decoding, in addition to that of the loaded libraries and of the pictures."""

BYTES_PER_PIXEL = 24
"""Bytes for a decoded, rotated and copied picture: several times three channels."""


def prepare(pixels: int) -> None:
    """Set the libraries' own limits, load them, and confine this process.

    pixels: of the largest picture. Called before OpenCV is imported.
    """
    quieten()
    os.environ["OPENCV_FFMPEG_THREADS"] = "1"
    signal.signal(signal.SIGALRM, signal.SIG_DFL)  # ends the process even inside a codec
    os.environ["OPENCV_IO_MAX_IMAGE_PIXELS"] = str(pixels)
    os.environ["OPENCV_FFMPEG_CAPTURE_OPTIONS"] = (
        "protocol_whitelist;file|format_whitelist;mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,gif"
    )
    os.chdir(tempfile.gettempdir())
    import cv2
    import imagesize  # noqa: F401 — loaded before memory is limited

    cv2.setNumThreads(1)
    cv2.imdecode(_one_pixel(), cv2.IMREAD_COLOR)  # loads what is loaded at the first use
    confine(Confinement(MEMORY_BYTES + pixels * BYTES_PER_PIXEL, threads=False))


def _one_pixel() -> Any:
    import cv2
    import numpy as np

    return cv2.imencode(".png", np.zeros((1, 1, 3), np.uint8))[1]


LONGEST = 4096
"""px; larger pictures are scaled down to this before they are sent."""

GIF_PICTURES = 40
"""All frames of a GIF together may have as many pixels as this many of the largest pictures. A
frame can be as small as 20 bytes, so that neither the file's size nor its length limit the cost."""

FRAME_SLACK = 2
"""Frames are read up to this multiple of the stated rate, because it may be too low."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of a file. fps: frames per second taken from a video; seconds: its longest length."""

    megapixels: float
    seconds: float
    fps: float
    timeout_s: float

    @property
    def pixels(self) -> int:
        """The largest picture, width times height."""
        return int(self.megapixels * 1e6)


class UploadRefusedError(Exception):
    """A file is refused. status: the HTTP status to answer with."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status


def serve(pipe: Connection, limits: Limits) -> None:
    """Decode one file after the other until the pipe closes. The process's main function.

    A request is its kind and then its bytes, or on Linux a file in memory with them, since this
    process can make none. The answer is any number of a JSON head and a picture, uint8 (H, W, 3)
    BGR, and then a JSON end.
    """
    prepare(limits.pixels)
    while True:
        try:
            kind = pipe.recv_bytes().decode()
            with _received(pipe) as (data, path):
                signal.setitimer(signal.ITIMER_REAL, limits.timeout_s)
                for time, picture in decode(kind, data, path, limits):
                    height, width = picture.shape[:2]
                    pipe.send_bytes(json.dumps({"t": time, "w": width, "h": height}).encode())
                    pipe.send_bytes(picture.tobytes())
            end: dict[str, Any] = {"end": True}
        except (EOFError, BrokenPipeError, ConnectionResetError):
            return
        except UploadRefusedError as refused:
            end = {"end": True, "status": refused.status, "text": str(refused)}
        except MemoryError:
            end = {"end": True, "status": 413, "text": "the file takes too much memory to decode"}
        signal.setitimer(signal.ITIMER_REAL, 0)
        try:
            pipe.send_bytes(json.dumps(end).encode())
        except (BrokenPipeError, ConnectionResetError):
            return


@contextmanager
def _received(pipe: Connection) -> Iterator[tuple[bytes, str]]:
    """The bytes of a request, and the path of a file with them."""
    if memory_file.AVAILABLE:
        file = memory_file.receive(pipe)
        try:
            with os.fdopen(file, "rb", closefd=False) as opened:
                yield opened.read(), f"/proc/self/fd/{file}"
        finally:
            os.close(file)
    else:
        with tempfile.NamedTemporaryFile(prefix="facevouch-check-") as made:
            data = pipe.recv_bytes()
            made.write(data)
            made.flush()
            yield data, made.name


def decode(kind: str, data: bytes, path: str, limits: Limits) -> Iterator[tuple[float, Any]]:
    """(media time s, picture) of every frame to be judged. Raises UploadRefusedError.

    path: of a file with these bytes.
    """
    if kind == "image":
        yield 0.0, _image(data, limits)
    else:
        yield from _video(data, path, limits)


def _image(data: bytes, limits: Limits) -> Any:
    import cv2
    import numpy as np

    stated = stated_size(data)
    if stated is not None:
        _refuse_larger(*stated, limits)
    try:
        # where the header states no size, OpenCV's own limit applies (see prepare); COLOR applies
        # EXIF's orientation and always gives three channels of eight bits
        picture = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    except cv2.error as error:
        if "CV_IO_MAX_IMAGE" in str(error):
            raise _too_large(limits) from error
        raise UploadRefusedError(422, "the image cannot be decoded; it is damaged") from error
    if picture is None:
        raise UploadRefusedError(422, "the image cannot be decoded; it is damaged")
    _refuse_larger(picture.shape[1], picture.shape[0], limits)
    return _small_enough(picture)


def _video(data: bytes, path: str, limits: Limits) -> Iterator[tuple[float, Any]]:
    import cv2

    video = cv2.VideoCapture(path, cv2.CAP_FFMPEG)
    try:
        whole = limits.pixels * GIF_PICTURES if data.startswith(b"GIF") else None
        yield from _frames(video, limits, whole)
    finally:
        video.release()


def _frames(video: Any, limits: Limits, whole: int | None) -> Iterator[tuple[float, Any]]:
    """Frames at the configured rate. The length that the file states is not relied on.

    whole: limit of the pixels of all frames together; None where the length limits them.
    """
    import cv2

    if not video.isOpened():
        raise UploadRefusedError(422, "the video cannot be decoded; convert it to MP4 with H.264")
    width, height = video.get(cv2.CAP_PROP_FRAME_WIDTH), video.get(cv2.CAP_PROP_FRAME_HEIGHT)
    _refuse_larger(width, height, limits)
    stated = video.get(cv2.CAP_PROP_FPS)
    rate = stated if 1 <= stated <= 240 else 30.0
    if video.get(cv2.CAP_PROP_FRAME_COUNT) / rate > limits.seconds * FRAME_SLACK:
        raise _too_long(limits)
    index, time, due, taken = 0, -1.0, 0.0, 0
    while video.grab():
        said = video.get(cv2.CAP_PROP_POS_MSEC) / 1000
        time = said if said > time else time + 1 / rate
        if time > limits.seconds or index > limits.seconds * rate * FRAME_SLACK:
            raise _too_long(limits)
        index += 1
        if whole is not None and index * width * height > whole:
            raise UploadRefusedError(
                413,
                "the frames of the GIF have too many pixels in total; send a smaller "
                "or shorter one",
            )
        if time < due:
            continue
        due = max(due + 1 / limits.fps, time)
        ok, picture = video.retrieve()
        if not ok or picture is None:
            continue
        _refuse_larger(picture.shape[1], picture.shape[0], limits)
        taken += 1
        yield time, _small_enough(picture)
    if not taken:
        raise UploadRefusedError(422, "the video has no frame that can be decoded")


def _refuse_larger(width: float, height: float, limits: Limits) -> None:
    if width * height > limits.pixels:
        raise _too_large(limits)


def _too_large(limits: Limits) -> UploadRefusedError:
    return UploadRefusedError(
        413, f"the picture has more than {limits.megapixels:g} megapixels; send a smaller one"
    )


def _too_long(limits: Limits) -> UploadRefusedError:
    return UploadRefusedError(
        413, f"the video is longer than {limits.seconds:g} s; send a shorter one"
    )


def _small_enough(picture: Any) -> Any:
    import cv2

    height, width = picture.shape[:2]
    longest = max(height, width)
    if longest <= LONGEST:
        return picture
    size = (max(1, width * LONGEST // longest), max(1, height * LONGEST // longest))
    return cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
