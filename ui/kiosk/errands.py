"""What may take a while (a hash, a disk, a lock) is done in a thread of its own, in order."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable

log = logging.getLogger(__name__)

Errand = Callable[[], object]


class Errands:
    """One thread. `do` returns at once; an errand that fails is logged and the next one is done."""

    def __init__(self) -> None:
        self._waiting: queue.SimpleQueue[Errand | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="facevouch-errands", daemon=True)
        self._thread.start()

    def do(self, errand: Errand) -> None:
        self._waiting.put(errand)

    def stop(self, timeout: float = 2.0) -> list[str]:
        """Finish what waits. Returns the thread's name when it did not end in time (seconds)."""
        self._waiting.put(None)
        self._thread.join(timeout)
        return [self._thread.name] if self._thread.is_alive() else []

    def _run(self) -> None:
        while (errand := self._waiting.get()) is not None:
            try:
                errand()
            except Exception:  # the thread's top
                log.exception("an errand of the kiosk failed")
