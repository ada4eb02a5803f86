"""Evidence maps over the faces: colours, scale, legend and sentence."""

from dataclasses import replace

import numpy as np
import pytest
from painted import draw
from PyQt6.QtCore import QRectF
from PyQt6.QtGui import QColor, QImage, QPainter
from pytestqt.qtbot import QtBot
from ui_fakes import FAKE, SPOOF, evidence_score, gathered, make_face, make_result

from edge.overlay import maps
from edge.overlay.heat import colours
from edge.overlay.primitives import Heat, round_up
from edge.overlay.score_memory import ScoreMemory
from edge.overlay.words import ENGLISH
from edge.types import Box, Lean
from ui import language, painting


def test_the_heatmap_is_vermillion_where_attack_spoke_and_blue_where_bona_fide_did():
    score = evidence_score()
    assert score.evidence is not None
    assert score.to_frame is not None
    rgba = colours(Heat(score.evidence, score.to_frame, 0.5))

    attack, live, nothing = rgba[30, 30], rgba[66, 66], rgba[30, 66]
    assert attack[0] > attack[2]
    assert live[2] > live[0]
    assert attack[3] > 200
    assert live[3] > 200
    assert max(nothing[:3]) < 60
    assert 100 < nothing[3] < 160  # darkened, so that the colours stand out
    assert rgba[0].max() == 0  # soft at the crop's border


def test_evidence_of_nothing_at_all_does_not_glow():
    flat = np.full((8, 8), 1e-5, np.float32)

    assert colours(Heat(flat, np.eye(2, 3, dtype=np.float32), 1e-5))[..., :3].max() < 20


def test_the_heatmap_lies_over_its_face_and_only_when_asked_for(qtbot: QtBot):
    result = make_result([make_face(scores=[evidence_score()])])
    place = (250, 180)  # in the part that spoke for attack, off every line and label

    plain = draw(result, painting.OverlayOptions()).pixelColor(*place)
    half = draw(result, painting.OverlayOptions(heat="antispoof", blend=0.5)).pixelColor(*place)
    full = draw(result, painting.OverlayOptions(heat="antispoof", blend=1.0)).pixelColor(*place)

    assert plain.getRgb()[:3] == (90, 90, 90)
    assert full.red() > half.red() > plain.red()
    assert full.blue() < half.blue() < plain.blue()


@pytest.mark.parametrize(("task", "shown"), [("antispoof", (250, 180)), ("deepfake", (310, 230))])
def test_each_tasks_evidence_is_shown_by_itself(qtbot: QtBot, task: str, shown: tuple[int, int]):
    """In these faces anti-spoofing speaks for attack above, deepfake below."""
    fake = evidence_score(FAKE)
    assert fake.evidence is not None
    scores = [evidence_score(), replace(fake, evidence=-fake.evidence)]
    image = draw(
        make_result([make_face(scores=scores)]), painting.OverlayOptions(heat=task, blend=1.0)
    )
    red = {
        place: image.pixelColor(*place).red() > image.pixelColor(*place).blue()
        for place in ((250, 180), (310, 230))
    }

    assert [place for place, is_red in red.items() if is_red] == [shown]


def test_the_heatmap_of_a_task_without_a_model_is_not_drawn(qtbot: QtBot):
    result = make_result([make_face(scores=[evidence_score()])])

    assert draw(result, painting.OverlayOptions(heat="deepfake")) == draw(
        result, painting.OverlayOptions()
    )


class TestMaps:
    """The maps on show, as data."""

    memory: ScoreMemory

    @pytest.fixture(autouse=True)
    def remember(self) -> None:
        self.memory = ScoreMemory({SPOOF: "antispoof", FAKE: "deepfake"})

    def test_a_map_follows_its_face_while_its_model_skips_frames(self):
        scored = make_face(scores=[evidence_score(FAKE, box=Box(200, 80, 360, 280))])
        moved = make_face(box=Box(300, 100, 380, 200))  # half as large, elsewhere
        for face in (scored, moved):
            self.memory.update(result := make_result([face]))

        (heat,) = maps.maps(result, self.memory.opinion, "deepfake")
        corners = np.array([(0, 0, 1), (1, 1, 1)]) @ heat.to_frame.T

        assert corners == pytest.approx(np.array([(300, 100), (380, 200)]))

    def test_all_faces_share_one_scale_so_that_they_can_be_compared(self):
        strong, weak = evidence_score(), evidence_score()
        assert weak.evidence is not None
        weak = replace(weak, evidence=weak.evidence / 10)
        faces = [make_face(1, scores=[strong]), make_face(2, scores=[weak])]
        self.memory.update(result := make_result(faces))

        drawn = maps.maps(result, self.memory.opinion, "antispoof")

        assert [heat.limit for heat in drawn] == [0.5, 0.5]

    def test_a_face_without_an_opinion_has_no_map(self):
        result = make_result([make_face(scores=[])])

        assert maps.maps(result, self.memory.opinion, "antispoof") == []


@pytest.mark.parametrize(
    ("strongest", "scale"),
    [
        (0.0013, 0.002),
        (0.02, 0.02),
        (0.021, 0.05),
        (0.5, 0.5),
        (0.51, 1.0),
        (3.2, 5.0),
        (70, 100.0),
    ],
)
def test_the_scale_is_a_round_number_of_logits(strongest: float, scale: float):
    assert round_up(strongest) == pytest.approx(scale)


def test_a_legend_is_there_only_with_a_map(qtbot: QtBot):
    result = make_result([make_face(scores=[evidence_score()])])
    corner = (640 - 24, 20)
    plain = draw(result, painting.OverlayOptions()).pixelColor(*corner)
    heated = draw(result, painting.OverlayOptions(heat="antispoof")).pixelColor(*corner)

    assert plain.getRgb()[:3] == (90, 90, 90)
    assert heated != plain


@pytest.mark.parametrize(
    ("total", "says"),
    [(-5.0, "This frame alone points to an attack"), (5.0, "Points to an attack")],
)
def test_the_sentence_beside_a_map_says_where_the_track_goes_the_other_way(total: float, says: str):
    memory = ScoreMemory({SPOOF: "antispoof"})
    lean = Lean.LIVE if total < 0 else Lean.ATTACK
    face = make_face(scores=[evidence_score(p=0.6)], evidence=[gathered(total=total, lean=lean)])
    memory.update(result := make_result([face]))
    track, found = maps.reason(result, memory.opinion, "antispoof")

    assert language.why_sentence(track, found, False).startswith(says)
    assert ENGLISH.why(track, found, False).startswith(says)


def test_the_maps_of_both_models_lie_side_by_side(qtbot: QtBot):
    fake = evidence_score(FAKE)
    assert fake.evidence is not None
    scores = [evidence_score(), replace(fake, evidence=-fake.evidence)]
    result = make_result([make_face(scores=scores)])
    memory = ScoreMemory({SPOOF: "antispoof", FAKE: "deepfake"})
    memory.update(result)
    image = QImage(1280, 720, QImage.Format.Format_RGB32)
    image.fill(QColor(90, 90, 90))
    painter = QPainter(image)
    options = painting.OverlayOptions(heat=painting.BOTH, blend=1.0)
    target, pixels = QRectF(0, 0, 1280, 720), np.full((360, 640, 3), 90, np.uint8)
    painting.paint(painter, result, memory.opinion, target, options, 1.0, pixels)
    painter.end()
    orange, blue = [], []
    for x in range(780, 1270):
        column = [image.pixelColor(x, y) for y in range(420, 640)]
        if any(colour.red() > 200 > colour.blue() + 100 for colour in column):
            orange.append(x)
        if any(colour.blue() > 200 > colour.red() + 100 for colour in column):
            blue.append(x)

    for found in (orange, blue):  # each tile has both, at its left and right in turn
        assert min(found) < 980
        assert max(found) > 1080
