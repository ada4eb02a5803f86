"""Files in memory, given to another process through a pipe (Linux).

Such a file has no name, and its size is sealed: a process that was given one cannot shrink it under
whoever has mapped it, which would end that process with SIGBUS. See memfd_create(2).
"""

from __future__ import annotations

import os
import sys
from multiprocessing.connection import Connection
from multiprocessing.reduction import recv_handle, send_handle

AVAILABLE = hasattr(os, "memfd_create")


def memory_file(size: int, data: bytes = b"") -> int:
    """The descriptor of a new file of `size` bytes, which begins with `data`. Raises OSError."""
    if sys.platform != "linux":
        raise OSError(f"{sys.platform} has no files in memory without a name")
    import fcntl

    file = os.memfd_create("facevouch", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    try:
        os.ftruncate(file, size)
        done = 0
        while done < len(data):
            done += os.pwrite(file, memoryview(data)[done:], done)
        seals = fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW | fcntl.F_SEAL_SEAL
        fcntl.fcntl(file, fcntl.F_ADD_SEALS, seals)
    except BaseException:
        os.close(file)
        raise
    return file


def send(pipe: Connection, file: int) -> None:
    """Give the process at the other end of the pipe this descriptor. Raises OSError."""
    send_handle(pipe, file, None)


def receive(pipe: Connection) -> int:
    """A descriptor that `send` gave; the caller's to close. Raises OSError and EOFError."""
    return recv_handle(pipe)
