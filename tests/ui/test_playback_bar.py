"""Reviewing a file: the bar below the picture, and its commands to the engine."""

from __future__ import annotations

import pytest
from PyQt6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot
from ui_fakes import make_face, make_frame, make_result
from ui_stage import MakeStage, Stage, press, show

from edge.capture.supervisor import SourceState
from edge.types import FrameResult, State
from ui import theme
from ui.playback_bar import BINS, SPEEDS, SeekBar, clock


def at(seconds: float, *states: State) -> FrameResult:
    faces = [make_face(i + 1, state) for i, state in enumerate(states)]
    return make_result(faces, make_frame(round(seconds * 30)))


@pytest.fixture
def bar(qtbot: QtBot) -> SeekBar:
    made = SeekBar()
    qtbot.addWidget(made)
    made.resize(416, 26)
    made.set_duration(40.0)
    made.show()
    return made


@pytest.mark.parametrize(
    ("states", "shown"),
    [
        ([State.LIVE], State.LIVE),
        ([State.LIVE, State.ATTACK], State.ATTACK),
        ([State.CHECKING, State.LIVE], State.LIVE),
        ([], None),
    ],
)
def test_each_stretch_has_the_colour_of_its_gravest_verdict(
    bar: SeekBar, states: list[State], shown: State | None
):
    bar.add(at(20.0, *states))
    image = bar.grab().toImage()
    found = image.pixelColor(round(8 + 400 * 20 / 40) + 1, 10).name()

    assert bar.verdicts.get(BINS // 2) == shown
    if shown is not None:
        bar.position = 0.0
        image = bar.grab().toImage()
        found = image.pixelColor(round(8 + 400 * 20 / 40), 13).name()
        assert found == theme.state_ink(shown).name()


def test_a_stretch_that_is_judged_anew_takes_the_new_verdict(bar: SeekBar):
    bar.add(at(20.0, State.ATTACK))
    bar.add(at(20.0, State.LIVE))
    assert bar.verdicts == {BINS // 2: State.LIVE}
    bar.clear()
    assert bar.verdicts == {}


def test_a_click_and_a_drag_seek_once_when_the_button_is_released(qtbot: QtBot, bar: SeekBar):
    sought: list[float] = []
    bar.sought.connect(sought.append)
    qtbot.mousePress(bar, Qt.MouseButton.LeftButton, pos=QPoint(108, 13))
    qtbot.mouseMove(bar, QPoint(208, 13))
    assert sought == []
    qtbot.mouseRelease(bar, Qt.MouseButton.LeftButton, pos=QPoint(308, 13))

    assert sought == pytest.approx([30.0])


def test_the_arrow_keys_jump_and_stay_within_the_file(qtbot: QtBot, bar: SeekBar):
    sought: list[float] = []
    bar.sought.connect(sought.append)
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Right):
        qtbot.keyClick(bar, key)

    assert sought == pytest.approx([0.0, 5.0, 10.0])


@pytest.mark.parametrize(("seconds", "text"), [(0.0, "0:00"), (65.2, "1:05"), (600, "10:00")])
def test_time_is_written_in_minutes_and_seconds(seconds: float, text: str):
    assert clock(seconds) == text


@pytest.fixture
def review(qtbot: QtBot, stage: Stage) -> Stage:
    """The window on a file of ten seconds."""
    stage.engine.set_duration(10.0)
    qtbot.waitUntil(lambda: not stage.window.playback.isHidden())
    show(qtbot, stage, make_face(1), index=30)
    return stage


def test_the_bar_is_there_for_a_file_and_not_for_a_camera(qtbot: QtBot, stage: Stage):
    assert stage.window.playback.isHidden()
    stage.engine.set_duration(10.0)
    qtbot.waitUntil(lambda: not stage.window.playback.isHidden())
    show(qtbot, stage, make_face(1), index=30)

    assert stage.window.playback.time.text() == "0:01 / 0:10"
    stage.window.open_source("0")
    assert stage.window.playback.isHidden()


def test_seek_speed_and_steps_reach_the_engine(qtbot: QtBot, review: Stage):
    window, calls = review.window, review.engine.calls
    window.playback.sought.emit(4.0)
    window.playback.speed.setCurrentIndex(SPEEDS.index(2.0))
    assert calls == [("seek", 4.0), ("speed", 2.0)]
    calls.clear()
    press(qtbot, review, Qt.Key.Key_Period)
    assert review.engine.paused, "a step pauses first"
    press(qtbot, review, Qt.Key.Key_Comma)
    assert calls[0] == ("step",)
    assert calls[1][1] == pytest.approx(1.0 - 1 / 30, abs=0.01)


def test_a_camera_has_no_steps(qtbot: QtBot, stage: Stage):
    show(qtbot, stage, make_face(1))
    press(qtbot, stage, Qt.Key.Key_Period)

    assert not stage.engine.paused
    assert stage.engine.calls == []


def test_the_end_of_a_file_is_shown_over_its_last_picture_with_a_button_to_play_again(
    qtbot: QtBot, review: Stage
):
    view = review.window.view
    review.engine.set_status(SourceState.ENDED)
    qtbot.waitUntil(view.replay.isVisible)
    assert view.current is not None
    assert review.window.banner.text == ""
    view.replay.click()
    assert review.engine.calls == [("seek", 0.0)]
    assert not view.replay.isVisible()


def test_a_file_that_plays_over_and_over_begins_again_once_an_end(qtbot: QtBot, review: Stage):
    review.window.playback.loop.setChecked(True)
    review.engine.set_status(SourceState.ENDED)
    qtbot.waitUntil(lambda: bool(review.engine.calls))
    for _ in range(3):
        review.window.bridge.poll()

    assert review.engine.calls == [("seek", 0.0)]
    assert not review.window.view.replay.isVisible()
    review.engine.set_status(SourceState.PLAYING)
    review.engine.set_status(SourceState.ENDED)
    qtbot.waitUntil(lambda: len(review.engine.calls) == 2)


def test_a_source_that_cannot_be_sought_is_opened_again(qtbot: QtBot, stage: Stage):
    show(qtbot, stage, make_face(1))
    stage.engine.set_status(SourceState.ENDED)
    qtbot.waitUntil(stage.window.view.replay.isVisible)
    stage.window.view.replay.click()

    assert stage.engine.calls == [("source", "demo")]


def test_files_are_listed_as_recent_and_the_current_one_is_ticked(
    qtbot: QtBot, make_stage: MakeStage
):
    stage = make_stage()
    for spec in ("/clips/one.mp4", "/clips/two.mp4", "rtsp://me:secret@door/1", "pattern"):
        stage.window.open_source(spec)
        stage.engine.set_status(SourceState.PLAYING)
        qtbot.waitUntil(lambda spec=spec: stage.window.source_menu.current == spec)
    stage.window.open_source("/clips/one.mp4")
    stage.engine.set_status(SourceState.PLAYING)
    qtbot.waitUntil(lambda: stage.window.source_menu.current == "/clips/one.mp4")
    menu = stage.window.source_menu

    assert stage.settings.recent == ["/clips/one.mp4", "/clips/two.mp4"]
    ticked = [action.data() for action in menu.actions() if action.isChecked()]
    assert ticked == ["/clips/one.mp4"]
