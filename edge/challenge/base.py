"""What a challenge is: it is given observations of one face, prompts, and ends passed or failed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from edge.challenge.chroma import Chroma
from edge.challenge.guidance import Prompt
from edge.infer.face_mesh import Mesh
from edge.types import F32, Face, FaceResult, Quality


@dataclass(frozen=True, slots=True)
class FaceMeasurement:
    """What only a challenge needs to know of a face, measured on demand.

    mesh: None where there is no landmark model or no face in the crop. descriptor: float32 (N,), a
    small descriptor of the face (`edge.challenge.same_face`). chroma: None where the skin cannot
    be measured. flatness: the log-likelihood ratio of a flat picture against a head
    (`edge.challenge.parallax`), so far; warped: that of one warped picture against a head
    (`edge.challenge.appearance`). Both are 0 where nothing turned yet or there is no mesh.
    """

    mesh: Mesh | None = None
    descriptor: F32 | None = None
    chroma: Chroma | None = None
    flatness: float = 0.0
    warped: float = 0.0


@dataclass(frozen=True, slots=True)
class Observation:
    """One frame of the face that is challenged.

    size: of the frame, px. at: seconds of the session's clock at which the frame was seen.
    """

    face: Face
    quality: Quality
    size: tuple[int, int]
    at: float
    measured: FaceMeasurement


Measure = Callable[[FaceResult], FaceMeasurement]


Colour = tuple[int, int, int]


class ChallengeState(StrEnum):
    """Where a challenge stands. It never leaves PASSED or FAILED again."""

    RUNNING = "running"
    PASSED = "passed"
    FAILED = "failed"


class Challenge(Protocol):
    """Pure: no clock, no thread. `interrupted` when the face could not be seen alone."""

    @property
    def state(self) -> ChallengeState:
        """Where it stands."""
        ...

    @property
    def why(self) -> str:
        """The name of what failed, for operators; empty unless FAILED."""
        ...

    @property
    def prompt(self) -> Prompt:
        """The one thing to tell the person now."""
        ...

    @property
    def done(self) -> float:
        """0..1 of the way."""
        ...

    @property
    def step(self) -> tuple[int, int] | None:
        """Which gesture is asked for now, from 1, and of how many; None where none is."""
        ...

    @property
    def colour(self) -> Colour | None:
        """What the whole screen is to show now (R, G, B), if anything."""
        ...

    def update(self, observation: Observation) -> None:
        """Take the next observation of the face, in the order of time."""
        ...

    def interrupted(self, now: float) -> None:
        """The face was not seen, or not alone. now: the frame's time, s."""
        ...

    def tick(self, now: float) -> None:
        """Time passed without a frame. now: s, of the frames' clock."""
        ...

    def remaining(self, now: float) -> float | None:
        """Seconds until the step under way gives up."""
        ...

    def report(self) -> tuple[dict[str, Any], ...]:
        """One row of JSON values for each step begun."""
        ...
