"""The gestures and their measurement, as a level: 0 is rest, 1 is the complete gesture.

The thresholds were chosen on the clips of docs/session.md, well above the movements of people who
stand, look around and talk, and easy to reach.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from edge.challenge.guidance import Prompt
from edge.challenge.ruler import Measures
from edge.config import ChallengeConfig
from edge.errors import ConfigError

TURN = 18.0
"""Degrees of yaw."""

SWING = 20.0
"""Degrees of pitch there and back within SWING_S."""

SWING_S = 1.5

GROWTH = 0.25
"""Relative growth of the face: from a distance of 60 to 48 cm."""

CLOSED = 0.45
"""Relative decrease of the eyes' opening."""

WIDENING = 0.16
"""Relative increase of the mouth's width."""

SHORTEST_BLINK_S = 0.06
"""From the first frame with closed eyes to the first with open ones; shorter is landmark noise."""

FRONTAL = 15.0
"""Largest yaw, degrees, for measuring eyes, mouth and nods, because foreshortening resembles
them."""

UPRIGHT = 12.0
"""Largest pitch, degrees, for measuring eyes, because the lids move with the direction of gaze."""

History = list[Measures]


@dataclass(frozen=True, slots=True)
class Gesture:
    """A gesture.

    level: of the newest of some measures (at least one, at most those of SWING_S). hold_s: how long
    the level must stay at 1. back: the prompt until the face is at rest again. wrong: level from
    which it counts as a wrong gesture; infinite for gestures that faces make spontaneously.
    """

    name: str
    prompt: Prompt
    level: Callable[[History], float]
    hold_s: float
    back: Prompt
    wrong: float
    needs_mesh: bool = False


def _turn(direction: float) -> Callable[[History], float]:
    return lambda history: direction * history[-1].yaw / TURN


def _nod(history: History) -> float:
    newest = history[-1]
    if abs(newest.yaw) > FRONTAL:
        return 0.0
    recent = [m.pitch for m in history if newest.at - m.at <= SWING_S and abs(m.yaw) <= FRONTAL]
    return (max(recent) - min(recent)) / SWING


def _come_closer(history: History) -> float:
    return (history[-1].size - 1.0) / GROWTH


def _blink(history: History) -> float:
    """Level of a blink: eyes closed now, or closed twice within the history."""
    newest = history[-1]
    if not _frontal(newest) or abs(newest.pitch) > UPRIGHT:
        return 0.0
    return max((1.0 - newest.eyes) / CLOSED, 1.0 if _closings(history) >= 2 else 0.0)


def _closings(history: History) -> int:
    """How often the eyes closed and opened again while the face was upright and frontal."""
    count, since = 0, None
    for measures in history:
        upright = _frontal(measures) and abs(measures.pitch) <= UPRIGHT
        if upright and measures.eyes <= 1.0 - CLOSED:
            since = measures.at if since is None else since
        elif since is not None:
            count += upright and measures.at - since >= SHORTEST_BLINK_S
            since = None
    return count


def _smile(history: History) -> float:
    newest = history[-1]
    return (newest.mouth - 1.0) / WIDENING if _frontal(newest) else 0.0


def _frontal(measures: Measures) -> bool:
    return abs(measures.yaw) <= FRONTAL


FORWARD, STAY, BACK = Prompt.FACE_FORWARD, Prompt.LOOK_HERE, Prompt.STEP_BACK

GESTURES = {
    gesture.name: gesture
    for gesture in (
        # the subject's left is the image's right: a camera does not mirror
        Gesture("turn_left", Prompt.TURN_LEFT, _turn(+1), 0.1, FORWARD, 1.25),
        Gesture("turn_right", Prompt.TURN_RIGHT, _turn(-1), 0.1, FORWARD, 1.25),
        Gesture("nod", Prompt.NOD, _nod, 0.0, FORWARD, 1.1),
        Gesture("come_closer", Prompt.COME_CLOSER, _come_closer, 0.2, BACK, 1.3),
        Gesture("blink", Prompt.BLINK, _blink, 0.3, STAY, math.inf, needs_mesh=True),
        Gesture("smile", Prompt.SMILE, _smile, 0.5, STAY, math.inf, needs_mesh=True),
    )
}

TELLING = frozenset(name for name, gesture in GESTURES.items() if gesture.wrong < math.inf)
"""Gestures that are not made spontaneously, as a blink and a smile are."""

ALIKE = {("nod", "come_closer"), ("come_closer", "nod")}
"""Pairs of gestures that include a little of each other, so that neither counts as wrong."""

REST_LEVEL = 0.5
REST_PITCH = 10.0


def at_rest(history: History, gesture: Gesture) -> bool:
    """Whether the face is frontal, at its neutral place, and not making `gesture` any more."""
    newest = history[-1]
    turned = abs(newest.yaw) / TURN >= REST_LEVEL or abs(newest.pitch) >= REST_PITCH
    moved = abs(newest.size - 1.0) / GROWTH >= REST_LEVEL
    # only the newest measures: a swing and a blink stay in the history for a while
    made = gesture.level(history[-1:]) >= REST_LEVEL
    return not (turned or moved or made)


def wrong_gesture(history: History, asked: Gesture | None) -> str | None:
    """The name of a gesture in progress that was not asked for, or None."""
    wanted = asked.name if asked is not None else ""
    for name in sorted(TELLING - {wanted}):
        gesture = GESTURES[name]
        if (wanted, name) not in ALIKE and gesture.level(history) >= gesture.wrong:
            return name
    return None


def available(config: ChallengeConfig, *, mesh: bool) -> tuple[str, ...]:
    """The configured gestures that can be measured. Raises ConfigError without any."""
    names = tuple(dict.fromkeys(config.gestures))
    seen = tuple(name for name in names if mesh or not GESTURES[name].needs_mesh)
    if TELLING.isdisjoint(seen):
        raise ConfigError(
            (
                "challenge.gestures: include at least one of turn_left, turn_right, nod and "
                "come_closer: "
            )
            + (
                "people blink and smile without being asked"
                if mesh
                else ("without a landmark model no other gesture can be recognised")
            )
        )
    return seen


def draw(names: Sequence[str], steps: int, rng: random.Random) -> tuple[str, ...]:
    """`steps` names, none twice in a row, at least half of them telling.

    rng: secrets.SystemRandom in production. A single available name is asked for only once.
    """
    telling = [name for name in names if name in TELLING]
    if len(names) == 1:
        return tuple(names)
    # with one telling gesture there is at most every other one
    most = steps if len(telling) > 1 else (steps + 1) // 2
    needed = min((steps + 1) // 2, most)
    while True:
        drawn = [rng.choice(list(names))]
        while len(drawn) < steps:
            drawn.append(rng.choice([name for name in names if name != drawn[-1]]))
        if sum(name in TELLING for name in drawn) >= needed:
            return tuple(drawn)
