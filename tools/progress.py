"""Progress with rate and time left, on stderr: a bar on a terminal, else a line now and then."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from types import TracebackType

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.progress import Progress as Bar
from rich.text import Text

EVERY = 30.0
"""Seconds between two lines where stderr is no terminal: a log of hours stays short."""


class _Rate(ProgressColumn):
    def render(self, task: Task) -> Text:
        speed = task.finished_speed or task.speed
        return Text("" if speed is None else f"{speed:.1f}/s", style="cyan")


class Progress:
    """A context manager; `advance(n)` may be called from any thread.

    console, clock: for tests; the clock is monotonic, in seconds.
    """

    def __init__(
        self,
        what: str,
        total: int,
        *,
        quiet: bool = False,
        console: Console | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._console = console or Console(stderr=True)
        self._lines = not (quiet or self._console.is_terminal)
        self._what, self._total = what, total
        self._done = self._skipped = 0
        self._clock = clock
        self._began = self._told = clock()
        self._lock = threading.Lock()
        self._bar = Bar(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            _Rate(),
            TimeRemainingColumn(),
            console=self._console,
            disable=quiet or self._lines,
        )
        self._task = self._bar.add_task(what, total=total)

    def __enter__(self) -> Progress:
        self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bar.stop()
        if self._lines and (self._done or kind is None):
            self._tell(self._clock())

    def advance(self, count: int) -> None:
        """`count` more are done."""
        self._bar.update(self._task, advance=count)
        if not self._lines:
            return
        with self._lock:
            self._done += count
            now = self._clock()
            if now - self._told >= EVERY and self._done < self._total:
                self._told = now
                self._tell(now)

    def skip(self, count: int) -> None:
        """`count` more are there from an earlier run, which says nothing of the rate."""
        self._bar.update(self._task, advance=count)
        with self._lock:
            self._done += count
            self._skipped += count

    def _tell(self, now: float) -> None:
        """`test: 640/1583 (40 %), 213.5/s, 4 s left`"""
        spent = now - self._began
        share = 100 * self._done / self._total if self._total else 100.0
        parts = [f"{self._what}: {self._done}/{self._total} ({share:.0f} %)"]
        if self._skipped:
            parts.append(f"{self._skipped} of them from an earlier run")
        if self._done > self._skipped and spent > 0:
            rate = (self._done - self._skipped) / spent
            parts.append(f"{rate:.1f}/s")
            left = (self._total - self._done) / rate
            parts.append(f"{_duration(left)} left" if left else f"{_duration(spent)} in all")
        self._console.print(", ".join(parts), highlight=False, soft_wrap=True, markup=False)


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"
