"""The process that decodes a network stream: from a URL to raw pictures.

A camera on a network, or whoever stands in its place, sends what FFmpeg parses. So it is parsed in
a process without key, model or device, which can open no file, start nothing and connect to the
stream's port alone (`edge/security/confinement.py`).

This file must not import OpenCV at the top, because OpenCV reads its limits from the environment
when it is loaded.
"""

from __future__ import annotations

import json
import os
import time
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

from edge.capture.frame_buffer import AVAILABLE, FrameBuffer
from edge.security.confinement import Confinement, confine, quieten

MEMORY_BYTES = 3 * 2**30
"""Address space for decoding. Every thread of a codec reserves some 70 MB of it for its stack and
its part of the heap, of which it uses little."""

READABLE = (
    "/etc/hosts",
    "/etc/host.conf",
    "/etc/resolv.conf",
    "/etc/nsswitch.conf",
    "/etc/gai.conf",
    "/etc/services",
    "/dev/urandom",
)
"""What resolving a name and a handshake read."""

OPTIONS = "OPENCV_FFMPEG_CAPTURE_OPTIONS"


@dataclass(frozen=True, slots=True)
class StreamOrder:
    """What to decode. options: FFmpeg's, as OpenCV reads them; None: OpenCV's own.

    readable: a file of authorities. ports: TCP, of the stream. shared: whether pictures go through
    memory that both processes share, or through the pipe.
    """

    url: str
    options: str | None
    open_ms: int
    read_ms: int
    readable: tuple[str, ...]
    ports: tuple[int, ...]
    shared: bool = AVAILABLE


def serve(pipe: Connection, buffers: Connection, order: StreamOrder) -> None:
    """Decode until the stream or the pipe ends. The process's main function.

    First it sends `{"open": bool}`. Then for each request, the number of a slot, it sends
    `{"w", "h", "t"}`, t in monotonic s, when the next picture lies in that slot, or at the end
    `{"end": true}`.
    Where the size is another one it first sends `{"w", "h"}` without a time and is given a new
    buffer through `buffers`. Where nothing is shared, the pixels follow as a message.
    """
    _prepare(order)
    try:
        _decode(pipe, buffers, order)
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return


def _prepare(order: StreamOrder) -> None:
    quieten("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")
    if order.options is not None:
        os.environ[OPTIONS] = order.options
    import encodings.idna  # noqa: F401 — loaded before files can no longer be read

    from edge.capture.opencv_capture import cv2

    cv2.setNumThreads(1)
    confine(Confinement(MEMORY_BYTES, order.readable, order.ports))


def _decode(pipe: Connection, buffers: Connection, order: StreamOrder) -> None:
    import numpy as np

    from edge.capture.opencv_capture import cv2

    limits = [
        cv2.CAP_PROP_OPEN_TIMEOUT_MSEC,
        order.open_ms,
        cv2.CAP_PROP_READ_TIMEOUT_MSEC,
        order.read_ms,
    ]
    capture = cv2.VideoCapture(order.url, cv2.CAP_FFMPEG, limits)
    _say(pipe, open=capture.isOpened())
    buffer: FrameBuffer | None = None
    while capture.isOpened():
        slot = int(pipe.recv_bytes(8))
        target = buffer.slot(slot) if buffer is not None else None
        ok, picture = capture.read(target)
        if not ok or picture is None:
            _say(pipe, end=True)
            return
        height, width = picture.shape[:2]
        if not order.shared:
            _say(pipe, w=width, h=height, t=time.monotonic())
            pipe.send_bytes(picture.tobytes())
            continue
        if buffer is None or picture.shape != buffer.shape:
            _say(pipe, w=width, h=height)
            buffer = FrameBuffer.taken(buffers, width, height)
            target = None
        if target is None or not np.may_share_memory(picture, target):
            buffer.slot(slot)[:] = picture
        _say(pipe, w=width, h=height, t=time.monotonic())


def _say(pipe: Connection, **values: Any) -> None:
    pipe.send_bytes(json.dumps(values).encode())
