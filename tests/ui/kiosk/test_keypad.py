"""The operator's door, typed at by fingers and keys."""

from collections.abc import Callable

import pytest
from kiosk_fakes import PIN, FakeClock
from PyQt6.QtCore import Qt
from pytestqt.qtbot import QtBot

from edge.security.operator_pin import LONGEST, PinGuard
from ui.kiosk import keypad as module
from ui.kiosk.keypad import Keypad

Errand = Callable[[], object]


@pytest.fixture
def errands() -> list[Errand]:
    return []


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def pad(qtbot: QtBot, errands: list[Errand], clock: FakeClock) -> Keypad:
    made = Keypad(lambda pin: pin == PIN, PinGuard(clock=clock), errands.append)
    qtbot.addWidget(made, before_close_func=lambda widget: widget.stop())
    made.resize(800, 480)
    made.show()
    qtbot.waitExposed(made)
    return made


def typed(pad: Keypad, errands: list[Errand], pin: str) -> None:
    for digit in pin:
        pad.keys[digit].click()
    pad.keys["enter"].click()
    for errand in errands:
        errand()
    errands.clear()


def test_the_right_pin_opens(qtbot: QtBot, pad: Keypad, errands: list[Errand]):
    with qtbot.waitSignal(pad.opened):
        typed(pad, errands, PIN)

    assert pad.typed == 0


def test_a_keyboard_types_too(qtbot: QtBot, pad: Keypad, errands: list[Errand]):
    qtbot.keyClicks(pad, "9" + PIN[:-1])
    qtbot.keyClick(pad, Qt.Key.Key_Backspace)
    for _ in range(LONGEST):
        qtbot.keyClick(pad, Qt.Key.Key_Backspace)
    qtbot.keyClicks(pad, PIN)
    qtbot.keyClicks(pad, "abc *")
    assert pad.typed == len(PIN)
    qtbot.keyClick(pad, Qt.Key.Key_Return)
    with qtbot.waitSignal(pad.opened):
        errands.pop()()


def test_a_wrong_pin_says_so_and_may_be_typed_again(
    qtbot: QtBot, pad: Keypad, errands: list[Errand]
):
    with qtbot.assertNotEmitted(pad.opened):
        typed(pad, errands, "111222")

    assert "not right" in pad.message
    assert pad.accessibleDescription() == pad.message
    pad.keys["4"].click()
    assert pad.message == ""
    assert pad.typed == 1


def test_five_wrong_pins_lock_the_keypad_for_a_minute(
    qtbot: QtBot, pad: Keypad, errands: list[Errand], clock: FakeClock
):
    for _ in range(5):
        typed(pad, errands, "111222")
    assert "Wait 60 s" in pad.message
    assert not any(key.isEnabled() for key in pad.keys.values())
    with qtbot.assertNotEmitted(pad.opened):
        qtbot.keyClicks(pad, PIN)
        qtbot.keyClick(pad, Qt.Key.Key_Return)
    assert (pad.typed, errands) == (0, [])

    clock.now += 60.1
    qtbot.waitUntil(lambda: pad.keys["1"].isEnabled())
    with qtbot.waitSignal(pad.opened):
        typed(pad, errands, PIN)


def test_while_a_pin_is_checked_nothing_more_is_taken(pad: Keypad, errands: list[Errand]):
    for digit in PIN:
        pad.keys[digit].click()
    pad.keys["enter"].click()
    pad.keys["enter"].click()
    pad.keys["1"].click()

    assert (len(errands), pad.typed, pad.busy) == (1, 0, True)
    assert "moment" in pad.message


def test_enter_without_digits_is_no_try(pad: Keypad, errands: list[Errand]):
    for _ in range(9):
        pad.keys["enter"].click()

    assert errands == []
    assert pad.message == ""


def test_no_more_digits_than_a_pin_can_have_are_taken(pad: Keypad):
    for _ in range(LONGEST + 5):
        pad.keys["7"].click()

    assert pad.typed == LONGEST


@pytest.mark.parametrize("way", ["button", "escape"])
def test_there_is_a_way_back(qtbot: QtBot, pad: Keypad, way: str):
    with qtbot.waitSignal(pad.left):
        pad.cancel.click() if way == "button" else qtbot.keyClick(pad, Qt.Key.Key_Escape)


def test_nobody_there_leads_back_and_forgets_what_was_typed(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, errands: list[Errand], clock: FakeClock
):
    monkeypatch.setattr(module, "IDLE_S", 0.05)
    made = Keypad(lambda _: True, PinGuard(clock=clock), errands.append)
    qtbot.addWidget(made, before_close_func=lambda widget: widget.stop())
    with qtbot.waitSignal(made.left):
        made.show()
        made.keys["4"].click()
    made.hide()

    assert made.typed == 0


def test_the_keys_have_names_for_a_screen_reader(pad: Keypad):
    names = [key.accessibleName() for key in pad.keys.values()]

    assert names == [*"123456789", "Erase", "0", "Enter"]
