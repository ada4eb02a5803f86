"""The process that decodes a camera's or a stream's pictures: from what comes in to raw pictures.

A camera on a network or a USB port, or whatever stands in its place, sends what codecs parse. So it
is parsed in a process without key or model, which can open no file and start nothing
(`edge/security/confinement.py`), and which holds no device and no connection but its own.

This file must not import OpenCV at the top, because OpenCV reads its limits from the environment
when it is loaded.
"""

from __future__ import annotations

import json
import time
from multiprocessing.connection import Connection
from typing import Any, Protocol

from edge.capture.frame_buffer import FrameBuffer


class DecodeOrder(Protocol):
    """What to decode. open_ms, read_ms: time limits of opening and of each picture.

    most_pixels: of a picture. shared: whether pictures go through memory that both processes share,
    or through the pipe.
    """

    @property
    def open_ms(self) -> int: ...
    @property
    def read_ms(self) -> int: ...
    @property
    def most_pixels(self) -> int: ...
    @property
    def shared(self) -> bool: ...

    def opened(self) -> Any:
        """Confine this process, and the cv2.VideoCapture to read, opened or not."""

    def elsewhere(self) -> str | None:
        """Where it is to be found instead, after it could not be opened; None where unknown."""


def serve(pipe: Connection, buffers: Connection, order: DecodeOrder) -> None:
    """Decode until the source or the pipe ends. The process's main function.

    First it sends `{"open": true, "fps"}`, or `{"open": false}` with `"elsewhere"`, an address
    or null. Then for each request, the number of a slot, it sends `{"w", "h", "t"}`, t in monotonic
    s, when the next picture lies in that slot, or at the end `{"end": true}`.
    Where the size is another one it first sends `{"w", "h"}` without a time and is given a new
    buffer through `buffers`. Where nothing is shared, the pixels follow as a message.
    """
    try:
        _decode(pipe, buffers, order)
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return


def _decode(pipe: Connection, buffers: Connection, order: DecodeOrder) -> None:
    capture = order.opened()
    if not capture.isOpened():
        _say(pipe, open=False, elsewhere=order.elsewhere())
        return
    import numpy as np

    from edge.capture.opencv_capture import cv2

    _say(pipe, open=True, fps=capture.get(cv2.CAP_PROP_FPS))
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


def _say(pipe: Connection, **values: Any) -> None:
    pipe.send_bytes(json.dumps(values).encode())
