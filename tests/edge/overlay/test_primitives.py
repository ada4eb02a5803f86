"""What is drawn: data in frame pixels, then pixels."""

from __future__ import annotations

import numpy as np
import pytest
from makers import a_face, a_frame, a_quality

from edge.overlay.opencv import annotate
from edge.overlay.primitives import STATE_COLOURS, FaceMark, Heat, Points, primitives
from edge.types import AttackKind, FaceResult, FrameResult, Reason, Score, State, Verdict


def a_result(
    state: State, *, kind: AttackKind | None = None, reasons: frozenset[Reason] = frozenset()
) -> FrameResult:
    face = a_face(200, 150, 200)
    evidence = np.zeros((8, 8), np.float32)
    evidence[0, 0] = 1.0
    to_frame = np.array([[400, 0, 100], [0, 400, 50]], np.float32)
    score = Score("m1", 0.7, 0.8, 1.0, evidence, to_frame)
    verdict = Verdict(3, state, 0.7, 12, 0.0, kind, reasons)
    result = FaceResult(face, a_quality(*reasons), verdict, {"m1": score})
    return FrameResult(0, 0.0, "t", (640, 480), (result,), {})


@pytest.mark.parametrize(
    ("result", "lines"),
    [
        (a_result(State.LIVE), ("#3 LIVE", "p(attack) 0.70 in 12 frames")),
        (
            a_result(State.ATTACK, kind=AttackKind.PRESENTATION),
            ("#3 ATTACK (presentation)", "p(attack) 0.70 in 12 frames"),
        ),
        (
            a_result(State.POOR_QUALITY, reasons=frozenset({Reason.TOO_SMALL, Reason.BLURRED})),
            ("#3 POOR QUALITY", "blurred, too small"),
        ),
    ],
)
def test_a_mark_says_state_and_why(result: FrameResult, lines: tuple[str, ...]) -> None:
    (mark,) = [p for p in primitives(result) if isinstance(p, FaceMark)]
    assert mark.lines == lines


def test_heat_is_drawn_below_marks_and_only_for_the_model_asked_for() -> None:
    result = a_result(State.LIVE)
    kinds = [type(p) for p in primitives(result, heat="m1")]
    assert kinds == [Heat, Points, FaceMark]
    assert not any(isinstance(p, Heat) for p in primitives(result, heat="other"))
    assert not any(isinstance(p, Heat) for p in primitives(result))


def test_every_state_has_a_colour_of_its_own() -> None:
    assert set(STATE_COLOURS) == set(State)
    assert len(set(STATE_COLOURS.values())) == len(State)


@pytest.mark.parametrize("state", list(State))
def test_annotating_draws_the_box_in_the_states_colour_and_leaves_the_frame_alone(
    state: State,
) -> None:
    frame = a_frame()
    before = frame.bgr.copy()
    image = annotate(frame, a_result(state))
    np.testing.assert_array_equal(frame.bgr, before)
    assert tuple(image[250, 200][::-1]) == STATE_COLOURS[state]


def test_heat_reddens_the_place_whose_evidence_spoke_for_attack() -> None:
    frame = a_frame()
    plain, heated = (
        annotate(frame, a_result(State.LIVE)),
        annotate(frame, a_result(State.LIVE), heat="m1"),
    )
    where = (slice(60, 90), slice(110, 140))  # the map's first cell, in frame px
    gain = heated[where].astype(int) - plain[where]
    assert gain[..., 2].mean() > 20
    assert gain[..., 0].mean() < -20
    np.testing.assert_array_equal(heated[400:, 500:], plain[400:, 500:])
