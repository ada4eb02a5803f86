"""The light challenge: the screen shows colours, and the face must reflect them.

A defence against an injected video, and against a replay on a screen brighter than the gate's. A
print reflects as skin does; that is left to the anti-spoof model.
"""

from __future__ import annotations

import random
from typing import Any

from edge.challenge.base import ChallengeState, Colour, Observation
from edge.challenge.guidance import Prompt
from edge.challenge.reflection import (
    DELAYS,
    F64,
    ReflectionFinding,
    draw,
    examine,
    on_screen,
    tint_of,
)
from edge.challenge.same_face import FaceChain

TAIL_S = float(DELAYS[-1])
"""Longest delay between a colour and its reflection in a frame."""


class LightChallenge:
    """steps: number of colours, each shown for step_s. Judged once, after the last."""

    def __init__(self, now: float, *, steps: int, step_s: float, rng: random.Random) -> None:
        self._pattern = draw(steps, rng)
        self._step_s = step_s
        self._rng = rng
        self._changes = [now]  # when each colour was requested
        self._end: float | None = None  # when the last one ended
        self._times: list[float] = []
        self._tint: list[F64] = []
        self._chain = FaceChain()
        self._finding: ReflectionFinding | None = None
        self._state = ChallengeState.RUNNING
        self._why = ""

    @property
    def state(self) -> ChallengeState:
        return self._state

    @property
    def why(self) -> str:
        return self._why

    @property
    def prompt(self) -> Prompt:
        return Prompt.WATCH_SCREEN

    @property
    def done(self) -> float:
        return len(self._changes) / len(self._pattern) if self._end is None else 1.0

    @property
    def step(self) -> tuple[int, int] | None:
        return None

    @property
    def colour(self) -> Colour | None:
        if self._end is not None or self._state is not ChallengeState.RUNNING:
            return None
        return on_screen(self._pattern[len(self._changes) - 1])

    def update(self, observation: Observation) -> None:
        if self._state is not ChallengeState.RUNNING:
            return
        if not self._chain.continues(observation.measured.descriptor, observation.at):
            self._fail("face_changed")
            return
        if observation.measured.chroma is not None:
            self._times.append(observation.at)
            self._tint.append(tint_of(observation.measured.chroma))
        self.tick(observation.at)

    def interrupted(self, now: float) -> None:
        self.tick(now)

    def tick(self, now: float) -> None:
        """Show the next colour when it is due; judge after the last."""
        if self._state is not ChallengeState.RUNNING:
            return
        if self._end is None:
            if now - self._changes[-1] < self._step_s:
                return
            if len(self._changes) < len(self._pattern):
                self._changes.append(now)
            else:
                self._end = now
        elif now - self._end >= TAIL_S:
            self._judge(self._end)

    def remaining(self, now: float) -> float | None:
        left = (len(self._pattern) - len(self._changes)) * self._step_s
        return max(0.0, self._changes[-1] + self._step_s + left - now)

    def report(self) -> tuple[dict[str, Any], ...]:
        row: dict[str, Any] = {
            "light": list(self._pattern),
            "passed": self._state is ChallengeState.PASSED,
            "why": self._why,
        }
        if self._finding is not None:
            row["correlation"] = round(self._finding.correlation, 3)
            row["delay"] = round(self._finding.delay, 2)
            row["p"] = self._finding.p
        return (row,)

    def _judge(self, end: float) -> None:
        self._finding = examine(
            self._times, self._tint, self._changes, end, self._pattern, self._rng
        )
        if self._finding.p is None:
            self._fail("light_not_seen")
        elif not self._finding.lit:
            self._fail("light_not_reflected")
        else:
            self._state = ChallengeState.PASSED

    def _fail(self, why: str) -> None:
        self._state, self._why = ChallengeState.FAILED, why
