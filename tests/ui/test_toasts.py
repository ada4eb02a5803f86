"""News lies over the picture and faults are bars; a subject is on one of them."""

from __future__ import annotations

import pytest
from PyQt6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ui.banner import Banner, Message
from ui.toasts import MessageBoard, Toasts


@pytest.fixture
def picture(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(500, 300)
    made.show()
    return made


@pytest.fixture
def toasts(picture: QWidget) -> Toasts:
    return Toasts(picture)


def test_each_subject_has_one_and_the_newest_lies_lowest(toasts: Toasts):
    for subject, text in (("a", "first"), ("b", "second"), ("a", "third")):
        toasts.post(subject, Message("info", text))
    assert toasts.subjects == ["b", "a"]
    assert toasts.text == "third"
    assert toasts.isVisible()
    toasts.clear("a")
    assert toasts.text == "second"
    toasts.clear("b")
    assert toasts.isHidden()


def test_toasts_stay_within_a_picture_of_any_size(picture: QWidget, toasts: Toasts):
    toasts.post("a", Message("info", "a sentence that needs some room " * 4))
    for width, height in ((900, 500), (180, 240)):
        picture.resize(width, height)
        assert picture.rect().contains(toasts.geometry())


def test_a_closed_message_stays_hidden_until_it_changes(toasts: Toasts):
    toasts.post("a", Message("info", "saved"))
    toasts["a"].dismiss.click()
    toasts.post("a", Message("info", "saved"))
    assert toasts.text == ""
    toasts.post("a", Message("info", "saved again"))
    assert toasts.text == "saved again"


def test_its_button_does_what_it_says(toasts: Toasts):
    done: list[int] = []
    toasts.post("a", Message("info", "saved", ("Open", lambda: done.append(1))))
    toasts["a"].button.click()
    assert done == [1]


def test_news_that_becomes_a_fault_moves_to_the_bar_and_back(qtbot: QtBot, toasts: Toasts):
    banner = Banner()
    qtbot.addWidget(banner)
    board = MessageBoard(banner, toasts)
    board.post("camera", Message("info", "not calibrated"))
    assert (banner.text, toasts.text) == ("", "not calibrated")
    board.post("camera", Message("error", "gone"))
    assert (banner.text, toasts.text) == ("gone", "")
    board.post("camera", Message("info", "not calibrated"))
    assert (banner.text, toasts.text) == ("", "not calibrated")
    board.clear("camera")
    assert (banner.text, toasts.text) == ("", "")
