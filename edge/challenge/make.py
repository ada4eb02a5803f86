"""The challenge a configuration asks for."""

from __future__ import annotations

import random
from collections.abc import Callable

from edge.challenge.base import Challenge
from edge.challenge.gesture_challenge import GestureChallenge
from edge.challenge.in_turn import InTurn
from edge.challenge.light import LightChallenge
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
        self._names: tuple[str, ...] = ()
        self._makers: list[Callable[[float], Challenge]] = []
        if "gestures" in config.kind:
            self._names = available(config, mesh=mesh)
            self._makers.append(self._gestures)
        if "light" in config.kind:
            self._makers.append(self._light)

    def __call__(self, now: float) -> Challenge | None:
        """A new challenge; None where the configuration asks for none."""
        return InTurn(self._makers, now) if self._makers else None

    def _gestures(self, now: float) -> Challenge:
        names = draw(self._names, self._config.steps, self._rng)
        return GestureChallenge(
            names, now, mesh=self._mesh, limit_s=self._config.step_s, rng=self._rng
        )

    def _light(self, now: float) -> Challenge:
        return LightChallenge(
            now,
            steps=self._config.light_steps,
            step_s=self._config.light_step_s,
            rng=self._rng,
        )
