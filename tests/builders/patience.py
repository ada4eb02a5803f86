"""Waits for another thread by polling, with a time limit that suits slow machines."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

PATIENCE = 60.0
"""Seconds; nobody waits that long unless something is broken."""


def until(happened: Callable[[], object]) -> None:
    """Wait for what another thread does."""
    deadline = time.monotonic() + PATIENCE
    waiter = threading.Event()
    while not happened():
        assert time.monotonic() < deadline, "it never happened"
        waiter.wait(0.005)
