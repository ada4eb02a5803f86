"""The kiosk as people, operators and intruders meet it, on a fake sessions."""

from collections.abc import Callable

import pytest
from kiosk_fakes import PIN, Kiosk, box_at, moment
from PyQt6.QtCore import QPoint, QPointF, Qt
from PyQt6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from ui_fakes import make_face, make_frame, make_result

from edge.capture.supervisor import SourceState
from edge.challenge.guidance import Prompt
from edge.types import AttackKind, Reason, State
from ui.kiosk import window as module
from ui.kiosk.chimes import TUNES

MakeKiosk = Callable[..., Kiosk]


def chord(qtbot: QtBot, kiosk: Kiosk) -> None:
    qtbot.waitUntil(kiosk.window.isActiveWindow)
    held = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
    qtbot.keyClick(kiosk.window, Qt.Key.Key_O, held)


def enter(qtbot: QtBot, kiosk: Kiosk, pin: str = PIN) -> None:
    for digit in pin:
        kiosk.window.keypad.keys[digit].click()
    kiosk.window.keypad.keys["enter"].click()
    qtbot.waitUntil(lambda: not kiosk.window.keypad.busy)


class TestGuiding:
    def test_what_the_desk_says_is_shown(self, qtbot: QtBot, kiosk: Kiosk):
        kiosk.sessions.now = moment(Prompt.HOLD_STILL)
        qtbot.waitUntil(lambda: kiosk.window.screen_.accessibleName() == "Hold still, please.")

    def test_the_picture_reaches_the_screen_and_goes_when_the_camera_does(
        self, qtbot: QtBot, kiosk: Kiosk
    ):
        kiosk.engine.push(make_frame(), make_result([make_face()]))
        qtbot.waitUntil(lambda: kiosk.window.screen_.has_picture)
        kiosk.engine.set_status(SourceState.STALLED, "no frame for 3 s")
        qtbot.waitUntil(lambda: not kiosk.window.screen_.has_picture)

    def test_the_session_manager_is_out_of_order_while_a_fault_lasts(
        self, qtbot: QtBot, kiosk: Kiosk
    ):
        kiosk.engine.set_status(SourceState.LOST, "unplugged")
        qtbot.waitUntil(lambda: len(kiosk.sessions.calls) >= 3)
        kiosk.engine.set_status(SourceState.PLAYING)
        mended = ("out_of_order", None)
        qtbot.waitUntil(lambda: mended in kiosk.sessions.calls)
        for _ in range(3):
            with qtbot.waitSignal(kiosk.window.bridge.stats):
                pass

        assert len(set(kiosk.sessions.calls)) == 2
        assert "unplugged" in str(kiosk.sessions.calls[0])
        assert kiosk.sessions.calls.count(mended) == 1
        assert kiosk.sessions.calls[-1] == mended

    @pytest.mark.parametrize(("button", "given"), [("yes", True), ("no", False)])
    def test_consent_is_asked_and_the_answer_passed_on(
        self, qtbot: QtBot, make_kiosk: MakeKiosk, button: str, given: bool
    ):
        kiosk = make_kiosk(consent="ask")
        kiosk.say(Prompt.CONSENT)
        assert kiosk.window.page is kiosk.window.consent
        getattr(kiosk.window.consent, button).click()
        qtbot.waitUntil(lambda: kiosk.sessions.calls == [("consent", given)])
        kiosk.say(Prompt.LOOK_HERE)

        assert kiosk.window.page is kiosk.window.screen_

    def test_tones_are_played_on_changes_only(self, kiosk: Kiosk, ear):
        for prompt in (Prompt.HOLD_STILL, Prompt.ACCEPTED, Prompt.ACCEPTED, Prompt.WELCOME):
            kiosk.say(prompt)

        assert ear.heard == [TUNES[moment(Prompt.ACCEPTED).phase]]

    def test_nothing_a_person_sees_or_hears_holds_a_score(self, qtbot: QtBot, kiosk: Kiosk):
        face = make_face(
            1,
            State.ATTACK,
            p_attack=0.97,
            kind=AttackKind.DEEPFAKE,
            reasons=[Reason.DEEPFAKE],
        )
        kiosk.engine.push(make_frame(), make_result([face]))
        qtbot.waitUntil(lambda: kiosk.window.screen_.has_picture)
        kiosk.say(Prompt.TRY_AGAIN, box=box_at(320, 240), attempts_left=2)
        seen = [w for w in kiosk.window.findChildren(QWidget) if w.isVisible()]
        said = " ".join(w.accessibleName() + w.accessibleDescription() for w in seen).lower()

        assert "try again" in said
        assert not any(word in said for word in ("97", "attack", "deepfake", "model", "2"))

    def test_the_cursor_is_hidden_from_people_and_shown_to_the_operator(
        self, make_kiosk: MakeKiosk
    ):
        kiosk = make_kiosk(trial=True)
        assert kiosk.window.cursor().shape() == Qt.CursorShape.BlankCursor
        kiosk.window.ask_operator()
        assert kiosk.window.cursor().shape() == Qt.CursorShape.ArrowCursor

    def test_the_window_has_no_frame_and_stays_on_top(self, kiosk: Kiosk):
        flags = kiosk.window.windowFlags()

        assert flags & Qt.WindowType.FramelessWindowHint
        assert flags & Qt.WindowType.WindowStaysOnTopHint


class TestNoWayOut:
    def test_a_window_manager_may_not_close_it(self, qtbot: QtBot, kiosk: Kiosk):
        assert not kiosk.window.close()

        assert kiosk.window.isVisible()
        assert not kiosk.engine.stopped
        assert kiosk.window.page is kiosk.window.keypad

    @pytest.mark.parametrize(
        ("key", "held"),
        [
            (Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier),
            (Qt.Key.Key_Q, Qt.KeyboardModifier.ControlModifier),
            (Qt.Key.Key_W, Qt.KeyboardModifier.ControlModifier),
            (Qt.Key.Key_F4, Qt.KeyboardModifier.AltModifier),
            (Qt.Key.Key_F11, Qt.KeyboardModifier.NoModifier),
            (Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier),
            (Qt.Key.Key_Space, Qt.KeyboardModifier.NoModifier),
        ],
    )
    def test_no_key_ends_it_or_changes_what_is_shown(
        self, qtbot: QtBot, kiosk: Kiosk, key: Qt.Key, held: Qt.KeyboardModifier
    ):
        qtbot.keyClick(kiosk.window, key, held)

        assert kiosk.window.isVisible()
        assert kiosk.window.page is kiosk.window.screen_

    def test_a_wrong_pin_leads_nowhere(self, qtbot: QtBot, kiosk: Kiosk):
        chord(qtbot, kiosk)
        enter(qtbot, kiosk, "111222")

        assert kiosk.window.page is kiosk.window.keypad

    def test_a_right_pin_opens_nothing_once_its_typist_has_gone(self, qtbot: QtBot, kiosk: Kiosk):
        chord(qtbot, kiosk)
        for digit in PIN:
            kiosk.window.keypad.keys[digit].click()
        with qtbot.waitSignal(kiosk.window.keypad.opened):
            kiosk.window.keypad.keys["enter"].click()
            kiosk.window.keypad.cancel.click()

        assert kiosk.window.page is kiosk.window.screen_

    def test_the_keypad_does_not_stay_in_the_way(self, qtbot: QtBot, kiosk: Kiosk):
        chord(qtbot, kiosk)
        kiosk.window.keypad.cancel.click()

        assert kiosk.window.page is kiosk.window.screen_

    def test_a_session_goes_on_behind_the_keypad_and_is_shown_after_it(
        self, qtbot: QtBot, make_kiosk: MakeKiosk
    ):
        kiosk = make_kiosk(consent="ask")
        chord(qtbot, kiosk)
        kiosk.say(Prompt.CONSENT)
        assert kiosk.window.page is kiosk.window.keypad
        kiosk.window.keypad.left.emit()
        kiosk.window.look()

        assert kiosk.window.page is kiosk.window.consent


class TestOperator:
    def test_the_chord_and_the_pin_open_the_operators_screen_and_there_one_may_quit(
        self, qtbot: QtBot, kiosk: Kiosk
    ):
        chord(qtbot, kiosk)
        assert kiosk.window.page is kiosk.window.keypad
        enter(qtbot, kiosk)
        qtbot.waitUntil(lambda: kiosk.window.page is kiosk.window.operator)
        kiosk.window.operator.buttons["quit"].click()

        assert kiosk.engine.stopped

    @pytest.mark.parametrize(
        ("place", "hold", "opens"),
        [((10, 10), True, True), ((10, 10), False, False), ((400, 240), True, False)],
    )
    def test_holding_the_corner_asks_for_the_pin(
        self,
        qtbot: QtBot,
        make_kiosk: MakeKiosk,
        monkeypatch: pytest.MonkeyPatch,
        place: tuple[int, int],
        hold: bool,
        opens: bool,
    ):
        monkeypatch.setattr(module, "PRESS_MS", 40)
        kiosk = make_kiosk()
        page, timer = kiosk.window.screen_, kiosk.window._press
        # on the page itself, as a finger would: it passes the press on
        qtbot.mousePress(page, Qt.MouseButton.LeftButton, pos=QPoint(*place))
        if not hold:
            qtbot.mouseRelease(page, Qt.MouseButton.LeftButton, pos=QPoint(*place))
        assert timer.isActive() is opens
        if opens:
            qtbot.waitUntil(lambda: kiosk.window.page is kiosk.window.keypad)

    def test_the_corner_is_large_enough_for_a_finger_on_every_screen(self, kiosk: Kiosk):
        for width, height in ((800, 480), (1080, 1920)):
            kiosk.window.resize(width, height)
            assert kiosk.window.corner.contains(QPointF(60, 60))
            assert not kiosk.window.corner.contains(QPointF(width / 2, height / 2))

    def test_a_fault_in_the_window_is_written_down_for_the_operator(self, kiosk: Kiosk):
        kiosk.window.on_fault(ZeroDivisionError("division by zero"))
        kiosk.window.operator.refresh()

        assert "ZeroDivisionError: division by zero" in kiosk.window.operator.text.text()
        assert kiosk.window.isVisible()


class TestTrial:
    def test_esc_leaves(self, qtbot: QtBot, make_kiosk: MakeKiosk):
        kiosk = make_kiosk(trial=True)
        qtbot.keyClick(kiosk.window, Qt.Key.Key_Escape)

        assert kiosk.engine.stopped

    def test_the_operators_screen_opens_without_a_pin(self, qtbot: QtBot, make_kiosk: MakeKiosk):
        kiosk = make_kiosk(trial=True)
        chord(qtbot, kiosk)

        assert kiosk.window.page is kiosk.window.operator


def test_the_language_changes_on_every_page(
    qtbot: QtBot, kiosk: Kiosk, speak: Callable[[str], None]
):
    speak("de")
    window = kiosk.window
    qtbot.waitUntil(lambda: window.screen_.accessibleName() == "Willkommen! Bitte hierher sehen.")

    assert window.keypad.accessibleName() == "PIN der Bedienung"
    assert window.consent.yes.text() == "Weiter"
    assert window.operator.buttons["quit"].text() == "Beenden"


def test_it_ends_cleanly_and_only_once(kiosk: Kiosk, ear):
    kiosk.window.leave()
    kiosk.window.leave()

    assert kiosk.engine.stopped
    assert ear.stopped
