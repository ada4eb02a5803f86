"""The guided screen: its pixels, and its text for a screen reader."""

import math
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from kiosk_fakes import OVAL, FakeClock, box_at, moment
from PyQt6.QtCore import QCoreApplication, QRectF
from PyQt6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot
from ui_fakes import make_frame

from edge.challenge.guidance import Guidance, Phase, Prompt
from ui.kiosk import palettes, ring, screen
from ui.kiosk.logo import Logo
from ui.kiosk.screen import GuidedScreen
from ui.kiosk.sentences import OwnSentences


@pytest.fixture
def make(qtbot: QtBot) -> Iterator[object]:
    def build(**more: object) -> GuidedScreen:
        made = GuidedScreen(clock=FakeClock(), **more)  # type: ignore[arg-type]
        qtbot.addWidget(made)
        made.resize(800, 480)
        return made

    return build


@pytest.fixture
def shown(make) -> GuidedScreen:
    frame = make_frame(width=640, height=480, value=0)
    made = make()
    made.show_frame(frame)
    return made


def image(of: GuidedScreen, guidance: Guidance | None = None) -> QImage:
    if guidance is not None:
        of.show_guidance(guidance)
    return of.grab().toImage()


def middle(of: GuidedScreen, guidance: Guidance) -> QColor:
    centre = of.layout_.oval.center()
    return image(of, guidance).pixelColor(round(centre.x()), round(centre.y()) + 40)


@pytest.mark.parametrize("prompt", Prompt)
def test_the_camera_is_shown_while_guiding_and_only_then(shown: GuidedScreen, prompt: Prompt):
    guidance = moment(prompt)
    guiding = guidance.phase in (Phase.IDLE, Phase.POSITION, Phase.HOLD, Phase.CHALLENGE)

    assert (middle(shown, guidance) == QColor("black")) is guiding


@pytest.mark.parametrize("prompt", Prompt)
def test_a_screen_reader_hears_what_is_said(shown: GuidedScreen, prompt: Prompt):
    from ui.kiosk.sentences import sentence

    shown.show_guidance(moment(prompt))

    assert shown.accessibleName() == sentence(prompt)


def test_without_a_picture_the_old_one_is_gone(shown: GuidedScreen):
    shown.show_frame(None)

    assert middle(shown, moment(Prompt.LOOK_HERE)) != QColor("black")


@pytest.mark.parametrize("colour", [(180, 120, 40), (20, 20, 60), (128, 128, 128)])
def test_the_light_challenge_lights_the_whole_screen(
    shown: GuidedScreen, colour: tuple[int, int, int]
):
    lit = image(shown, moment(Prompt.WATCH_SCREEN, colour=colour))
    places = [(x, y) for x in range(2, 800, 40) for y in range(2, 300, 20)]

    assert {lit.pixelColor(*place).name() for place in places} == {QColor(*colour).name()}


@pytest.mark.parametrize("prompt", [Prompt.ACCEPTED, Prompt.TRY_AGAIN, Prompt.ASK_FOR_HELP])
def test_results_have_grounds_of_their_own(shown: GuidedScreen, prompt: Prompt):
    ground = palettes.mood(moment(prompt).phase).colour("ground")

    assert image(shown, moment(prompt)).pixelColor(2, 2) == ground


def at_time(of: GuidedScreen, guidance: Guidance, now: float) -> QImage:
    of._clock.now = now
    of.show_guidance(replace(guidance))
    of.update()
    return image(of)


GUIDING = [
    moment(Prompt.WELCOME),
    moment(Prompt.COME_CLOSER),
    moment(Prompt.HOLD_STILL, progress=1.0),
    moment(Prompt.TURN_LEFT, progress=0.3),
    moment(Prompt.NOD, progress=0.3),
]


@pytest.mark.parametrize("guidance", GUIDING)
def test_in_calm_mode_nothing_moves_by_itself(make, guidance: Guidance):
    calm = make(calm=True)
    pictures = [at_time(calm, guidance, now) for now in (1000.0, 1000.4, 1001.1, 1002.0)]

    assert all(picture == pictures[0] for picture in pictures)


@pytest.mark.parametrize("guidance", GUIDING)
def test_otherwise_something_moves_a_little(make, guidance: Guidance):
    lively = make()

    assert at_time(lively, guidance, 1000.0) != at_time(lively, guidance, 1001.1)


@pytest.mark.parametrize("prompt", [Prompt.ACCEPTED, Prompt.TRY_AGAIN, Prompt.OUT_OF_ORDER])
def test_results_stand_still_in_every_mode(make, prompt: Prompt):
    lively = make()

    assert not lively.moves or lively.shows_picture
    assert at_time(lively, moment(prompt), 1000.0) == at_time(lively, moment(prompt), 1000.7)


@pytest.mark.parametrize(
    ("progress", "calm", "full"),
    [(0.0, None, 0.0), (0.3, 0.5, 0.3), (0.3, None, 0.25), (0.99, None, 0.75), (1.0, None, 1.0)],
)
def test_the_ring_fills_in_steps_where_it_is_calm(progress: float, calm: float | None, full: float):
    guidance = moment(Prompt.HOLD_STILL, progress=progress)

    assert ring.shown(guidance, calm) == pytest.approx(full)


def test_the_ring_tells_position_from_hold_without_colour(make):
    calm = make(calm=True)
    place = image(calm, moment(Prompt.LOOK_HERE))
    hold = image(calm, moment(Prompt.HOLD_STILL, progress=1.0))
    oval = calm.layout_.oval
    ground = palettes.WELCOMING.colour("ground").lightness()

    def gaps(picture: QImage) -> int:
        """Light places on the way round the ring."""
        width = 1.1 * calm.layout_.unit
        found = 0
        for degrees in range(0, 360, 2):
            angle = math.radians(degrees)
            x = oval.center().x() + (oval.width() / 2 + width) * math.cos(angle)
            y = oval.center().y() + (oval.height() / 2 + width) * math.sin(angle)
            found += picture.pixelColor(round(x), round(y)).lightness() > ground - 12
        return found

    assert gaps(place) > 30
    assert gaps(hold) == 0


def test_the_bar_of_a_gesture_runs_out(make):
    lively = make()
    lively.show_guidance(moment(Prompt.SMILE, remaining_s=6.0))
    bar = lively.layout_.bar
    accent = palettes.WELCOMING.colour("accent")
    row = range(round(bar.left()) + 4, round(bar.right()) - 4)

    def full(left: float) -> int:
        drawn = image(lively, moment(Prompt.SMILE, remaining_s=left))
        return sum(drawn.pixelColor(x, round(bar.center().y())) == accent for x in row)

    assert full(6.0) > full(3.0) > full(1.0) > 0


def test_the_next_gesture_has_its_own_time(make):
    lively = make()
    lively.show_guidance(moment(Prompt.SMILE, remaining_s=1.0))
    lively.show_guidance(moment(Prompt.NOD, remaining_s=6.0))

    assert lively._limit == (Prompt.NOD, 6.0)


@pytest.mark.parametrize(
    ("x", "y", "towards"),
    [(520, 240, (1, 0)), (120, 240, (-1, 0)), (320, 100, (0, 1)), (320, 400, (0, -1))],
)
def test_the_way_into_the_oval_is_the_one_in_the_mirror(
    make, x: float, y: float, towards: tuple[float, float]
):
    """A face on the frame's right is seen on the screen's left, and has to go right."""
    lively = make()
    lively.show_guidance(moment(Prompt.MOVE_INTO_OVAL, box=box_at(x, y)))

    assert lively._towards() == pytest.approx(towards)


def test_in_the_middle_of_the_oval_there_is_no_way(make):
    lively = make()
    lively.show_guidance(moment(Prompt.MOVE_INTO_OVAL, box=box_at(*OVAL.center)))

    assert lively._towards() is None


def test_what_is_on_the_screen_follows_what_is_said_to_the_pixel(qtbot: QtBot, make):
    """Only a part is drawn anew where only a part changes; a screen drawn from nothing agrees."""
    told = [
        moment(Prompt.LOOK_HERE),
        moment(Prompt.MOVE_INTO_OVAL, box=box_at(520, 240)),
        moment(Prompt.HOLD_STILL, progress=0.25),
        moment(Prompt.HOLD_STILL, progress=0.5),
        moment(Prompt.NOD, progress=0.25, remaining_s=6.0),
        moment(Prompt.NOD, progress=0.5, remaining_s=3.0),
        moment(Prompt.WATCH_SCREEN, colour=(120, 60, 60)),
        moment(Prompt.WATCH_SCREEN, colour=(60, 60, 120)),
        moment(Prompt.ASK_FOR_HELP, remaining_s=61.0),
        moment(Prompt.ASK_FOR_HELP, remaining_s=59.0),
    ]
    followed = make()
    followed.show()
    qtbot.waitExposed(followed)
    for number, guidance in enumerate(told):
        followed.show_frame(make_frame(value=40 + number))
        followed.show_guidance(guidance)
        QCoreApplication.processEvents()
        stored = followed.screen().grabWindow(followed.winId()).toImage()
        fresh = make()
        fresh._limit = followed._limit
        fresh.show_frame(make_frame(value=40 + number))
        assert stored.convertToFormat(QImage.Format.Format_RGB32) == image(
            fresh, guidance
        ).convertToFormat(QImage.Format.Format_RGB32)


def test_a_trial_says_so_on_every_screen(make):
    for prompt in Prompt:
        ink = QColor(palettes.WELCOMING.ink)
        on_trial, in_earnest = make(trial=True, calm=True), make(calm=True)
        assert image(on_trial, moment(prompt)).pixelColor(4, 474) == ink
        assert image(in_earnest, moment(prompt)).pixelColor(4, 474) != ink


def test_a_movement_is_far_slower_than_three_flashes_a_second():
    assert screen.BEAT_S > 1.0


def test_the_gates_name_stands_on_the_welcome_screen_and_nowhere_else(make):
    named = make(name="Main entrance")
    said = {}
    for prompt in (Prompt.WELCOME, Prompt.HOLD_STILL, Prompt.TRY_AGAIN):
        named.show_guidance(moment(prompt))
        said[prompt] = named.accessibleDescription()

    assert said[Prompt.WELCOME] == "Main entrance Come closer to begin."
    assert "Main entrance" not in said[Prompt.HOLD_STILL] + said[Prompt.TRY_AGAIN]


@pytest.mark.parametrize("prompt", [Prompt.WELCOME, Prompt.COME_CLOSER, Prompt.HOLD_STILL])
def test_people_are_warned_before_the_screen_changes_colour(make, prompt: Prompt):
    for light in (True, False):
        made = make(light=light, calm=True)
        made.show_guidance(moment(prompt))
        assert made.note.startswith("The screen will change colour.") is light
        note = made.layout_.note
        sign = QRectF(note.left(), note.top(), 8 * made.layout_.unit, note.height())
        assert (len(colours(made, sign)) > 1) is light, "a caution sign stands beside the notice"


def colours(of: GuidedScreen, area: QRectF) -> set[str]:
    """All colours in an area of the screen."""
    drawn, rect = image(of), area.toAlignedRect()
    xs, ys = range(rect.left(), rect.right()), range(rect.top(), rect.bottom())
    return {drawn.pixelColor(x, y).name() for x in xs for y in ys}


def test_the_idle_screen_is_in_the_gates_colour_and_shows_its_logo_and_name(make, tmp_path: Path):
    square = '<rect width="40" height="10" fill="#C00000"/>'
    path = tmp_path / "logo.svg"
    path.write_text(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 10">{square}</svg>')
    mood = palettes.with_accent("#00665C")
    branded = make(welcoming=mood, logo=Logo(path), name="Main entrance")
    idle = image(branded, moment(Prompt.WELCOME))
    whole = QRectF(branded.rect())

    assert idle.pixelColor(796, 4) == QColor("#00665C")
    assert "#c00000" in colours(branded, whole)
    branded.show_guidance(moment(Prompt.HOLD_STILL))
    assert "#c00000" not in colours(branded, whole)
    assert "#00665c" in colours(branded, whole), "the ring is in the gate's colour too"


def test_own_sentences_take_the_place_of_those_that_ship(make):
    own = make(own=OwnSentences({"en": {"welcome": "Welcome to the museum."}}))
    own.show_guidance(moment(Prompt.WELCOME))
    first = own.text
    own.show_guidance(moment(Prompt.HOLD_STILL))

    assert (first, own.text) == ("Welcome to the museum.", "Hold still, please.")
    assert own.accessibleName() == own.text


def test_the_bar_shows_how_near_somebody_is(make):
    shown = make(calm=True)
    bar, accent = shown.layout_.bar, palettes.WELCOMING.colour("accent")
    row = range(round(bar.left()) + 4, round(bar.right()) - 4)

    def full(px: float) -> float:
        drawn = image(shown, moment(Prompt.COME_CLOSER, face_px=(px, 80.0)))
        found = sum(drawn.pixelColor(x, round(bar.center().y())) == accent for x in row)
        return found / len(row)

    assert full(20) == pytest.approx(0.25, abs=0.05)
    assert full(60) == pytest.approx(0.75, abs=0.05)
    shown.show_guidance(moment(Prompt.MOVE_INTO_OVAL))
    assert shown.guidance.face_px is None


@pytest.mark.parametrize(("step", "says"), [((1, 3), "1 of 3"), ((3, 3), "3 of 3"), ((1, 1), "")])
def test_a_gesture_says_which_one_it_is(make, step: tuple[int, int], says: str):
    shown = make()
    shown.show_guidance(moment(Prompt.NOD, step=step))

    assert shown.note == says
