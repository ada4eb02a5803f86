"""How often the gate may be tried: so many failures, then it stays shut for a while.

The count outlives the process and a power cut. It is kept by the monotonic clock alone, which no
step of the wall clock moves: within one run of the machine the ages of failures are exact; over a
restart of the machine the time it was off counts for nothing, so that pulling the plug, or setting
a clock, never shortens what was left to wait.
"""

from __future__ import annotations

import contextlib
import json
import logging
import math
import os
from collections.abc import Callable
from pathlib import Path

from edge.config import SessionConfig
from edge.errors import OutputError
from models.manifest import write_atomically

log = logging.getLogger(__name__)

BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


def boot() -> str | None:
    """Names this run of the machine; None where the system has no such name."""
    try:
        return BOOT_ID.read_text(encoding="ascii").strip() or None
    except (OSError, UnicodeDecodeError):
        return None


class AttemptLimit:
    """The failures of one gate. Not thread-safe: its owner holds a lock.

    path: where they are kept; None keeps them in memory. A file that cannot be understood shuts the
    gate for one whole cool-down: whoever damaged it gains nothing.
    """

    def __init__(
        self,
        config: SessionConfig,
        path: Path | None,
        now: float,
        boot_id: Callable[[], str | None] = boot,
    ) -> None:
        self._config = config
        self._path = path
        self._boot = boot_id()
        self._failures: list[float] = []  # monotonic s
        self._shut_until: float | None = None
        self._load(now)

    def fail(self, now: float) -> None:
        """Count one failure; the last one allowed shuts the gate."""
        self._forget_old(now)
        self._failures.append(now)
        if len(self._failures) >= self._config.attempts:
            self._failures.clear()
            self._shut_until = now + self._config.cooldown_s
        self._save(now)

    def left(self, now: float) -> int:
        """How many more failures the gate takes before it shuts; 0 while it is shut."""
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
        """Forget everything: somebody answered for it."""
        self._failures.clear()
        self._shut_until = None
        self._save(now)

    def _forget_old(self, now: float) -> None:
        oldest = now - self._config.attempts_window_s
        self._failures = [at for at in self._failures if at > oldest]

    def _save(self, now: float) -> None:
        if self._path is None:
            return
        state = {
            "boot": self._boot,
            "failures": self._failures,
            "shut_until": self._shut_until,
            "saved_at": now,
        }
        try:
            write_atomically(self._path, json.dumps(state).encode())
            _sync_folder(self._path.parent)
        except OutputError as error:  # memory still holds them; the next failure tries again
            log.error("failed attempts are not kept over a restart: %s", error)

    def _load(self, now: float) -> None:
        if self._path is None:
            return
        try:
            content = self._path.read_bytes()
        except FileNotFoundError:
            return
        except OSError as error:
            self._distrust(now, error.strerror or "unreadable")
            return
        try:
            state = json.loads(content)
            saved_at = float(state["saved_at"])
            failures = [float(at) for at in state["failures"]]
            until = None if state["shut_until"] is None else float(state["shut_until"])
            _refuse_strange([saved_at, *failures, *([] if until is None else [until])])
            same_run = self._boot is not None and state["boot"] == self._boot
        except (ValueError, TypeError, KeyError) as error:
            self._distrust(now, f"not what was written ({type(error).__name__})")
            return
        # another run of the machine began its own clock: go on from the moment of saving
        offset = 0.0 if same_run and saved_at <= now else now - saved_at
        self._failures = [min(at + offset, now) for at in failures]
        if until is not None:
            self._shut_until = min(until + offset, now + self._config.cooldown_s)
        self._forget_old(now)

    def _distrust(self, now: float, why: str) -> None:
        log.error("the record of failed attempts %s is %s: the gate cools down", self._path, why)
        self._shut_until = now + self._config.cooldown_s


def _refuse_strange(times: list[float]) -> None:
    if not all(math.isfinite(at) for at in times):
        raise ValueError("a time is no number")


def _sync_folder(folder: Path) -> None:
    """Make a renaming in it survive a power cut, where the system can do that."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
