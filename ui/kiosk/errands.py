"""A worker thread for calls that may block the UI thread (a hash, a disk, a lock), run in order."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable

log = logging.getLogger(__name__)

Errand = Callable[[], object]


class Errands:
    """One worker thread. `do` returns at once; an errand that raises is logged, the next runs."""

    def __init__(self) -> None:
        self._waiting: queue.SimpleQueue[Errand | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="facevouch-errands", daemon=True)
        self._thread.start()

    def do(self, errand: Errand) -> None:
        self._waiting.put(errand)

    def stop(self, timeout: float = 2.0) -> list[str]:
        """Run the queued errands and end the thread.

        Returns the thread's name if it is still alive after `timeout` seconds, else nothing.
        """
        self._waiting.put(None)
        self._thread.join(timeout)
        return [self._thread.name] if self._thread.is_alive() else []

    def _run(self) -> None:
        while (errand := self._waiting.get()) is not None:
            try:
                errand()
            except Exception:  # the outermost frame of the thread: a failure must not end it
                log.exception("an errand of the kiosk failed")
