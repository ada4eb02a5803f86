"""Ends a process that no longer works, so that the service manager restarts it.

Inference that hangs cannot be interrupted: the process ends at once, with STUCK. A process with too
much memory ends in good order, with GROWN. The service manager is notified only while every camera
works, so that it restarts the process after any other hang (`WatchdogSec=` in the unit).
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from edge.config import WatchdogConfig
from edge.message import Message
from edge.runtime.stats import EngineStats
from edge.system.systemd import Systemd
from edge.system.thread import StoppableThread

log = logging.getLogger(__name__)

STUCK = 70
"""Exit status when inference hangs (sysexits' EX_SOFTWARE)."""

GROWN = 75
"""Exit status when the memory ceiling was reached (sysexits' EX_TEMPFAIL)."""

TICK_S = 0.5
"""Longest interval between checks."""

REPORT_S = 1.0
"""How long reporting the end may take, when the process ends at once."""

ORDERLY_S = 15.0
"""How long ending in good order may take; then it ends at once."""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """stuck: engines whose inference hangs, and for how long, s. late: those whose worker is late.

    resident_mb: None where unknown.
    """

    stuck: Mapping[str, float]
    late: tuple[str, ...]
    resident_mb: float | None


class Watchdog:
    """Checks the engines of a process in a thread of its own.

    engines: returns each engine's statistics. end: makes the process end in good order; called
    once, from the watchdog's thread. on_fault: called with a sentence before the end. exit_now:
    ends the process at once with a status. clock: monotonic seconds.
    """

    def __init__(
        self,
        engines: Callable[[], Mapping[str, EngineStats]],
        config: WatchdogConfig,
        *,
        end: Callable[[], None],
        on_fault: Callable[[str], None],
        manager: Systemd | None = None,
        resident_mb: Callable[[], float | None] | None = None,
        exit_now: Callable[[int], None] = os._exit,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._engine_stats = engines
        self._config = config
        self._end = end
        self._on_fault = on_fault
        self._manager = manager or Systemd()
        self._resident_mb = resident_mb or resident_memory_mb
        self._exit_now = exit_now
        self._clock = clock
        self._alive_sent: float | None = None
        self._status = ""
        self._ending_since: float | None = None
        self._thread = StoppableThread("facevouch-watchdog", self._run)

    @property
    def exit_status(self) -> int:
        """The process's exit status: GROWN when the watchdog ended it, else 0."""
        return GROWN if self._ending_since is not None else 0

    def start(self) -> None:
        """Report the process as ready, and begin to check."""
        self._manager.ready()
        self._thread.start()

    def stop(self, timeout: float = 2.0) -> list[str]:
        """Stop checking. Returns the thread's name when it did not end in time."""
        self._manager.stopping()
        return self._thread.stop(timeout)

    def check(self) -> Diagnosis:
        """Check once, and do what is due."""
        now = self._clock()
        limit = self._config.inference_timeout_s
        engines = self._engine_stats()
        stuck = {
            name: now - stats.busy_since
            for name, stats in engines.items()
            if stats.busy_since is not None and now - stats.busy_since > limit
        }
        late = tuple(name for name, stats in engines.items() if now - stats.alive_at > limit)
        seen = Diagnosis(stuck, late, self._resident_mb())
        if stuck:
            self._give_up(stuck)
        elif not late:
            self._sign_of_life(now)
        self._watch_memory(seen.resident_mb, now)
        self._report(engines, late)
        return seen

    def _run(self) -> None:
        interval = self._manager.interval_s
        tick = TICK_S if interval is None else min(TICK_S, interval / 2)
        while not self._thread.wait(tick):
            try:
                self.check()
            except Exception:  # the thread's top: without this thread no engine is checked
                log.exception("the watchdog could not check")

    def _sign_of_life(self, now: float) -> None:
        interval = self._manager.interval_s
        if interval is None:
            return
        if self._alive_sent is None or now - self._alive_sent >= interval:
            self._manager.alive()
            self._alive_sent = now

    def _give_up(self, stuck: Mapping[str, float]) -> None:
        name, seconds = next(iter(stuck.items()))
        text = Message(
            "no result for {0} in {1} s; the process ends so that it is started again",
            name,
            round(seconds),
        )
        self._report_end(text)
        self._exit_now(STUCK)

    def _watch_memory(self, resident_mb: float | None, now: float) -> None:
        if self._ending_since is not None:
            if now - self._ending_since > ORDERLY_S:
                log.critical("stopping in good order takes too long; the process ends at once")
                self._exit_now(GROWN)
            return
        limit = self._config.memory_limit_mb
        if resident_mb is None or resident_mb <= limit:
            return
        self._ending_since = now
        self._report_end(
            Message(
                "{0} MB are in use, more than watchdog.memory_limit_mb ({1}); the process "
                "stops in good order so that it is started again",
                round(resident_mb),
                limit,
            )
        )
        self._end()

    def _report_end(self, text: str) -> None:
        """Report with a time limit, because the receiver may hang."""
        log.critical("%s", text)
        self._manager.status(text)
        reporter = threading.Thread(
            target=self._on_fault, args=(text,), name="facevouch-watchdog-report", daemon=True
        )
        reporter.start()
        reporter.join(REPORT_S)

    def _report(self, engines: Mapping[str, EngineStats], late: tuple[str, ...]) -> None:
        """Update the line of `systemctl status` when it has changed."""
        well = len(engines) - len(late)
        text = f"{well} of {len(engines)} cameras are watched"
        if late:
            text += f"; no sign of life: {', '.join(late)}"
        if text != self._status and self._ending_since is None:
            self._status = text
            self._manager.status(text)


def resident_memory_mb() -> float | None:
    """This process's resident memory, in MB of 2^20 bytes; None without /proc."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except (OSError, ValueError, IndexError):
        return None
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20
