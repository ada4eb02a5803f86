"""The limit on failed attempts: after a number of failures the gate stays shut for a while.

The count survives a restart and a power cut (edge/security/durable_times.py).
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

from edge.config import SessionConfig
from edge.errors import OutputError
from edge.security.durable_times import DurableTimes, boot, finite

log = logging.getLogger(__name__)


class Lockout:
    """The failures of one gate. Not thread-safe: its owner holds a lock.

    path: their file; None: in memory only. An unreadable file shuts the gate for a whole cool-down,
    so that damaging it gains nothing.
    """

    def __init__(
        self,
        config: SessionConfig,
        path: Path | None,
        now: float,
        boot_id: Callable[[], str | None] = boot,
    ) -> None:
        self._config = config
        self._kept = DurableTimes(path, boot_id) if path is not None else None
        self._failures: list[float] = []  # monotonic s
        self._shut_until: float | None = None
        self._load(now)

    def fail(self, now: float) -> None:
        """Count a failure; the last one allowed shuts the gate."""
        self._forget_old(now)
        self._failures.append(now)
        if len(self._failures) >= self._config.attempts:
            self._failures.clear()
            self._shut_until = now + self._config.cooldown_s
        self._save(now)

    def left(self, now: float) -> int:
        """Number of further failures until the gate shuts; 0 while it is shut."""
        if self.shut_for(now) > 0:
            return 0
        self._forget_old(now)
        return self._config.attempts - len(self._failures)

    def shut_for(self, now: float) -> float:
        """Seconds until the gate may be tried again; 0 where it may."""
        if self._shut_until is None:
            return 0.0
        if now >= self._shut_until:
            self._shut_until = None
            return 0.0
        return self._shut_until - now

    def clear(self, now: float) -> None:
        """Reset the count, by an operator."""
        self._failures.clear()
        self._shut_until = None
        self._save(now)

    def _forget_old(self, now: float) -> None:
        oldest = now - self._config.attempts_window_s
        self._failures = [at for at in self._failures if at > oldest]

    def _save(self, now: float) -> None:
        if self._kept is None:
            return
        state = {"failures": self._failures, "shut_until": self._shut_until}
        try:
            self._kept.save(state, now)
        except OutputError as error:  # they are still in memory; the next failure tries again
            log.error("failed attempts will be forgotten at a restart: %s", error)

    def _load(self, now: float) -> None:
        if self._kept is None:
            return
        try:
            loaded = self._kept.load(now)
            if loaded is None:
                return
            state, offset = loaded
            failures = [finite(at) for at in state["failures"]]
            until = None if state["shut_until"] is None else finite(state["shut_until"])
        except (ValueError, TypeError, KeyError) as error:
            log.error(
                "the record of failed attempts %s cannot be used (%s): the gate is locked "
                "for session.cooldown_s",
                self._kept.path,
                error,
            )
            self._shut_until = now + self._config.cooldown_s
            return
        self._failures = [min(at + offset, now) for at in failures]
        if until is not None:
            self._shut_until = min(until + offset, now + self._config.cooldown_s)
        self._forget_old(now)
