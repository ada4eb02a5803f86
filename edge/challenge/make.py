"""The challenge a configuration asks for."""

from __future__ import annotations

import random

from edge.challenge.base import Challenge
from edge.challenge.gesture_challenge import GestureChallenge
from edge.challenge.sequence import available, draw
from edge.config import ChallengeConfig


class ChallengeMaker:
    """Makes one for each session. mesh: whether there is a landmark model.

    Raises ConfigError when built, not when a person stands there, where nothing could be asked.
    """

    def __init__(self, config: ChallengeConfig, *, mesh: bool, rng: random.Random) -> None:
        self._config = config
        self._mesh = mesh
        self._rng = rng
        self._names = available(config, mesh=mesh) if "gestures" in config.kind else ()

    def __call__(self, now: float) -> Challenge | None:
        """A new challenge; None where the configuration asks for none."""
        if not self._names:
            return None
        names = draw(self._names, self._config.steps, self._rng)
        return GestureChallenge(
            names, now, mesh=self._mesh, limit_s=self._config.step_s, rng=self._rng
        )
