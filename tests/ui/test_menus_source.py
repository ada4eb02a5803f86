"""The sources that can be chosen: cameras, files, streams."""

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QFileDialog, QInputDialog
from pytestqt.qtbot import QtBot
from ui_fakes import make_face
from ui_stage import MakeStage, Stage, press, show

from edge.capture.camera_list import CameraInfo


def test_choosing_a_source_clears_the_picture_before_the_new_one_comes(qtbot: QtBot, stage: Stage):
    show(qtbot, stage, make_face(1))
    stage.window.open_source("pattern")

    assert ("source", "pattern") in stage.engine.calls
    assert stage.window.view.current is None
    assert stage.window.sidebar.faces.cards == []
    assert stage.window.topbar.source.choice == "Test pattern"


def test_changing_the_source_ends_a_pause(qtbot: QtBot, stage: Stage):
    press(qtbot, stage, Qt.Key.Key_Space)
    stage.window.open_source("pattern")

    assert not stage.engine.paused


def test_cameras_are_offered_by_name_and_found_in_the_background(
    qtbot: QtBot, make_stage: MakeStage
):
    cameras = [CameraInfo(0, "HD Webcam", "/dev/video0"), CameraInfo(2, "Door", "/dev/video2")]
    stage = make_stage(source="2", cameras=lambda: cameras)
    menu = stage.window.source_menu
    qtbot.waitUntil(lambda: len(menu.cameras) == 2)
    offered = {action.text(): action for action in menu.actions() if action.text()}

    assert {"HD Webcam", "Door", "Demo", "Test pattern"} <= set(offered)
    assert stage.window.topbar.source.choice == "Door"
    offered["HD Webcam"].trigger()
    assert stage.engine.calls == [("source", "0")]


def test_a_machine_without_a_camera_says_so(qtbot: QtBot, make_stage: MakeStage):
    stage = make_stage()
    qtbot.waitUntil(
        lambda: "No camera found" in [a.text() for a in stage.window.source_menu.actions()]
    )


def test_a_camera_search_that_fails_is_an_empty_list(qtbot: QtBot, make_stage: MakeStage):
    def fail() -> list[CameraInfo]:
        raise OSError("no /sys here")

    stage = make_stage(cameras=fail)
    with qtbot.waitSignal(stage.window.source_menu.cameras_found):
        stage.window.source_menu.refresh()
    assert stage.window.source_menu.cameras == []


@pytest.mark.parametrize(
    ("spec", "label"),
    [
        (None, "First camera"),
        ("demo", "Demo"),
        ("0", "Camera 0"),
        ("rtsp://admin:secret@door.example/1", "door.example"),
        ("/videos/clip one.mp4", "clip one.mp4"),
    ],
)
def test_a_source_has_a_short_name_without_a_password(stage: Stage, spec: str | None, label: str):
    assert stage.window.source_menu.label(spec) == label


def test_a_file_can_be_opened(qtbot: QtBot, stage: Stage, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("/tmp/a.mp4", ""))
    press(qtbot, stage, Qt.Key.Key_O)

    assert stage.engine.calls == [("source", "/tmp/a.mp4")]


def test_a_stream_can_be_opened(qtbot: QtBot, stage: Stage, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(QInputDialog, "exec", lambda _: True)
    monkeypatch.setattr(QInputDialog, "textValue", lambda _: " rtsp://host/1 ")
    press(qtbot, stage, Qt.Key.Key_U)

    assert stage.engine.calls == [("source", "rtsp://host/1")]


def test_asking_and_giving_nothing_changes_nothing(stage: Stage, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("", ""))
    monkeypatch.setattr(QInputDialog, "exec", lambda _: True)
    stage.window.actions_["open"].trigger()
    stage.window.actions_["stream"].trigger()

    assert stage.engine.calls == []


def test_a_dropped_file_becomes_the_source(stage: Stage):
    stage.window.view.file_dropped.emit("/tmp/b.mp4")

    assert stage.engine.calls == [("source", "/tmp/b.mp4")]
