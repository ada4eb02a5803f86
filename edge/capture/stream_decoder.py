"""The process that decodes a network stream: from a URL to raw pictures.

A camera on a network, or whoever stands in its place, sends what FFmpeg parses. So it is parsed in
a process without key, model or device, which can open no file, start nothing and connect to the
stream's TCP port alone (`edge/security/confinement.py`).

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

STEP_S = 1.0
"""How long each step of asking for a redirect may take."""

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
NAMES_OVER_TCP = ("RES_OPTIONS", "use-vc")
"""The C library's: name servers are asked over TCP."""


@dataclass(frozen=True, slots=True)
class StreamOrder:
    """What to decode. url: as the operator gave it; address: as FFmpeg is given it.

    options: FFmpeg's, as OpenCV reads them. authorities: a PEM file, for a camera with a
    certificate. ports: TCP, of the stream. datagrams: whether it takes UDP. shared: whether
    pictures go through memory that both processes share, or through the pipe.
    """

    url: str
    address: str
    options: str
    open_ms: int
    read_ms: int
    ports: tuple[int, ...]
    datagrams: bool = False
    authorities: str | None = None
    shared: bool = AVAILABLE


def serve(pipe: Connection, buffers: Connection, order: StreamOrder) -> None:
    """Decode until the stream or the pipe ends. The process's main function.

    First it sends `{"open": bool}`, and where a server redirects its reader, `"elsewhere"`: the
    address. Then for each request, the number of a slot, it sends `{"w", "h", "t"}`, t in monotonic
    s, when the next picture lies in that slot, or at the end `{"end": true}`.
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
    os.environ.update([(OPTIONS, order.options), NAMES_OVER_TCP])
    import encodings.idna  # noqa: F401 — loaded before files can no longer be read

    from edge.capture.opencv_capture import cv2

    if _is_http(order):
        import edge.capture.redirect  # noqa: F401 — likewise

    cv2.setNumThreads(1)
    readable = (*READABLE, order.authorities) if order.authorities else READABLE
    confine(Confinement(MEMORY_BYTES, readable, order.ports, datagrams=order.datagrams))


def _decode(pipe: Connection, buffers: Connection, order: StreamOrder) -> None:
    import numpy as np

    from edge.capture.opencv_capture import cv2

    limits = [
        cv2.CAP_PROP_OPEN_TIMEOUT_MSEC,
        order.open_ms,
        cv2.CAP_PROP_READ_TIMEOUT_MSEC,
        order.read_ms,
    ]
    capture = cv2.VideoCapture(order.address, cv2.CAP_FFMPEG, limits)
    if not capture.isOpened():
        _say(pipe, open=False, elsewhere=_elsewhere(order))
        return
    _say(pipe, open=True)
    buffer: FrameBuffer | None = None
    while True:
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


def _is_http(order: StreamOrder) -> bool:
    return order.url.lower().startswith("http")


def _elsewhere(order: StreamOrder) -> str | None:
    if not _is_http(order):
        return None
    from edge.capture import redirect

    return redirect.target(order.url, order.address, order.authorities, STEP_S)


def _say(pipe: Connection, **values: Any) -> None:
    pipe.send_bytes(json.dumps(values).encode())
