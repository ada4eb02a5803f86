"""What to draw over a frame, as data in frame pixels; the window and the annotated video draw it.

A state is told three ways, so that nobody needs to see colours: by colour, by word and by icon.
Colours are Okabe and Ito's, distinct for colour-blind eyes (jfly.uni-koeln.de/color, 2008).
"""

from __future__ import annotations

from dataclasses import dataclass

from edge.types import F32, Box, FaceResult, FrameResult, State

STATE_COLOURS: dict[State, tuple[int, int, int]] = {
    State.LIVE: (0, 158, 115),
    State.ATTACK: (213, 94, 0),
    State.CHECKING: (86, 180, 233),
    State.POOR_QUALITY: (230, 159, 0),
    State.UNKNOWN: (153, 153, 153),
    State.UNAVAILABLE: (204, 121, 167),
}
"""RGB, 0..255."""


@dataclass(frozen=True, slots=True)
class FaceMark:
    """The frame around one face and what is written beside it.

    lines: short English texts, most important first; the window translates by `state` instead.
    """

    box: Box
    state: State
    track_id: int
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Points:
    """Keypoints, float32 (n, 2) px."""

    xy: F32
    state: State


@dataclass(frozen=True, slots=True)
class Heat:
    """An evidence map, float32 (h, w), and the affine from its unit square to frame px.

    Positive cells spoke for attack, negative ones for bona fide; `limit` is the magnitude to draw
    at full strength.
    """

    evidence: F32
    to_frame: F32
    limit: float


Primitive = FaceMark | Points | Heat


def primitives(
    result: FrameResult, *, keypoints: bool = True, heat: str | None = None
) -> list[Primitive]:
    """What to draw, in drawing order.

    heat: id of the model whose evidence is shown; None shows none.
    """
    drawn: list[Primitive] = []
    for face in result.faces:
        score = face.scores.get(heat) if heat is not None else None
        if score is not None and score.evidence is not None and score.to_frame is not None:
            limit = float(abs(score.evidence).max()) or 1.0
            drawn.append(Heat(score.evidence, score.to_frame, limit))
    for face in result.faces:
        state = face.verdict.state
        if keypoints and len(face.face.keypoints):
            drawn.append(Points(face.face.keypoints, state))
        drawn.append(FaceMark(face.face.box, state, face.verdict.track_id, _lines(face)))
    return drawn


def _lines(face: FaceResult) -> tuple[str, ...]:
    verdict = face.verdict
    title = verdict.state.value.replace("_", " ")
    if verdict.attack_kind is not None:
        title += f" ({verdict.attack_kind.value})"
    lines = [f"#{verdict.track_id} {title}"]
    if verdict.state in (State.LIVE, State.ATTACK, State.CHECKING):
        lines.append(f"p(attack) {verdict.p_attack:.2f} in {verdict.frames} frames")
    elif verdict.reasons:
        words = sorted(reason.value.replace("_", " ") for reason in verdict.reasons)
        lines.append(", ".join(words))
    return tuple(lines)
