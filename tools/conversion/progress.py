"""How far a long conversion is: a bar on stderr, one stage after the other."""

from __future__ import annotations

from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn


def wide(console: Console) -> Console:
    """At least 120 columns where it goes to a file or a pipe, which have no width to fit into."""
    if not console.is_terminal:
        console.width = max(120, console.width)
    return console


class Watch:
    """Told what is done; shows nothing. `prefix` stands before the name of every stage."""

    prefix = ""

    def stage(self, name: str, steps: int | None = None) -> None:
        """Something new begins, of so many steps; None where nobody knows."""

    def advance(self, steps: int = 1) -> None:
        """So many more steps are done."""

    def at(self, name: str, done: int, steps: int) -> None:
        """So many of the stage's steps are done."""
        self.stage(name, steps)
        self.advance(done)


class Bar(Watch):
    """Shows it, while it is entered. `say` writes a line that stays, above the bar."""

    def __init__(self, console: Console) -> None:
        self._bar = Progress(
            TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(),
            TimeElapsedColumn(), console=console, transient=True, disable=not console.is_terminal,
        )  # fmt: skip
        self._task = self._bar.add_task("", total=None)
        self._console = console

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
        self._console.print(line, markup=False, highlight=False, soft_wrap=True)
