"""Memory that two processes share for the frames of a stream (Linux)."""

from __future__ import annotations

import mmap
import os
from multiprocessing.connection import Connection

import numpy as np

from edge.system import memory_file
from edge.types import U8

SLOTS = 3
"""One is read while another is filled, and a third is ready."""

AVAILABLE = memory_file.AVAILABLE


class FrameBuffer:
    """Slots for pictures of one size, uint8 (H, W, 3) BGR. The memory goes with its last array."""

    def __init__(self, file: int, width: int, height: int) -> None:
        self.shape = (height, width, 3)
        memory = mmap.mmap(file, SLOTS * width * height * 3)
        self._pictures: U8 = np.frombuffer(memory, np.uint8).reshape(SLOTS, *self.shape)

    @classmethod
    def given(cls, pipe: Connection, width: int, height: int) -> FrameBuffer:
        """A new buffer, which the process at the other end of the pipe is given, too.

        Raises OSError.
        """
        file = memory_file.memory_file(SLOTS * width * height * 3)
        try:
            memory_file.send(pipe, file)
            return cls(file, width, height)
        finally:
            os.close(file)

    @classmethod
    def taken(cls, pipe: Connection, width: int, height: int) -> FrameBuffer:
        """The buffer that the other process has `given`. Raises OSError, EOFError, ValueError."""
        file = memory_file.receive(pipe)
        try:
            return cls(file, width, height)
        finally:
            os.close(file)

    def slot(self, index: int) -> U8:
        """A slot's memory, writable, not a copy."""
        picture: U8 = self._pictures[index]
        return picture
