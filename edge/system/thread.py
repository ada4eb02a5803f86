"""A daemon thread that can be stopped, and is reported by name where it does not end in time."""

from __future__ import annotations

import threading
from collections.abc import Callable


class StoppableThread:
    """Runs `target` once in a daemon thread.

    target: returns soon once `stopping` is true; between two rounds of work it sleeps with `wait`.
    interrupt: called by request_stop, from the caller's thread, to release a target that blocks in
        something else than `wait` (a queue, a condition, a socket). It must not block.

    start is called once at most; everything else any number of times, from any thread, also before
    start and from the thread itself.
    """

    def __init__(
        self, name: str, target: Callable[[], None], *, interrupt: Callable[[], None] | None = None
    ) -> None:
        self._thread = threading.Thread(target=target, name=name, daemon=True)
        self._stop = threading.Event()
        self._interrupt = interrupt

    @property
    def name(self) -> str:
        return self._thread.name

    @property
    def alive(self) -> bool:
        """Whether it was started and has not ended."""
        return self._thread.is_alive()

    @property
    def stopping(self) -> bool:
        """Whether it was asked to stop."""
        return self._stop.is_set()

    def start(self) -> None:
        self._thread.start()

    def wait(self, seconds: float) -> bool:
        """Sleep until asked to stop, for `seconds` at most. True when asked to stop."""
        return self._stop.wait(seconds)

    def request_stop(self) -> None:
        """Ask it to stop. Returns at once."""
        self._stop.set()
        if self._interrupt is not None:
            self._interrupt()

    def join(self, timeout: float) -> list[str]:
        """Wait for its end, s. Returns its name when it did not end in time, else nothing.

        A thread that calls this on itself waits for nothing and is not late.
        """
        if self._thread is threading.current_thread() or not self._thread.is_alive():
            return []
        self._thread.join(max(0.0, timeout))
        return [self._thread.name] if self._thread.is_alive() else []

    def stop(self, timeout: float) -> list[str]:
        """request_stop, then join."""
        self.request_stop()
        return self.join(timeout)
