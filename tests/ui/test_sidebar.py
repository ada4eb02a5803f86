"""A panel is folded away by its heading, and is so again at the next start."""

from __future__ import annotations

from PyQt6.QtCore import Qt
from pytestqt.qtbot import QtBot
from ui_fakes import make_face
from ui_stage import MakeStage, Stage, press, show

from ui.settings import Settings


def test_a_heading_folds_its_panel_away_and_back(qtbot: QtBot, stage: Stage):
    chart = stage.window.sidebar.chart
    assert chart.is_open
    high = chart.sizeHint().height()
    qtbot.mouseClick(chart.heading, Qt.MouseButton.LeftButton)
    assert chart.content.isHidden()
    assert chart.sizeHint().height() < high / 2
    qtbot.mouseClick(chart.heading, Qt.MouseButton.LeftButton)
    assert not chart.content.isHidden()


def test_no_panel_takes_the_windows_keys(qtbot: QtBot, stage: Stage):
    press(qtbot, stage, Qt.Key.Key_Space)
    assert stage.window.sidebar.faces.is_open
    assert stage.engine.paused


def test_a_folded_panel_goes_on_and_shows_what_came_meanwhile(qtbot: QtBot, stage: Stage):
    faces = stage.window.sidebar.faces
    faces.set_open(False)
    show(qtbot, stage, make_face(1))
    faces.set_open(True)
    assert len(faces.cards) == 1


def test_a_panel_folded_away_is_so_in_the_next_window(
    qtbot: QtBot, make_stage: MakeStage, settings: Settings
):
    first = make_stage()
    qtbot.mouseClick(first.window.sidebar.decision.heading, Qt.MouseButton.LeftButton)
    assert settings.folded == {"decision"}
    second = make_stage()
    assert not second.window.sidebar.decision.is_open
    assert second.window.sidebar.chart.is_open
