"""Colours, icons, scaling and the overlay, down to the pixels."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from PyQt6.QtCore import QRectF
from PyQt6.QtGui import QColor, QImage, QPainter
from PyQt6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from ui_fakes import FAKE, SPOOF, evidence_score, gathered, make_face, make_frame, make_result

from edge.overlay.heat import colours
from edge.overlay.primitives import Heat, round_up
from edge.types import AttackKind, Box, FrameResult, Lean, Reason, State
from ui import heatmap, icons, language, painting, theme, video_view
from ui.pixels import as_image, scaled
from ui.score_memory import ScoreMemory
from ui.theme import DARK, LIGHT, THEMES, Theme


def luminance(colour: QColor) -> float:
    """Relative luminance, WCAG 2.2."""
    parts = np.array(colour.getRgbF()[:3])
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


def contrast(a: QColor, b: QColor) -> float:
    light, dark = sorted((luminance(a), luminance(b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("colours", [DARK, LIGHT], ids=lambda t: t.name)
@pytest.mark.parametrize("ground", ["window", "panel", "raised"])
@pytest.mark.parametrize("ink", ["text", "muted"])
def test_every_text_has_the_contrast_that_small_text_needs(colours: Theme, ground: str, ink: str):
    assert contrast(colours.colour(ink), colours.colour(ground)) >= 4.5


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize("ground", ["panel", "raised", "live zone", "attack zone"])
def test_every_line_and_name_of_the_chart_and_the_bars_can_be_seen(
    qapp: QApplication, name: str, ground: str
):
    theme.apply(qapp, name)
    try:
        colours_ = theme.active()
        if "zone" in ground:
            state = State.LIVE if "live" in ground else State.ATTACK
            under = over(theme.zone_tint(state), colours_.colour("panel"))
        else:
            under = colours_.colour(ground)
        inks = {state: contrast(theme.state_ink(state), under) for state in State}
        grey = contrast(theme.uncounted_ink(), under)
        empty = contrast(colours_.colour("muted"), colours_.colour("border"))
    finally:
        theme.apply(qapp, "dark")

    assert min(inks.values()) >= 4.5, inks  # the names at the lines' ends are text
    assert grey >= 3
    assert empty >= 3, "the ticks of a bar on its empty part"


def over(top: QColor, ground: QColor) -> QColor:
    """What a translucent colour looks like on a ground."""
    share = top.alphaF()
    mixed = [
        share * a + (1 - share) * b
        for a, b in zip(top.getRgbF()[:3], ground.getRgbF()[:3], strict=True)
    ]
    return QColor.fromRgbF(*mixed)


@pytest.mark.parametrize("state", State)
def test_the_text_on_a_states_colour_can_be_read(state: State):
    assert contrast(theme.state_colour(state), theme.ON_STATE) >= 4.5


def test_a_state_is_told_by_colour_and_by_icon_and_by_word():
    for tell in (lambda s: theme.state_colour(s).name(), icons.state_icon, language.state_word):
        assert len({tell(state) for state in State}) == len(State)


def test_an_attack_is_called_after_what_spoke():
    face = make_face(state=State.ATTACK, kind=AttackKind.DEEPFAKE)

    assert language.verdict_word(face.verdict) == "Attack · deepfake"


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_has_words(reason: Reason):
    assert language.reason_word(reason)
    assert "_" not in language.reason_word(reason)


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0 %"), (0.001, "< 1 %"), (0.034, "3 %"), (0.5, "50 %"), (0.999, "> 99 %"), (1, "100 %")],
)
def test_a_probability_is_never_rounded_to_certainty(value: float, text: str):
    assert language.percent(value) == text


@pytest.mark.parametrize("name", icons.names())
def test_every_icon_draws_something_in_the_colour_asked_for(qtbot: QtBot, name: str):
    image = icons.pixmap(name, QColor("#ff0000"), 24).toImage()
    inked = [
        image.pixelColor(x, y)
        for x in range(24)
        for y in range(24)
        if image.pixelColor(x, y).alpha() > 200
    ]

    assert inked
    assert all(colour.red() > 250 and colour.green() < 5 for colour in inked)


def test_no_two_state_icons_look_alike(qtbot: QtBot):
    drawn = {
        state: icons.pixmap(icons.state_icon(state), QColor("white"), 24).toImage()
        for state in State
    }

    assert all(a != b for a, b in combinations(drawn.values(), 2))


@pytest.mark.parametrize(
    ("frame", "area", "expected"),
    [
        ((1280, 720), (1280, 900), (0, 90, 1280, 720)),
        ((480, 640), (1000, 640), (260, 0, 480, 640)),
        ((100, 100), (400, 200), (100, 0, 200, 200)),
        ((20000, 10), (1000, 500), (0, 249.75, 1000, 0.5)),
    ],
)
def test_a_frame_keeps_its_aspect_and_is_centred(
    frame: tuple[int, int], area: tuple[int, int], expected: tuple[float, ...]
):
    rect = video_view.fit(frame, QRectF(0, 0, *area))

    assert (rect.x(), rect.y(), rect.width(), rect.height()) == pytest.approx(expected)


def test_an_image_of_odd_width_keeps_its_columns():
    """QImage assumes rows padded to four bytes unless told; 5 × 3 bytes are not."""
    pixels = np.zeros((4, 5, 3), np.uint8)
    pixels[:, 2] = (10, 20, 30)  # B, G, R

    image = as_image(pixels)

    for y in range(4):
        assert image.pixelColor(2, y).getRgb()[:3] == (30, 20, 10)
        assert image.pixelColor(1, y).getRgb()[:3] == (0, 0, 0)


def test_a_view_into_a_larger_array_is_shown_by_its_own_stride():
    wide = np.zeros((4, 20, 3), np.uint8)
    wide[:, 7] = 255
    part = wide[:, 5:10]

    assert as_image(part).pixelColor(2, 3).red() == 255


def test_shrinking_averages_and_does_not_alias():
    stripes = np.zeros((100, 100, 3), np.uint8)
    stripes[:, ::2] = 255

    small = scaled(stripes, 25, 25)

    assert small.shape == (25, 25, 3)
    assert np.ptp(small.astype(int)) <= 2
    assert abs(int(small.mean()) - 128) <= 2


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


def draw(result: FrameResult, options: painting.OverlayOptions, grey: int = 90) -> QImage:
    memory = ScoreMemory({SPOOF: "antispoof", FAKE: "deepfake"})
    memory.update(result)
    image = QImage(640, 360, QImage.Format.Format_RGB32)
    image.fill(QColor(grey, grey, grey))
    painter = QPainter(image)
    painting.paint(painter, result, memory.opinion, QRectF(0, 0, 640, 360), options)
    painter.end()
    return image


def near(image: QImage, x: float, y: float, colour: QColor, reach: int = 6) -> bool:
    """Whether a pixel of (nearly) the colour lies around a place."""
    want = np.array(colour.getRgb()[:3])
    for dx in range(-reach, reach + 1):
        for dy in range(-reach, reach + 1):
            px, py = int(x) + dx, int(y) + dy
            if image.valid(px, py):
                got = np.array(image.pixelColor(px, py).getRgb()[:3])
                if np.abs(got - want).max() < 12:
                    return True
    return False


@pytest.mark.parametrize("state", State)
def test_the_box_is_drawn_where_the_face_is_in_the_states_colour(qtbot: QtBot, state: State):
    image = draw(make_result([make_face(state=state)]), painting.OverlayOptions())

    assert near(image, 200, 100, theme.state_colour(state))
    assert near(image, 360, 260, theme.state_colour(state))
    assert image.pixelColor(500, 300).getRgb()[:3] == (90, 90, 90)


def test_a_face_at_the_edge_keeps_its_label_inside_the_picture(qtbot: QtBot):
    box = Box(560, 0, 660, 90)
    image = draw(make_result([make_face(box=box)]), painting.OverlayOptions())
    colour = theme.state_colour(State.LIVE)
    chip = [x for x in range(640) if near(image, x, 16, colour, reach=0)]

    assert chip
    assert max(chip) < 640 - 3


def test_the_evidence_is_drawn_below_the_face(qtbot: QtBot):
    faces = [make_face(box=Box(200, 60, 420, 260))]
    scored = draw(make_result(faces), painting.OverlayOptions())
    below = (230, 276)

    assert scored.pixelColor(*below).getRgb()[:3] != (90, 90, 90)


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

        (heat,) = heatmap.maps(result, self.memory.opinion, "deepfake")
        corners = np.array([(0, 0, 1), (1, 1, 1)]) @ heat.to_frame.T

        assert corners == pytest.approx(np.array([(300, 100), (380, 200)]))

    def test_all_faces_share_one_scale_so_that_they_can_be_compared(self):
        strong, weak = evidence_score(), evidence_score()
        assert weak.evidence is not None
        weak = replace(weak, evidence=weak.evidence / 10)
        faces = [make_face(1, scores=[strong]), make_face(2, scores=[weak])]
        self.memory.update(result := make_result(faces))

        drawn = heatmap.maps(result, self.memory.opinion, "antispoof")

        assert [heat.limit for heat in drawn] == [0.5, 0.5]

    def test_a_face_without_an_opinion_has_no_map(self):
        result = make_result([make_face(scores=[])])

        assert heatmap.maps(result, self.memory.opinion, "antispoof") == []


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


@pytest.mark.parametrize(("total", "way"), [(-5.0, "a live person"), (5.0, "an attack")])
def test_the_sentence_beside_a_map_goes_the_way_the_evidence_of_the_track_goes(
    total: float, way: str
):
    memory = ScoreMemory({SPOOF: "antispoof"})
    lean = Lean.LIVE if total < 0 else Lean.ATTACK
    face = make_face(scores=[evidence_score(p=0.6)], evidence=[gathered(total=total, lean=lean)])
    memory.update(result := make_result([face]))
    track, found = heatmap.reason(result, memory.opinion, "antispoof")

    assert way in language.why_sentence(track, found, False)


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


def test_an_annotated_picture_has_the_frames_size_and_leaves_the_frame_alone(qtbot: QtBot):
    frame = make_frame(width=321, height=243)
    before = frame.bgr.copy()
    result = make_result([make_face(box=Box(100, 80, 200, 190))], frame)

    drawn = video_view.annotated(frame, result, lambda _t, _k: None, painting.OverlayOptions())

    assert drawn.shape == frame.bgr.shape
    assert np.array_equal(frame.bgr, before)
    assert not np.array_equal(drawn, before)


def test_the_themes_are_found_by_name():
    assert set(THEMES) == {"dark", "light"}
