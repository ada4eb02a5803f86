"""The gesture challenge: a random sequence of gestures, made by the same face."""

from __future__ import annotations

import random
from collections.abc import Sequence
from enum import StrEnum
from typing import Any

from edge.challenge.base import ChallengeState, Colour, Observation
from edge.challenge.gestures import GESTURES, SWING_S, Gesture, at_rest, wrong_gesture
from edge.challenge.guidance import Prompt
from edge.challenge.ruler import Measures, Ruler, make_ruler
from edge.challenge.same_face import FaceChain, SameFace

REACTION_S = 0.15
"""Fastest plausible reaction to a prompt (human reactions take some 0.2 s)."""

LONGEST_GAP_S = 0.5
"""Longest time between two observations of a gesture that is held."""


class Stage(StrEnum):
    """The stage of a step: at rest, gesture asked for, back to rest, over."""

    SETTLE = "settle"
    ASK = "ask"
    BACK = "back"
    DONE = "done"
    FAILED = "failed"


class Step:
    """One gesture, from rest to rest. Updated with measures in the order of time.

    pause_s: random time of rest before the prompt. limit_s: time limit of each stage.
    """

    def __init__(self, gesture: Gesture, now: float, pause_s: float, limit_s: float) -> None:
        self.gesture = gesture
        self.stage = Stage.SETTLE
        self.why = ""
        self.peak = 0.0
        self._pause_s = pause_s
        self._limit_s = limit_s
        self._since = now  # of the stage
        self._rested_since: float | None = None
        self._made_since: float | None = None
        self._made_last = 0.0
        self._wrong: tuple[str, float] | None = None
        self._took: float | None = None
        self._history: list[Measures] = []

    @property
    def prompt(self) -> Prompt:
        """The one thing to tell the person now."""
        if self.stage is Stage.ASK:
            return self.gesture.prompt
        return self.gesture.back if self.stage is Stage.BACK else Prompt.FACE_FORWARD

    def update(self, measures: Measures) -> None:
        """Take the next measures."""
        if self.stage in (Stage.DONE, Stage.FAILED):
            return
        self._history.append(measures)
        self._history = [m for m in self._history if measures.at - m.at <= SWING_S]
        {Stage.SETTLE: self._settle, Stage.ASK: self._ask, Stage.BACK: self._back}[self.stage](
            measures.at
        )

    def interrupted(self) -> None:
        """The face was not visible, or not the only one: discard a gesture in progress."""
        self._history.clear()
        self._rested_since = self._made_since = self._wrong = None

    def tick(self, now: float) -> None:
        """Fail a stage that took longer than limit_s. now: s, of the measures' clock."""
        if self.stage not in (Stage.DONE, Stage.FAILED) and now - self._since > self._limit_s:
            self._fail(
                {Stage.SETTLE: "not_at_rest", Stage.ASK: "too_late"}.get(self.stage, "not_back")
            )

    def remaining(self, now: float) -> float:
        """Seconds until the present stage times out."""
        return max(0.0, self._since + self._limit_s - now)

    def report(self) -> dict[str, Any]:
        """A row for operators; never shown to the person."""
        return {
            "gesture": self.gesture.name,
            "passed": self.stage is Stage.DONE,
            "peak": round(self.peak, 2),
            "seconds": round(self._took, 2) if self._took is not None else None,
            "why": self.why,
        }

    def _settle(self, now: float) -> None:
        self._watch_for_wrong(None, now)
        if self.stage is Stage.FAILED or not self._at_rest_for(self._pause_s, now):
            return
        self._history = self._history[-1:]  # measures before the prompt do not count
        self._enter(Stage.ASK, now)

    def _ask(self, now: float) -> None:
        level = self.gesture.level(self._history)
        self.peak = max(self.peak, level)
        if level < 1.0:
            self._made_since = None
            self._watch_for_wrong(self.gesture, now)
            return
        self._wrong = None
        if now - self._since < REACTION_S:
            self._fail("too_early")
            return
        if self._made_since is None or now - self._made_last > LONGEST_GAP_S:
            self._made_since = now
        self._made_last = now
        if now - self._made_since >= self.gesture.hold_s:
            self._took = now - self._since
            self._rested_since = None
            self._enter(Stage.BACK, now)

    def _back(self, now: float) -> None:
        if self._at_rest_for(0.0, now):
            self._enter(Stage.DONE, now)

    def _at_rest_for(self, seconds: float, now: float) -> bool:
        if not at_rest(self._history, self.gesture):
            self._rested_since = None
            return False
        if self._rested_since is None:
            self._rested_since = now
        return now - self._rested_since >= seconds

    def _watch_for_wrong(self, asked: Gesture | None, now: float) -> None:
        """Fail on a gesture that was not asked for in two successive frames; one may be an error of
        the landmarks."""
        name = wrong_gesture(self._history, asked)
        if name is None:
            self._wrong = None
        elif self._wrong is None or self._wrong[0] != name:
            self._wrong = (name, now)
        else:
            self._fail(f"{'wrong' if asked is not None else 'unasked'}_gesture:{name}")

    def _enter(self, stage: Stage, now: float) -> None:
        self.stage, self._since = stage, now

    def _fail(self, why: str) -> None:
        self.stage, self.why = Stage.FAILED, why


NEUTRAL_S, NEUTRAL_OBSERVATIONS = 0.5, 4
"""Time and number of observations whose median is the neutral face."""

FRONTAL = 20.0
"""Largest yaw of a neutral face, degrees."""

PAUSE_S = (0.3, 1.0)
"""Range of the random pause between two gestures."""


class GestureChallenge:
    """Asks for gestures in a given order; fails at the first wrong one.

    names: the gestures in their order. mesh: whether there is a landmark model. limit_s: time limit
    of each stage of a gesture.
    """

    def __init__(
        self, names: Sequence[str], now: float, *, mesh: bool, limit_s: float, rng: random.Random
    ) -> None:
        self._names = tuple(names)
        self._mesh = mesh
        self._limit_s = limit_s
        self._rng = rng
        self._begun = now
        self._neutral: list[Observation] = []
        self._ruler: Ruler | None = None
        self._face = SameFace()
        self._chain = FaceChain()
        self._steps: list[Step] = []
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
        return self._steps[-1].prompt if self._steps else Prompt.LOOK_HERE

    @property
    def done(self) -> float:
        return sum(step.stage is Stage.DONE for step in self._steps) / len(self._names)

    @property
    def step(self) -> tuple[int, int] | None:
        return max(1, len(self._steps)), len(self._names)

    @property
    def colour(self) -> Colour | None:
        return None

    def update(self, observation: Observation) -> None:
        if self._state is not ChallengeState.RUNNING:
            return
        if not self._chain.continues(observation.measured.descriptor, observation.at):
            self._fail("face_changed")
            return
        if self._ruler is None:
            self._take_neutral(observation)
            return
        measures = self._ruler.measure(observation)
        if measures is None:
            self.interrupted(observation.at)
            return
        step = self._steps[-1]
        before = step.stage
        step.update(measures)
        if before is Stage.SETTLE:
            self._face.compare(observation.measured.descriptor)
            if step.stage is Stage.ASK and not self._face.is_same():
                self._fail("face_changed")
                return
        self._follow(step, observation.at)

    def interrupted(self, now: float) -> None:
        self.tick(now)
        if self._steps:
            self._steps[-1].interrupted()
        else:
            self._neutral.clear()

    def tick(self, now: float) -> None:
        if self._state is not ChallengeState.RUNNING:
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

    def _take_neutral(self, observation: Observation) -> None:
        usable = observation.measured.mesh is not None or not self._mesh
        if not usable or not observation.quality.ok or abs(observation.quality.yaw) > FRONTAL:
            self._neutral.clear()
            return
        self._neutral.append(observation)
        enough = len(self._neutral) >= NEUTRAL_OBSERVATIONS
        if not enough or observation.at - self._neutral[0].at < NEUTRAL_S:
            return
        self._ruler = make_ruler(self._neutral, mesh=self._mesh)
        self._face.remember([s.measured.descriptor for s in self._neutral])
        self._next(observation.at)

    def _follow(self, step: Step, now: float) -> None:
        if step.stage is Stage.FAILED:
            self._fail(f"{step.gesture.name}:{step.why}")
        elif step.stage is Stage.DONE:
            if len(self._steps) == len(self._names):
                self._state = ChallengeState.PASSED
            else:
                self._next(now)

    def _next(self, now: float) -> None:
        gesture = GESTURES[self._names[len(self._steps)]]
        pause = self._rng.uniform(*PAUSE_S)
        self._steps.append(Step(gesture, now, pause, self._limit_s))
        self._face.begin_anew()

    def _fail(self, why: str) -> None:
        self._state, self._why = ChallengeState.FAILED, why
