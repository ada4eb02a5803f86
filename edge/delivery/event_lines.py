"""Events as JSON lines, to a file or to standard output."""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path

from edge.errors import OutputError
from edge.events.event import GateEvent
from edge.message import Message


class EventLines:
    """A Subscriber that appends. In a file each line is on disk when `on_event` returns.

    path: `-` for standard output. A line that could be written only in part is removed again, so
    that every line of the file is complete. Raises OutputError where the file cannot be opened.
    """

    name = "lines"
    blocks_gate = False

    def __init__(self, path: str | Path) -> None:
        self._path = str(path)
        self._lock = threading.Lock()
        self._file: int | None = None
        if self._path != "-":
            self._file = self._open()

    def on_event(self, event: GateEvent) -> None:
        """Append a line. Raises OutputError, also where standard output was closed by its
        reader."""
        line = event.to_json() + "\n"
        with self._lock:
            if self._path == "-":
                self._print(line)
            elif self._file is None:
                raise OutputError(f"{self._path} is closed")
            else:
                self._append(self._file, line.encode())

    def close(self) -> None:
        with self._lock:
            if self._file is not None:
                os.close(self._file)
                self._file = None

    def _open(self) -> int:
        try:
            opened = os.open(self._path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
            size = os.fstat(opened).st_size
            if size and os.pread(opened, 1, size - 1) != b"\n":
                os.write(opened, b"\n")  # a power cut left half a line; the next is to be whole
        except OSError as error:
            raise OutputError(
                Message("cannot write {0}: {1}", str(self._path), str(error.strerror))
            ) from error
        return opened

    def _append(self, file: int, data: bytes) -> None:
        before = os.fstat(file).st_size
        try:
            if os.write(file, data) != len(data):
                raise OSError(0, "only a part of it was written")  # noqa: TRY301
            os.fsync(file)
        except OSError as error:
            os.ftruncate(file, before)
            raise OutputError(
                Message("cannot write {0}: {1}", str(self._path), str(error.strerror))
            ) from error

    def _print(self, line: str) -> None:
        try:
            sys.stdout.write(line)
            sys.stdout.flush()
        except (OSError, ValueError) as error:
            raise OutputError(f"cannot write an event to standard output: {error}") from error
