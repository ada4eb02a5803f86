"""The page before the camera looks: a question, or a notice."""

import pytest
from PyQt6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ui.kiosk.consent import ConsentPage


@pytest.fixture
def page(qtbot: QtBot) -> ConsentPage:
    made = ConsentPage(ask=True, keeps_pictures=False)
    qtbot.addWidget(made)
    made.resize(800, 480)
    made.show()
    qtbot.waitExposed(made)
    return made


@pytest.mark.parametrize(("button", "given"), [("yes", True), ("no", False)])
def test_a_tap_answers(qtbot: QtBot, page: ConsentPage, button: str, given: bool):
    with qtbot.waitSignal(page.answered) as got:
        qtbot.mouseClick(getattr(page, button), Qt.MouseButton.LeftButton)

    assert got.args == [given]


@pytest.mark.parametrize(("tabs", "given"), [(1, True), (2, False)])
def test_a_keyboard_answers(qtbot: QtBot, page: ConsentPage, tabs: int, given: bool):
    for _ in range(tabs):
        page.focusNextChild()
    with qtbot.waitSignal(page.answered) as got:
        qtbot.keyClick(page.focusWidget(), Qt.Key.Key_Space)

    assert got.args == [given]


def test_yes_and_no_weigh_the_same(page: ConsentPage):
    assert page.yes.size() == page.no.size()
    assert page.yes.colours() == page.no.colours()
    assert page.yes.face().pixelSize() > 0
    assert not page.yes.hasFocus()


def test_a_notice_asks_nothing_and_can_be_passed_at_once(qtbot: QtBot):
    page = ConsentPage(ask=False, keeps_pictures=False)
    qtbot.addWidget(page)
    page.resize(800, 480)
    page.show()

    assert page.no.isHidden()
    assert not page.heading.endswith("?")
    with qtbot.waitSignal(page.answered) as got:
        qtbot.mouseClick(page.yes, Qt.MouseButton.LeftButton)
    assert got.args == [True]


def test_a_screen_reader_hears_the_whole_notice(page: ConsentPage):
    assert page.accessibleName() == page.heading
    assert page.accessibleDescription() == page.text
    assert page.yes.accessibleName() == "Yes, begin"
