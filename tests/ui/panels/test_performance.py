"""The panel of frame rates and times."""

from __future__ import annotations

from dataclasses import replace

from pytestqt.qtbot import QtBot
from ui_fakes import (
    FakeEngine,
)

from ui.panels.performance import PerformancePanel


def test_the_performance_panel_shows_rates_stages_and_the_windows_own_time(qtbot: QtBot):
    panel = PerformancePanel()
    qtbot.addWidget(panel)
    panel.show_stats(FakeEngine(lambda: None).stats(), [1.0, 2.0, 3.0])
    panel.grab()

    assert panel.figures["fps"].value.text() == "29.7"
    assert panel.figures["dropped"].value.text() == "3"
    assert panel.table.rows[0] == ("detect", 3.1, 5.2)
    assert panel.table.rows[-1][:2] == ("window", 2.0)
    assert "Total: 8.1 / 14.0 ms" in panel.table.accessibleName()


def test_a_pause_shows_no_rate_of_before(qtbot: QtBot):
    panel = PerformancePanel()
    qtbot.addWidget(panel)
    panel.show_stats(replace(FakeEngine(lambda: None).stats(), paused=True), [])

    assert panel.figures["fps"].value.text() == "–"
