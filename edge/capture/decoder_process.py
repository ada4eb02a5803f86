"""Starts the process that decodes a camera's or a stream's pictures, and takes them."""

from __future__ import annotations

import json
import threading
import time
from collections import deque
from multiprocessing.connection import Connection
from typing import Any

import numpy as np

from edge.capture.decoder import DecodeOrder, serve
from edge.capture.frame_buffer import SLOTS, FrameBuffer
from edge.security.confined_process import ConfinedProcess
from edge.types import U8

HEAD_LIMIT = 4096
"""Largest size of a JSON head, bytes; a longer one is an error."""

GRACE_S = 2.0
"""The decoder's own time limits end an opening or a read; this much later it is given up."""

START_S = 20.0
"""The process has loaded its libraries by then, also from a slow memory card."""

MOST_FPS = 1000.0
"""A source that states more, or NaN, states nothing."""

BROKEN = (EOFError, OSError, ValueError, KeyError, TypeError)
"""What a process that died, or answers what makes no sense, raises here."""


class DecoderProcess:
    """One decoding process. One thread calls open and read; close may be called from any.

    Its answers are read as JSON and raw pixels, never as objects, and each number is checked. A
    slot is asked for as soon as its picture was copied, so that no process waits for the other.

    fps: as the opened source states it, or None. elsewhere: the address that a server redirects to,
    if it does, once opening has failed.
    """

    def __init__(self, order: DecodeOrder) -> None:
        self._order = order
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._process: ConfinedProcess | None = None
        self._pipe: Connection | None = None
        self._buffers: Connection | None = None
        self._buffer: FrameBuffer | None = None
        self._asked: deque[int] = deque()
        self._newest_at = 0.0
        self.fps: float | None = None
        self.elsewhere: str | None = None

    def open(self) -> bool:
        """Start the process and open the source; whether it opened. May be called once."""
        with self._lock:
            if self._closing.is_set():
                return False
            self._process = ConfinedProcess("facevouch-decoder", serve, self._order, pipes=2)
            self._pipe, self._buffers = self._process.pipes
        try:
            return self._opened(self._answer(START_S + self._order.open_ms / 1000 + GRACE_S))
        except BROKEN:
            return False

    def _opened(self, answer: dict[str, Any]) -> bool:
        if answer.get("open") is not True:
            elsewhere = answer.get("elsewhere")
            if isinstance(elsewhere, str) and elsewhere.isprintable():
                self.elsewhere = elsewhere
            return False
        fps = float(answer["fps"])
        self.fps = fps if 0 < fps < MOST_FPS else None
        self._newest_at = time.monotonic()
        for slot in range(SLOTS):
            self._ask(slot)
        return True

    def read(self) -> tuple[U8, float] | None:
        """The next picture, uint8 (H, W, 3) BGR, and its time, monotonic s; None at the end.

        Also None where the process died or sent what makes no sense.
        """
        try:
            return self._next()
        except BROKEN:
            return None

    def close(self) -> None:
        """End the process at once; a call in progress returns. Safe to call twice."""
        self._closing.set()
        with self._lock:
            process, self._process = self._process, None
        if process is not None:
            process.end()

    @property
    def pid(self) -> int | None:
        """The process's id; None while there is none."""
        process = self._process
        return process.pid if process is not None else None

    def _next(self) -> tuple[U8, float] | None:
        limit = self._order.read_ms / 1000 + GRACE_S
        head = self._answer(limit)
        if head.get("end"):
            return None
        width, height = int(head["w"]), int(head["h"])
        if width < 1 or height < 1 or width * height > self._order.most_pixels:
            raise ValueError(f"a picture of {width} × {height} px")
        if not self._order.shared:
            return self._from_pipe(width, height, head, limit)
        if "t" not in head:
            self._renew_buffer(width, height)
            head = self._answer(limit)
        buffer = self._buffer
        if buffer is None or buffer.shape != (head["h"], head["w"], 3):
            raise ValueError("a picture of another size than its buffer")
        slot = self._asked.popleft()
        picture = buffer.slot(slot).copy()
        self._ask(slot)
        return picture, self._time(head)

    def _from_pipe(
        self, width: int, height: int, head: dict[str, Any], limit: float
    ) -> tuple[U8, float]:
        raw = self._receive(width * height * 3, limit)
        self._ask(self._asked.popleft())
        return np.frombuffer(raw, np.uint8).reshape(height, width, 3), self._time(head)

    def _renew_buffer(self, width: int, height: int) -> None:
        self._buffer = None  # two of them at a time are memory for nothing
        if self._buffers is not None:
            self._buffer = FrameBuffer.given(self._buffers, width, height)

    def _time(self, head: dict[str, Any]) -> float:
        """When the picture was decoded, as the process says: neither later than now nor earlier
        than the one before."""
        # in this order NaN counts as the time of the one before
        self._newest_at = min(time.monotonic(), max(self._newest_at, float(head["t"])))
        return self._newest_at

    def _ask(self, slot: int) -> None:
        self._asked.append(slot)
        self._connected().send_bytes(str(slot).encode())

    def _answer(self, limit_s: float) -> dict[str, Any]:
        head = json.loads(self._receive(HEAD_LIMIT, limit_s))
        if not isinstance(head, dict):
            raise TypeError("an answer that is no object")
        return head

    def _receive(self, limit: int, limit_s: float) -> bytes:
        pipe = self._connected()
        if not pipe.poll(limit_s):
            raise TimeoutError
        return pipe.recv_bytes(limit)

    def _connected(self) -> Connection:
        if self._pipe is None or self._closing.is_set():
            raise EOFError
        return self._pipe
