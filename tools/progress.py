"""Progress on stderr: a bar on a terminal, else a line in the log now and then."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self

from rich import progress as rich_progress
from rich.console import Console
from rich.text import Text

EVERY = 30.0
"""Seconds between two lines where stderr is no terminal: a log of hours stays short."""


class Stages:
    """Told what is done, and shows nothing. `prefix` stands before the name of every stage."""

    prefix = ""

    def stage(self, name: str, steps: int | None = None) -> None:
        """Something new begins, of so many steps; None where nobody knows."""

    def advance(self, steps: int = 1) -> None:
        """So many more steps are done."""

    def at(self, name: str, done: int, steps: int) -> None:
        """So many of the stage's steps are done."""
        self.stage(name, steps)
        self.advance(done)


class StageBar(Stages):
    """One stage after the other, on a terminal alone; nothing is left of it at the end."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._bar = rich_progress.Progress(
            rich_progress.TextColumn("{task.description}", markup=False),
            rich_progress.BarColumn(), rich_progress.MofNCompleteColumn(),
            rich_progress.TimeElapsedColumn(),
            console=console, transient=True, disable=not console.is_terminal,
        )  # fmt: skip
        self._task = self._bar.add_task("", total=None)

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bar.stop()

    def stage(self, name: str, steps: int | None = None) -> None:
        self._bar.reset(self._task, description=f"{self.prefix}{name}", total=steps)

    def advance(self, steps: int = 1) -> None:
        self._bar.advance(self._task, steps)

    def say(self, line: str) -> None:
        """A line that stays, above the bar."""
        self._console.print(line, markup=False, highlight=False, soft_wrap=True)


class _Rate(rich_progress.ProgressColumn):
    def render(self, task: rich_progress.Task) -> Text:
        speed = task.finished_speed or task.speed
        return Text("" if speed is None else f"{speed:.1f}/s", style="cyan")


class ProgressBar:
    """One count with its rate and the time left. `advance(n)` may be called from any thread.

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
        self._began = self._last_line = clock()
        self._lock = threading.Lock()
        self._bar = rich_progress.Progress(
            rich_progress.TextColumn("{task.description}"),
            rich_progress.BarColumn(),
            rich_progress.MofNCompleteColumn(),
            _Rate(),
            rich_progress.TimeRemainingColumn(),
            console=self._console,
            disable=quiet or self._lines,
        )
        self._task = self._bar.add_task(what, total=total)

    def __enter__(self) -> Self:
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
            self._print_line(self._clock())

    def advance(self, count: int) -> None:
        """`count` more are done."""
        self._bar.update(self._task, advance=count)
        if not self._lines:
            return
        with self._lock:
            self._done += count
            now = self._clock()
            if now - self._last_line >= EVERY and self._done < self._total:
                self._last_line = now
                self._print_line(now)

    def skip(self, count: int) -> None:
        """`count` more are there from an earlier run, which says nothing of the rate."""
        self._bar.update(self._task, advance=count)
        with self._lock:
            self._done += count
            self._skipped += count

    def _print_line(self, now: float) -> None:
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


def wide(console: Console) -> Console:
    """At least 120 columns where it goes to a file or a pipe, which have no width to fit into."""
    if not console.is_terminal:
        console.width = max(120, console.width)
    return console


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"
