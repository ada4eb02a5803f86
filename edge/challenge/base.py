"""The interface of a challenge: takes observations of one face, gives prompts, passes or fails."""

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
    """Measurements of a face that only challenges need, made on demand.

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
    """The state of a challenge; PASSED and FAILED are final."""

    RUNNING = "running"
    PASSED = "passed"
    FAILED = "failed"


class Challenge(Protocol):
    """A pure state machine, without clock and thread."""

    @property
    def state(self) -> ChallengeState:
        """Its state."""
        ...

    @property
    def why(self) -> str:
        """The name of the failed check, for operators; empty unless FAILED."""
        ...

    @property
    def prompt(self) -> Prompt:
        """The present instruction for the person."""
        ...

    @property
    def done(self) -> float:
        """Progress, 0..1."""
        ...

    @property
    def step(self) -> tuple[int, int] | None:
        """(number of the present gesture, from 1; number of gestures), or None."""
        ...

    @property
    def colour(self) -> Colour | None:
        """The colour (R, G, B) that the whole screen must show now, or None."""
        ...

    def update(self, observation: Observation) -> None:
        """Take the next observation of the face, in the order of time."""
        ...

    def interrupted(self, now: float) -> None:
        """The face was not visible, or not the only one. now: the frame's time, s."""
        ...

    def tick(self, now: float) -> None:
        """Advance the time without a frame. now: s, of the frames' clock."""
        ...

    def remaining(self, now: float) -> float | None:
        """Seconds until the present step times out."""
        ...

    def report(self) -> tuple[dict[str, Any], ...]:
        """One row of JSON values for each step begun."""
        ...
