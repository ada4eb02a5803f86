"""Several challenges, one after the other; the first that fails ends it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from edge.challenge.base import Challenge, Colour, Progress
from edge.challenge.sight import Sight
from edge.session.guidance import Prompt


class InTurn:
    """makers: each is asked for its challenge (now) when its turn has come."""

    def __init__(self, makers: Sequence[Callable[[float], Challenge]], now: float) -> None:
        self._waiting = list(makers)
        self._of = len(self._waiting)
        self._begun = [self._waiting.pop(0)(now)]

    @property
    def state(self) -> Progress:
        newest = self._begun[-1].state
        more = newest is Progress.PASSED and self._waiting
        return Progress.RUNNING if more else newest

    @property
    def why(self) -> str:
        return self._begun[-1].why

    @property
    def prompt(self) -> Prompt:
        return self._begun[-1].prompt

    @property
    def done(self) -> float:
        return sum(challenge.done for challenge in self._begun) / self._of

    @property
    def colour(self) -> Colour | None:
        return self._begun[-1].colour

    def see(self, sight: Sight) -> None:
        self._begun[-1].see(sight)
        self._go_on(sight.at)

    def interrupted(self, now: float) -> None:
        self._begun[-1].interrupted(now)
        self._go_on(now)

    def tick(self, now: float) -> None:
        self._begun[-1].tick(now)
        self._go_on(now)

    def remaining(self, now: float) -> float | None:
        return self._begun[-1].remaining(now)

    def report(self) -> tuple[dict[str, Any], ...]:
        return tuple(row for challenge in self._begun for row in challenge.report())

    def _go_on(self, now: float) -> None:
        if self._waiting and self._begun[-1].state is Progress.PASSED:
            self._begun.append(self._waiting.pop(0)(now))
