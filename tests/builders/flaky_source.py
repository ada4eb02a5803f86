"""A live source that fails, hangs, freezes and recovers, as cameras do."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import numpy as np

from edge.capture.base import Source
from edge.errors import SourceError
from edge.types import Frame

PATIENCE = 60.0


class FlakySource(Source):
    """Follows a script, one word a read.

    frame: a new picture. same: the last picture again, for ever. fail: an error. hang: block until
    `let_go`, then deliver one more frame. end: end of file. Past the script it hangs.
    """

    def __init__(
        self,
        *script: str,
        live: bool = True,
        open_error: str | None = None,
        close_unblocks: bool = False,
    ) -> None:
        self.id = "flaky"
        self.live = live
        self._script: Sequence[str] = script
        self._open_error = open_error
        self._close_unblocks = close_unblocks
        self._step = 0
        self._picture = np.zeros((48, 64, 3), np.uint8)
        self.let_go = threading.Event()
        self.hanging = threading.Event()
        self.closes = 0

    def open(self) -> None:
        if self._open_error is not None:
            raise SourceError(self._open_error)

    def read(self) -> Frame | None:
        word = self._script[self._step] if self._step < len(self._script) else "hang"
        if word == "end":
            return None
        if word == "fail":
            raise SourceError("flaky was unplugged")
        if word == "hang":
            self.hanging.set()
            self.let_go.wait(PATIENCE)
        if word != "same":
            self._step += 1
            self._picture = np.full((48, 64, 3), self._step, np.uint8)
        return Frame(self._picture.copy(), self._step, self.id, float(self._step))

    def close(self) -> None:
        self.closes += 1
        if self._close_unblocks:
            self.let_go.set()
