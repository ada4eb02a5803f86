"""Drawing: the primitives in frame pixels, then the painted pixels."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from makers import a_face, a_frame, a_quality

from edge.overlay.comparison import caption, covered, map_tiles
from edge.overlay.face_shapes import evidence_bar, evidence_colour, face_shapes
from edge.overlay.icons import state_icon
from edge.overlay.maps import face_map
from edge.overlay.opencv_painter import annotate, draw, measure, unit_of
from edge.overlay.primitives import STATE_COLOURS, FaceMark, Heat, primitives
from edge.overlay.regions import Region, why
from edge.overlay.score_memory import ScoreMemory
from edge.overlay.shapes import Label, Plate, Stroke
from edge.overlay.words import ENGLISH
from edge.types import (
    AttackKind,
    Box,
    Face,
    FaceResult,
    Frame,
    FrameResult,
    Lean,
    Reason,
    Score,
    State,
    TaskEvidence,
    Verdict,
)


def a_result(
    state: State,
    *,
    kind: AttackKind | None = None,
    reasons: frozenset[Reason] = frozenset(),
    gathered: tuple[TaskEvidence, ...] = (),
) -> FrameResult:
    face = a_face(200, 150, 200)
    evidence = np.zeros((8, 8), np.float32)
    evidence[0, 0] = 1.0
    to_frame = np.array([[400, 0, 100], [0, 400, 50]], np.float32)
    score = Score("m1", 0.7, 0.8, 1.0, evidence, to_frame)
    verdict = Verdict(3, state, 0.7, 12, 0.0, kind, reasons, gathered)
    result = FaceResult(face, a_quality(*reasons), verdict, {"m1": score})
    return FrameResult(0, 0.0, "t", (640, 480), (result,), {})


def texts(result: FrameResult, side: float = 200) -> list[str]:
    """What is written beside a face of this size, px."""
    box = Box(200, 150, 200 + side, 150 + side)
    (mark,) = [p for p in primitives(result) if isinstance(p, FaceMark)]
    area = Box(0, 0, 640, 480)
    shapes = face_shapes(mark, box, area, 1.0, measure, ENGLISH)
    return [shape.text for shape in shapes if isinstance(shape, Label)]


def test_a_label_says_state_and_kind_and_a_poor_view_says_why() -> None:
    assert texts(a_result(State.LIVE)) == ["Live", "#3"]
    attack = a_result(State.ATTACK, kind=AttackKind.PRESENTATION)
    assert texts(attack) == ["Attack · presentation", "#3"]
    poor = a_result(State.POOR_QUALITY, reasons=frozenset({Reason.TOO_SMALL, Reason.BLURRED}))
    assert texts(poor) == ["Poor view", "#3", "Too far away, blurred"]
    (face,) = poor.faces
    measured = replace(face, quality=replace(face.quality, face_px=62.7, least_px=80.0))
    closer = replace(poor, faces=(measured,))
    assert texts(closer) == ["Poor view", "#3", "Come closer: 62 of 80 px, blurred"]


def test_below_a_face_each_model_family_says_what_it_has_decided() -> None:
    live = TaskEvidence("antispoof", -5.0, -4.6, 4.6, Lean.LIVE, 20)
    off = TaskEvidence("deepfake", 4.9, -4.6, 4.6, Lean.ATTACK, 20, counts=False)
    result = a_result(State.LIVE, gathered=(live, off))
    assert texts(result)[2:] == ["Anti-spoofing", "live", "Deepfake", "not counted"]
    assert texts(result, 60) == ["Live", "#3"], "it would cover neighbours"


@pytest.mark.parametrize(
    ("total", "left", "right"), [(-4.6, 0.083, 0.5), (4.6, 0.5, 0.917), (2.3, 0.5, 0.708)]
)
def test_a_bar_reaches_its_tick_where_the_test_decides(
    total: float, left: float, right: float
) -> None:
    evidence = TaskEvidence("antispoof", total, -4.6, 4.6, Lean.OPEN, 20)
    fill = (1, 2, 3, 255)
    shapes = evidence_bar(Box(0, 0, 1000, 10), evidence, fill, (0, 0, 0, 9), (9, 9, 9, 255))
    (filled,) = [s for s in shapes if isinstance(s, Plate) and s.colour == fill]
    assert (filled.box.x1, filled.box.x2) == pytest.approx((left * 1000, right * 1000), abs=1)
    ticks = sorted(s.points[0][0] for s in shapes if isinstance(s, Stroke))
    assert ticks == pytest.approx([83.3, 500, 916.7], abs=0.1)


@pytest.mark.parametrize("counts", [True, False])
@pytest.mark.parametrize("lean", Lean)
def test_evidence_has_the_colour_of_its_decision_and_grey_where_it_does_not_count(
    lean: Lean, counts: bool
) -> None:
    evidence = TaskEvidence("deepfake", 1.0, -4.6, 4.6, lean, 20, counts)
    colour = evidence_colour(evidence)[:3]
    assert (colour in STATE_COLOURS.values()) is counts


def test_labels_stay_within_the_picture() -> None:
    result = a_result(State.ATTACK, kind=AttackKind.PRESENTATION)
    (mark,) = [p for p in primitives(result) if isinstance(p, FaceMark)]
    box, area = Box(600, 0, 700, 90), Box(0, 0, 640, 480)
    plates = [
        s for s in face_shapes(mark, box, area, 1.0, measure, ENGLISH) if isinstance(s, Plate)
    ]
    assert plates
    assert all(p.box.x1 >= 0 and p.box.x2 <= 640 and p.box.y1 >= 0 for p in plates)


def test_every_state_has_an_icon_of_its_own() -> None:
    drawn = set()
    for state in State:
        image = np.zeros((24, 24, 3), np.uint8)
        draw(image, state_icon(state, Box(0, 0, 24, 24), (255, 255, 255, 255)))
        assert image.max() == 255
        drawn.add(image.tobytes())
    assert len(drawn) == len(State)


@pytest.mark.parametrize(
    ("cell", "region"),
    [
        ((0, 0), Region.AROUND),
        ((2, 4), Region.FOREHEAD),
        ((3, 4), Region.EYES),
        ((4, 4), Region.NOSE),
        ((5, 4), Region.MOUTH),
    ],
)
def test_the_region_with_the_evidence_is_named(cell: tuple[int, int], region: Region) -> None:
    evidence = np.zeros((8, 8), np.float32)
    evidence[cell] = 1.0
    to_frame = np.array([[400, 0, 100], [0, 400, 50]], np.float32)
    face = Face(Box(200, 150, 400, 350), 0.9, np.zeros((0, 2), np.float32), 1)
    found = why(Heat(evidence, to_frame, 1.0), face, attack=True)
    assert found is not None
    assert (found.region, found.share) == (region, 1.0)
    assert why(Heat(evidence, to_frame, 1.0), face, attack=False) is None


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
    assert tuple(image[160, 200][::-1]) == STATE_COLOURS[state]


def remembered(result: FrameResult, tasks: dict[str, str]) -> ScoreMemory:
    memory = ScoreMemory(tasks)
    memory.update(result)
    return memory


def test_heat_reddens_the_position_with_evidence_of_attack() -> None:
    frame = Frame(np.full((480, 640, 3), 128, np.uint8), 0, "t", 0.0)
    result = a_result(State.LIVE)
    plain = annotate(frame, result)
    heated = annotate(frame, result, memory=remembered(result, {"m1": "antispoof"}))
    where = np.s_[60:95, 115:190]
    gain = heated[where].astype(int) - plain[where]
    assert gain[..., 2].mean() > gain[..., 0].mean() + 10
    np.testing.assert_array_equal(heated[400:, 500:], plain[400:, 500:])


def two_models() -> FrameResult:
    """A face on which both models have a map, of opposite signs."""
    result = a_result(State.LIVE)
    (face,) = result.faces
    first = face.scores["m1"]
    second = replace(first, model_id="m2", logit=-0.8, evidence=-first.evidence)
    return replace(result, faces=(replace(face, scores={"m1": first, "m2": second}),))


TASK_OF = {"m1": "antispoof", "m2": "deepfake"}


def test_both_models_are_drawn_side_by_side_each_with_a_sentence_why() -> None:
    frame = Frame(np.full((480, 640, 3), 128, np.uint8), 0, "t", 0.0)
    result = two_models()
    memory = remembered(result, TASK_OF)
    area, unit = Box(0, 0, 640, 480), unit_of(frame.size)
    (mark,) = [p for p in primitives(result) if isinstance(p, FaceMark)]
    taken = covered(mark.box, face_shapes(mark, mark.box, area, unit, measure, ENGLISH))
    tiles = map_tiles(result, memory.opinion, area, frame.bgr.shape, unit, taken)
    assert [tile.task for tile in tiles] == ["antispoof", "deepfake"]
    words = [
        " ".join(s.text for s in caption(tile, 1.0, measure, ENGLISH) if isinstance(s, Label))
        for tile in tiles
    ]
    assert words[0].startswith("Anti-spoofing Points to")
    assert words[1].startswith("Deepfake Points to")
    assert all(tile.place.x2 <= 640 and tile.place.y2 <= 480 for tile in tiles)
    drawn, plain = annotate(frame, result, memory=memory), annotate(frame, result)
    for tile in tiles:
        place = tile.place
        part = np.s_[int(place.y1) + 2 : int(place.y2) - 2, int(place.x1) + 2 : int(place.x2) - 2]
        assert (drawn[part] != plain[part]).any()


def test_a_picture_without_room_for_two_has_the_first_models_map_over_the_face() -> None:
    frame = Frame(np.full((150, 200, 3), 128, np.uint8), 0, "t", 0.0)
    result = replace(two_models(), size=(200, 150))
    memory = remembered(result, TASK_OF)
    assert map_tiles(result, memory.opinion, Box(0, 0, 200, 150), frame.bgr.shape, 1.0) == []
    assert (annotate(frame, result, memory=memory) != annotate(frame, result)).any()


def test_a_map_stays_with_its_face_while_its_model_skips_frames() -> None:
    result = two_models()
    memory = remembered(result, TASK_OF)
    (face,) = result.faces
    moved = Box(face.face.box.x1 + 40, face.face.box.y1, face.face.box.x2 + 40, face.face.box.y2)
    later = replace(face, face=replace(face.face, box=moved), scores={})
    memory.update(replace(result, time=0.1, faces=(later,)))
    heat = face_map(later, memory.opinion, "deepfake")
    assert heat is not None
    assert heat.to_frame[0, 2] == pytest.approx(face.scores["m2"].to_frame[0, 2] + 40)
