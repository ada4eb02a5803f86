"""A random sequence of gestures, made by one and the same face."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

from edge.challenge.base import Colour, Progress
from edge.challenge.gestures import GESTURES
from edge.challenge.ruler import Ruler, make_ruler
from edge.challenge.same_face import FaceChain, SameFace
from edge.challenge.sight import Sight
from edge.challenge.step import Stage, Step
from edge.session.guidance import Prompt

NEUTRAL_S, NEUTRAL_SIGHTS = 0.5, 4
"""A neutral look is the median over so long and so many sights."""

FRONTAL = 20.0
"""Degrees of yaw within which a look may be neutral."""

PAUSE_S = (0.3, 1.0)
"""Between two gestures, drawn anew each time: the moment of a prompt cannot be known."""


class GestureChallenge:
    """names: the gestures in their order. mesh: whether there is a landmark model. limit_s: for
    each part of a gesture. Fails for good at the first thing that is wrong."""

    def __init__(
        self, names: Sequence[str], now: float, *, mesh: bool, limit_s: float, rng: random.Random
    ) -> None:
        self._names = tuple(names)
        self._mesh = mesh
        self._limit_s = limit_s
        self._rng = rng
        self._begun = now
        self._neutral: list[Sight] = []
        self._ruler: Ruler | None = None
        self._face = SameFace()
        self._chain = FaceChain()
        self._steps: list[Step] = []
        self._state = Progress.RUNNING
        self._why = ""

    @property
    def state(self) -> Progress:
        return self._state

    @property
    def why(self) -> str:
        return self._why

    @property
    def prompt(self) -> Prompt:
        return self._steps[-1].prompt if self._steps else Prompt.LOOK_HERE

    @property
    def done(self) -> float:
        return sum(step.stage is Stage.DONE for step in self._steps) / len(self._names)

    @property
    def colour(self) -> Colour | None:
        return None

    def see(self, sight: Sight) -> None:
        if self._state is not Progress.RUNNING:
            return
        if not self._chain.goes_on(sight.look.likeness, sight.at):
            self._fail("face_changed")
            return
        if self._ruler is None:
            self._take_neutral(sight)
            return
        measures = self._ruler.measure(sight)
        if measures is None:
            self.interrupted(sight.at)
            return
        step = self._steps[-1]
        before = step.stage
        step.see(measures)
        if before is Stage.SETTLE:
            self._face.compare(sight.look.likeness)
            if step.stage is Stage.ASK and not self._face.is_same():
                self._fail("face_changed")
                return
        self._follow(step, sight.at)

    def interrupted(self, now: float) -> None:
        self.tick(now)
        if self._steps:
            self._steps[-1].interrupted()
        else:
            self._neutral.clear()

    def tick(self, now: float) -> None:
        if self._state is not Progress.RUNNING:
            return
        if self._steps:
            self._steps[-1].tick(now)
            self._follow(self._steps[-1], now)
        elif now - self._begun > self._limit_s:
            self._fail("not_at_rest")

    def remaining(self, now: float) -> float | None:
        if self._steps:
            return self._steps[-1].remaining(now)
        return max(0.0, self._begun + self._limit_s - now)

    def report(self) -> tuple[dict[str, Any], ...]:
        return tuple(step.report() for step in self._steps)

    def _take_neutral(self, sight: Sight) -> None:
        usable = sight.look.mesh is not None or not self._mesh
        if not usable or not sight.quality.ok or abs(sight.quality.yaw) > FRONTAL:
            self._neutral.clear()
            return
        self._neutral.append(sight)
        enough = len(self._neutral) >= NEUTRAL_SIGHTS
        if not enough or sight.at - self._neutral[0].at < NEUTRAL_S:
            return
        self._ruler = make_ruler(self._neutral, mesh=self._mesh)
        self._face.remember([s.look.likeness for s in self._neutral])
        self._next(sight.at)

    def _follow(self, step: Step, now: float) -> None:
        if step.stage is Stage.FAILED:
            self._fail(f"{step.gesture.name}:{step.why}")
        elif step.stage is Stage.DONE:
            if len(self._steps) == len(self._names):
                self._state = Progress.PASSED
            else:
                self._next(now)

    def _next(self, now: float) -> None:
        gesture = GESTURES[self._names[len(self._steps)]]
        pause = self._rng.uniform(*PAUSE_S)
        self._steps.append(Step(gesture, now, pause, self._limit_s))
        self._face.begin_anew()

    def _fail(self, why: str) -> None:
        self._state, self._why = Progress.FAILED, why
