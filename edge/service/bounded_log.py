"""Limits the rate of log records that unauthorized clients can cause."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

MOST = 6
"""Records per minute; the next one states how many were left out."""

MINUTE_S = 60.0


class BoundedLog(logging.Filter):
    """A logger's filter. Errors always pass, because clients cannot cause them."""

    def __init__(self, most: int = MOST, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._most = most
        self._clock = clock
        self._since = -MINUTE_S
        self._passed = 0
        self._left_out = 0

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the record is written."""
        if record.levelno >= logging.ERROR:
            return True
        now = self._clock()
        if now - self._since >= MINUTE_S:
            self._since, self._passed = now, 0
        if self._passed >= self._most:
            self._left_out += 1
            return False
        self._passed += 1
        if self._left_out:
            record.msg = f"{record.getMessage()} ({self._left_out} more lines were left out)"
            record.args = None
            self._left_out = 0
        return True
