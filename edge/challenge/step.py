"""One gesture: at rest, asked for, made in time, and back at rest."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from edge.challenge.gestures import SWING_S, Gesture, at_rest, wrong_gesture
from edge.challenge.ruler import Measures
from edge.session.guidance import Prompt

REACTION_S = 0.15
"""Nobody answers a prompt sooner (fast human reactions take some 0.2 s); a recording may."""

LONGEST_GAP_S = 0.5
"""A gesture that is held is seen at least this often while it is held."""


class Stage(StrEnum):
    """Where a step stands: at rest, asked for, back to rest, over."""

    SETTLE = "settle"
    ASK = "ask"
    BACK = "back"
    DONE = "done"
    FAILED = "failed"


class Step:
    """pause_s: rest before the prompt, so long that its moment cannot be known. limit_s: for each
    stage. Fed with measures in the order of time."""

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

    def see(self, measures: Measures) -> None:
        """Take the next measures."""
        if self.stage in (Stage.DONE, Stage.FAILED):
            return
        self._history.append(measures)
        self._history = [m for m in self._history if measures.at - m.at <= SWING_S]
        {Stage.SETTLE: self._settle, Stage.ASK: self._ask, Stage.BACK: self._back}[self.stage](
            measures.at
        )

    def interrupted(self) -> None:
        """The face was not seen, or not alone: what was begun does not count."""
        self._history.clear()
        self._rested_since = self._made_since = self._wrong = None

    def tick(self, now: float) -> None:
        """Fail a stage that took longer than limit_s. now: s, of the measures' clock."""
        if self.stage not in (Stage.DONE, Stage.FAILED) and now - self._since > self._limit_s:
            self._fail(
                {Stage.SETTLE: "not_at_rest", Stage.ASK: "too_late"}.get(self.stage, "not_back")
            )

    def remaining(self, now: float) -> float:
        """Seconds until the stage under way gives up."""
        return max(0.0, self._since + self._limit_s - now)

    def report(self) -> dict[str, Any]:
        """For operators: never shown to the person."""
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
        self._history = self._history[-1:]  # what was before the prompt is no answer to it
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
        """A gesture nobody asked for, in two sights running: one may be an error of the points."""
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
