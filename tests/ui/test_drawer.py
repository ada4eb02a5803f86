"""Panels beside the picture of a wide window lie over that of a narrow one."""

from __future__ import annotations

from PyQt6.QtCore import Qt
from pytestqt.qtbot import QtBot
from ui_stage import Stage, press


def test_panels_of_a_narrow_window_are_a_drawer_that_begins_closed(qtbot: QtBot, stage: Stage):
    window, sidebar = stage.window, stage.window.sidebar
    wide = window.view.width()
    assert sidebar.isVisible()
    window.resize(800, 480)
    assert sidebar.isHidden()
    assert window.view.width() == window.width() > wide - 480
    press(qtbot, stage, Qt.Key.Key_P)
    assert sidebar.isVisible()
    assert window.view.width() == window.width(), "it lies over the picture"
    assert sidebar.geometry().right() == sidebar.parentWidget().rect().right()
    press(qtbot, stage, Qt.Key.Key_P)
    assert sidebar.isHidden()


def test_panels_of_a_window_made_wide_are_back_beside_the_picture(qtbot: QtBot, stage: Stage):
    window, sidebar = stage.window, stage.window.sidebar
    window.resize(800, 480)
    window.resize(1280, 760)
    assert sidebar.isVisible()
    assert window.splitter.indexOf(sidebar) == 1
    qtbot.waitUntil(lambda: window.view.width() < window.width() - 200)


def test_panels_that_were_hidden_stay_hidden_through_a_narrow_window(qtbot: QtBot, stage: Stage):
    press(qtbot, stage, Qt.Key.Key_P)
    stage.window.resize(800, 480)
    stage.window.resize(1280, 760)
    assert stage.window.sidebar.isHidden()
