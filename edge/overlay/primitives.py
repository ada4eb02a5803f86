"""What to draw over a frame, as data in frame pixels; the window and the annotated video draw it.

A state is shown by colour, by word and by icon, so that it does not depend on colour vision.
Colours are Okabe and Ito's, distinct for colour-blind eyes (jfly.uni-koeln.de/color, 2008).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from edge.types import F32, Box, FrameResult, Quality, State, Verdict

STATE_COLOURS: dict[State, tuple[int, int, int]] = {
    State.LIVE: (0, 158, 115),
    State.ATTACK: (213, 94, 0),
    State.CHECKING: (86, 180, 233),
    State.POOR_QUALITY: (230, 159, 0),
    State.UNKNOWN: (153, 153, 153),
    State.UNAVAILABLE: (204, 121, 167),
}
"""RGB, 0..255."""

FLOOR_LOGITS = 1.28
"""Lower bound of a map's scale, logits per map: a map whose strongest cell, times the number of
cells, is below this is drawn faintly, so that noise is not amplified."""


@dataclass(frozen=True, slots=True)
class FaceMark:
    """The box of one face, with the verdict and the quality to be written beside it."""

    box: Box
    verdict: Verdict
    quality: Quality

    @property
    def state(self) -> State:
        return self.verdict.state


@dataclass(frozen=True, slots=True)
class Points:
    """Keypoints, float32 (n, 2) px."""

    xy: F32
    state: State


@dataclass(frozen=True, slots=True)
class Heat:
    """An evidence map, float32 (h, w), and the affine from its unit square to frame px.

    Positive cells are evidence of attack, negative ones of bona fide; `limit` is the magnitude that
    is drawn at full opacity, logits per cell. to_frame: float32 (2, 3).
    """

    evidence: F32
    to_frame: F32
    limit: float


Primitive = FaceMark | Points


def primitives(result: FrameResult, *, keypoints: bool = True) -> list[Primitive]:
    """The primitives of all faces, in drawing order. keypoints: whether to include these."""
    drawn: list[Primitive] = []
    for face in result.faces:
        if keypoints and len(face.face.keypoints):
            drawn.append(Points(face.face.keypoints, face.verdict.state))
        drawn.append(FaceMark(face.face.box, face.verdict, face.quality))
    return drawn


def one_scale(heats: Iterable[Heat]) -> list[Heat]:
    """The same maps with one common limit in logits, a round number, to make faces comparable."""
    heats = list(heats)
    strongest = [
        max(float(np.abs(heat.evidence).max()), FLOOR_LOGITS / heat.evidence.size) for heat in heats
    ]
    limit = round_up(max(strongest, default=1.0))
    return [replace(heat, limit=limit) for heat in heats]


def round_up(value: float) -> float:
    """The next 1, 2 or 5 times a power of ten. value: above 0."""
    power = 10.0 ** math.floor(math.log10(value))
    return next(step * power for step in (1, 2, 5, 10) if step * power >= value * (1 - 1e-9))
