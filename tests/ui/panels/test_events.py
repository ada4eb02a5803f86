"""The event log."""

from __future__ import annotations

import time

import pytest
from PyQt6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from edge.message import Message
from edge.runtime.stats import Event
from ui import language
from ui.panels.events import KEPT, EventsDock


class TestEvents:
    @pytest.fixture
    def dock(self, qtbot: QtBot) -> EventsDock:
        made = EventsDock()
        qtbot.addWidget(made)
        return made

    def event(self, text: str, level: str = "info") -> Event:
        return Event(time.monotonic(), level, "source", text)  # type: ignore[arg-type]

    def test_events_are_listed_oldest_first(self, dock: EventsDock):
        for text in ("one", "two"):
            dock.add(self.event(text))

        assert dock.texts == ["One", "Two"]

    def test_what_was_told_is_told_again_in_another_language(
        self, qapp: QApplication, dock: EventsDock
    ):
        dock.add(self.event("before the log was cleared"))
        dock.empty.click()
        dock.add(self.event(Message("{0} is frozen", "/dev/video0")))
        language.install(qapp, "de")
        try:
            dock.retranslate()
        finally:
            language.install(qapp, "en")

        assert dock.texts == ["/dev/video0 ist eingefroren"]

    def test_only_so_many_are_kept(self, dock: EventsDock):
        for index in range(KEPT + 5):
            dock.add(self.event(str(index)))

        assert len(dock.texts) == KEPT
        assert dock.texts[0] == "5"

    def test_they_can_be_copied_and_cleared(self, dock: EventsDock):
        from PyQt6.QtGui import QGuiApplication

        dock.add(self.event("camera lost", "error"))
        dock.copy.click()
        clipboard = QGuiApplication.clipboard()
        assert clipboard is not None
        assert "Camera lost" in clipboard.text()
        dock.empty.click()
        assert dock.texts == []
