"""Which gestures are asked for, in an order that nobody can know beforehand."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence

from edge.challenge.gestures import GESTURES
from edge.config import ChallengeConfig
from edge.errors import ConfigError


def available(config: ChallengeConfig, *, mesh: bool) -> tuple[str, ...]:
    """The gestures the configuration allows that can be seen. Raises ConfigError without any."""
    names = tuple(dict.fromkeys(config.gestures))
    seen = tuple(name for name in names if mesh or not GESTURES[name].needs_mesh)
    if not any(GESTURES[name].wrong < math.inf for name in seen):
        raise ConfigError(
            "challenge.gestures: name at least one of turn_left, turn_right, nod and come_closer: "
            + ("faces blink and smile unasked" if mesh else "there is no landmark model for others")
        )
    return seen


def draw(names: Sequence[str], steps: int, rng: random.Random) -> tuple[str, ...]:
    """`steps` names, none twice in a row, at least one that no face makes unasked.

    rng: secrets.SystemRandom in earnest. Where there is but one name, it is asked for once.
    """
    if len(names) == 1:
        return (names[0],)
    while True:
        drawn = [rng.choice(names)]
        while len(drawn) < steps:
            drawn.append(rng.choice([name for name in names if name != drawn[-1]]))
        if any(GESTURES[name].wrong < math.inf for name in drawn):
            return tuple(drawn)
