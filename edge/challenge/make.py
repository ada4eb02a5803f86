"""Creates the configured challenge, and measures faces for it."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Any

from edge.challenge.appearance import WARPED, Appearance
from edge.challenge.base import Challenge, ChallengeState, Colour, FaceMeasurement, Observation
from edge.challenge.chroma import skin_and_surroundings
from edge.challenge.gesture_challenge import GestureChallenge
from edge.challenge.gestures import available, draw
from edge.challenge.guidance import Prompt
from edge.challenge.light import LightChallenge
from edge.challenge.parallax import FLAT, Parallax
from edge.challenge.same_face import face_descriptor
from edge.config import ChallengeConfig
from edge.infer.face_mesh import Landmarker, Mesh
from edge.types import Face, Frame


class FaceMeasurer:
    """Measures faces for challenges. Used by one thread at a time.

    landmarker: None where there is no landmark model. light: measure the skin's colour too.
    """

    def __init__(self, landmarker: Landmarker | None, *, light: bool = False) -> None:
        self._landmarker = landmarker
        self._light = light
        self._parallax = Parallax()
        self._appearance = Appearance()

    def measure(self, frame: Frame, face: Face) -> FaceMeasurement:
        """Measure one face of a frame. Raises ModelError where the landmark model fails."""
        mesh = self._landmarker.find(frame.bgr, face) if self._landmarker is not None else None
        return FaceMeasurement(
            mesh=mesh,
            descriptor=face_descriptor(frame.bgr, face, mesh.points if mesh is not None else None),
            flatness=self._flatness(frame, face, mesh),
            warped=self._warped(frame, face, mesh),
            chroma=skin_and_surroundings(frame.bgr, face.box) if self._light else None,
        )

    def _flatness(self, frame: Frame, face: Face, mesh: Mesh | None) -> float:
        if mesh is None:
            return self._parallax.llr
        return self._parallax.update(frame.bgr, face, mesh.points, frame.captured_at)

    def _warped(self, frame: Frame, face: Face, mesh: Mesh | None) -> float:
        if mesh is None:
            return self._appearance.llr
        return self._appearance.update(frame.bgr, face, mesh.points, frame.captured_at)


def picture_named(measured: FaceMeasurement) -> str:
    """The kind of moving picture (flat, warped), for operators; empty for a head."""
    if measured.flatness >= FLAT:
        return "flat_face"
    return "warped_face" if measured.warped >= WARPED else ""


class ChallengeSequence:
    """Several challenges, one after the other; fails with the first that fails, and when the face
    is found to be a picture, flat or warped.

    makers: called with the time when it is each one's turn.
    """

    def __init__(self, makers: Sequence[Callable[[float], Challenge]], now: float) -> None:
        self._waiting = list(makers)
        self._of = len(self._waiting)
        self._begun = [self._waiting.pop(0)(now)]
        self._picture = ""

    @property
    def state(self) -> ChallengeState:
        if self._picture:
            return ChallengeState.FAILED
        newest = self._begun[-1].state
        more = newest is ChallengeState.PASSED and self._waiting
        return ChallengeState.RUNNING if more else newest

    @property
    def why(self) -> str:
        return self._picture or self._begun[-1].why

    @property
    def prompt(self) -> Prompt:
        return self._begun[-1].prompt

    @property
    def done(self) -> float:
        return sum(challenge.done for challenge in self._begun) / self._of

    @property
    def step(self) -> tuple[int, int] | None:
        return self._begun[-1].step

    @property
    def colour(self) -> Colour | None:
        return self._begun[-1].colour

    def update(self, observation: Observation) -> None:
        if self.state is ChallengeState.RUNNING:
            self._picture = picture_named(observation.measured)
            if self._picture:
                return
        self._begun[-1].update(observation)
        self._go_on(observation.at)

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
        if self._waiting and self._begun[-1].state is ChallengeState.PASSED:
            self._begun.append(self._waiting.pop(0)(now))


class ChallengeMaker:
    """Creates a challenge for each session. mesh: whether there is a landmark model.

    The constructor raises ConfigError where no gesture can be asked for.
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
        return ChallengeSequence(self._makers, now) if self._makers else None

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
