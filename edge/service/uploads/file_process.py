"""Starts the decoder's process when needed, and replaces it when it fails."""

from __future__ import annotations

import json
import logging
import os
import struct
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from multiprocessing.connection import Connection

import numpy as np

from edge.security.confined_process import ConfinedProcess
from edge.service.uploads.file_decoder import LONGEST, Limits, Media, UploadRefusedError, serve
from edge.system import memory_file
from edge.types import Frame

log = logging.getLogger(__name__)

HEAD_LIMIT = 4096
"""Largest size of a JSON head, bytes; a longer one is an error."""

GRACE_S = 2.0
"""The decoder's own timer ends it this much later than the parent's time limit."""


class Decoder:
    """One decoding process. Used by one thread at a time; close and shut may be called from any."""

    def __init__(self, limits: Limits, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._limits = limits
        self._clock = clock
        self._lock = threading.Lock()
        self._shut = False
        self._process: ConfinedProcess | None = None
        self.restarts = -1

    def frames(self, media: Media, data: bytes, name: str = "upload") -> Iterator[Frame]:
        """The frames of a file to be judged. Raises UploadRefusedError and TimeoutError.

        A process that dies, hangs or sends a malformed answer is replaced, and the file is refused.
        It is also replaced where its answer is not read to the end.
        """
        deadline = self._clock() + self._limits.timeout_s
        whole = False
        try:
            pipe = self._ready()
            pipe.send_bytes(media.value.encode())
            self._send(pipe, data)
            index = 0
            while True:
                head = json.loads(self._receive(pipe, HEAD_LIMIT, deadline))
                if head.get("end"):
                    whole = True
                    break
                yield self._frame(pipe, head, index, name, deadline)
                index += 1
        except (EOFError, OSError, ValueError, KeyError, TypeError) as error:
            if isinstance(error, TimeoutError):
                raise
            if self._shut:
                raise self._stopping() from error
            log.warning("an uploaded file made the decoder's process end")
            raise UploadRefusedError(422, "the file cannot be decoded; it is damaged") from error
        finally:
            if not whole:
                self.close()
        if "status" in head:
            raise UploadRefusedError(int(head["status"]), str(head["text"]))

    @staticmethod
    def _send(pipe: Connection, data: bytes) -> None:
        """The decoder can make no file, so it is given one where the system has such."""
        if not memory_file.AVAILABLE:
            pipe.send_bytes(data)
            return
        file = memory_file.memory_file(len(data), data)
        try:
            memory_file.send(pipe, file)
        finally:
            os.close(file)

    def shut(self) -> None:
        """End the process for good."""
        self._shut = True
        self.close()

    def close(self) -> None:
        """End the process. Safe to call twice."""
        with self._lock:
            self._end()

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.end()

    @property
    def pid(self) -> int | None:
        """The process's id; None while there is none."""
        return self._process.pid if self._process is not None else None

    @staticmethod
    def _stopping() -> UploadRefusedError:
        return UploadRefusedError(503, "the service is stopping; try again after it has restarted")

    def _ready(self) -> Connection:
        with self._lock:
            if self._shut:
                raise self._stopping()
            if self._process is not None and not self._process.alive:
                self._end()
            if self._process is None:
                limits = replace(self._limits, timeout_s=self._limits.timeout_s + GRACE_S)
                self._process = ConfinedProcess("facevouch-upload", serve, limits)
                self.restarts += 1
            return self._process.pipes[0]

    def _frame(
        self, pipe: Connection, head: dict[str, float], index: int, name: str, deadline: float
    ) -> Frame:
        width, height = int(head["w"]), int(head["h"])
        if not (0 < width <= LONGEST and 0 < height <= LONGEST):
            raise ValueError(f"a picture of {width} × {height} px")
        raw = self._receive(pipe, width * height * 3, deadline)
        bgr = np.frombuffer(raw, np.uint8).reshape(height, width, 3)
        bgr.flags.writeable = False
        return Frame(bgr, index, name, float(head["t"]))

    def _receive(self, pipe: Connection, limit: int, deadline: float) -> bytearray:
        """A message of at most `limit` bytes. Raises TimeoutError, EOFError and ValueError.

        A connection's own `recv_bytes` has no deadline: it waits for ever for the rest of one.
        """
        (size,) = struct.unpack("!i", self._exactly(pipe, 4, deadline))
        if not 0 <= size <= limit:  # -1: longer than 2 GiB
            raise ValueError(f"a message of {size} bytes")
        return self._exactly(pipe, size, deadline)

    def _exactly(self, pipe: Connection, count: int, deadline: float) -> bytearray:
        received = bytearray(count)
        filled = 0
        while filled < count:
            if not pipe.poll(max(0.0, deadline - self._clock())):
                raise TimeoutError
            got = os.readv(pipe.fileno(), [memoryview(received)[filled:]])
            if not got:
                raise EOFError
            filled += got
        return received
