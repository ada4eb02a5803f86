"""Starts a process that decodes what strangers send, and ends it."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from multiprocessing.connection import Connection

from edge.security.confinement import warn_of_lacking

JOIN_S = 2.0


class ConfinedProcess:
    """A running process whose main function confines itself (`edge/security/confinement.py`).

    main: called there with the other ends of the pipes, and then with the arguments. pipes: this
    process's ends, both ways; they report the end of the process as the end of the file.
    """

    def __init__(
        self, name: str, main: Callable[..., None], *arguments: object, pipes: int = 1
    ) -> None:
        warn_of_lacking()
        context = multiprocessing.get_context("spawn")
        pairs = [context.Pipe() for _ in range(pipes)]
        theirs = [pair[1] for pair in pairs]
        self.pipes: list[Connection] = [pair[0] for pair in pairs]
        self._process = context.Process(
            target=main, args=(*theirs, *arguments), name=name, daemon=True
        )
        self._process.start()
        self.pid = self._process.pid
        for pipe in theirs:
            pipe.close()

    @property
    def alive(self) -> bool:
        return self._process.is_alive()

    def end(self) -> None:
        """Kill it, as it has nothing to clean up. To be called once."""
        self._process.kill()
        self._process.join(JOIN_S)
        if self._process.exitcode is not None:
            self._process.close()
