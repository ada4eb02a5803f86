"""Deletes expired files, whose names begin with the time they were written."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from edge.errors import OutputError
from edge.system.thread import StoppableThread

log = logging.getLogger(__name__)

SWEEP_S = 3600.0
STEP_S = 120.0
"""With a larger difference between wall and monotonic time since the last sweep, the wall clock was
set."""

FORMAT = "%Y%m%dT%H%M%S"
STAMP = len("20260101T000000Z")


def stamp(at: datetime) -> str:
    """The time as written at the beginning of a file's name, UTC."""
    return at.astimezone(UTC).strftime(FORMAT) + "Z"


def stamped(path: Path) -> datetime | None:
    """The time at the beginning of a file's name; None where there is none."""
    try:
        return datetime.strptime(path.name[: STAMP - 1], FORMAT).replace(tzinfo=UTC)
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Swept:
    """The result of a sweep. held: the clock had jumped, so nothing was deleted this time."""

    deleted: int = 0
    redated: int = 0
    held: bool = False


class Retention:
    """Deletes files of a folder that are older than `days`: at the start and every hour.

    wall: UTC now. clock: monotonic seconds.
    """

    def __init__(
        self,
        folder: Path,
        days: float,
        suffix: str,
        *,
        wall: Callable[[], datetime] = lambda: datetime.now(UTC),
        clock: Callable[[], float] = time.monotonic,
        every_s: float = SWEEP_S,
    ) -> None:
        self._folder = folder
        self._limit = timedelta(days=days)
        self._suffix = suffix
        self._wall = wall
        self._clock = clock
        self._every_s = every_s
        self._last: tuple[datetime, float] | None = None
        self._thread = StoppableThread("facevouch-retention", self._run)

    def start(self) -> None:
        """Sweep now, then every hour in a thread of its own."""
        self._sweep_and_tell()
        self._thread.start()

    def stop(self, timeout: float = 2.0) -> list[str]:
        """End the thread; its name where it did not end in time."""
        return self._thread.stop(timeout)

    def sweep(self) -> Swept:
        """Delete expired files. Raises OutputError where a file cannot be deleted."""
        now, tick = self._wall(), self._clock()
        before, self._last = self._last, (now, tick)
        if before is not None:
            passed = timedelta(seconds=tick - before[1])
            if now - before[0] - passed > timedelta(seconds=STEP_S):
                log.warning(
                    "the clock jumped forward; files are deleted at the next check if the "
                    "clock is steady until then"
                )
                return Swept(held=True)
        deleted = redated = 0
        for path in sorted(self._folder.glob(f"*{self._suffix}")):
            at = stamped(path)
            try:
                if at is None or at - now > timedelta(seconds=STEP_S):
                    self._date_anew(path, now, named=at is not None)
                    redated += 1
                elif now - at > self._limit:
                    path.unlink(missing_ok=True)
                    deleted += 1
            except OSError as error:
                raise OutputError(f"cannot delete {path}: {error.strerror}") from error
        return Swept(deleted, redated)

    def _date_anew(self, path: Path, now: datetime, *, named: bool) -> None:
        rest = path.name[STAMP:] if named else f"-{path.name}"
        path.rename(path.with_name(stamp(now) + rest))

    def _sweep_and_tell(self) -> None:
        try:
            self.sweep()
        except OutputError as error:
            log.error("%s", error)

    def _run(self) -> None:
        while not self._thread.wait(self._every_s):
            self._sweep_and_tell()
