"""Which gestures are asked for, in an order that nobody can know beforehand."""

from __future__ import annotations

import random
from collections.abc import Sequence

from edge.challenge.gestures import GESTURES, TELLING
from edge.config import ChallengeConfig
from edge.errors import ConfigError


def available(config: ChallengeConfig, *, mesh: bool) -> tuple[str, ...]:
    """The gestures the configuration allows that can be seen. Raises ConfigError without any."""
    names = tuple(dict.fromkeys(config.gestures))
    seen = tuple(name for name in names if mesh or not GESTURES[name].needs_mesh)
    if TELLING.isdisjoint(seen):
        raise ConfigError(
            "challenge.gestures: name at least one of turn_left, turn_right, nod and come_closer: "
            + ("faces blink and smile unasked" if mesh else "there is no landmark model for others")
        )
    return seen


def draw(names: Sequence[str], steps: int, rng: random.Random) -> tuple[str, ...]:
    """`steps` names, none twice in a row, at least half of them telling.

    rng: secrets.SystemRandom in earnest. What leaves no choice is asked for once.
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
