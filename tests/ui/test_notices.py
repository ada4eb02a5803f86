"""Faults are shown as a banner until they end."""

import pytest
from pytestqt.qtbot import QtBot
from ui_fakes import SPOOF, make_face, make_frame, make_result
from ui_stage import Stage

from edge.capture.supervisor import SourceState
from edge.message import Message
from edge.types import Reason, State
from ui.banner import Banner
from ui.banner import Message as Notice


def show(qtbot: QtBot, stage: Stage, *faces: object) -> None:
    frame = make_frame(3)
    with qtbot.waitSignal(stage.window.bridge.result):
        stage.engine.push(frame, make_result(faces, frame))  # type: ignore[arg-type]


class TestBanner:
    @pytest.fixture
    def banner(self, qtbot: QtBot) -> Banner:
        made = Banner()
        qtbot.addWidget(made)
        return made

    def test_the_gravest_message_is_shown_and_the_next_when_it_goes(self, banner: Banner):
        banner.post("a", Notice("info", "saved"))
        banner.post("b", Notice("error", "gone"))
        banner.post("c", Notice("warning", "late"))

        shown = [banner.text]
        for subject in ("b", "c", "a"):
            banner.clear(subject)
            shown.append(banner.text)
        assert shown == ["gone", "late", "saved", ""]
        assert banner.isHidden()

    def test_the_newest_of_equally_severe_messages_is_shown(self, banner: Banner):
        banner.post("a", Notice("error", "first"))
        banner.post("b", Notice("error", "second"))

        assert banner.text == "second"

    def test_a_closed_message_stays_hidden_until_it_changes(self, banner: Banner):
        banner.post("a", Notice("error", "gone"))
        banner.dismiss.click()
        banner.post("a", Notice("error", "gone"))
        assert banner.text == ""
        banner.post("a", Notice("error", "gone again"))
        assert banner.text == "gone again"
        banner.dismiss.click()
        banner.clear("a")
        banner.post("a", Notice("error", "gone again"))
        assert banner.text == "gone again"

    def test_its_button_does_what_it_says(self, banner: Banner):
        done: list[int] = []
        banner.post("a", Notice("error", "gone", ("Try again", lambda: done.append(1))))
        assert banner.button.text() == "Try again"
        banner.button.click()

        assert done == [1]

    def test_a_message_without_an_action_has_no_button(self, banner: Banner):
        banner.post("a", Notice("error", "gone"))

        assert banner.button.isHidden()


@pytest.mark.parametrize(
    ("state", "says"),
    [
        (SourceState.STALLED, "trying again by itself"),
        (SourceState.FROZEN, "trying again by itself"),
        (SourceState.RECONNECTING, "trying again by itself"),
        (SourceState.LOST, "No picture: /dev/video0 was unplugged"),
    ],
)
def test_a_camera_that_goes_is_a_banner_and_takes_its_last_picture_away(
    qtbot: QtBot, stage: Stage, state: SourceState, says: str
):
    show(qtbot, stage, make_face(1, State.LIVE))
    stage.engine.set_status(state, "/dev/video0 was unplugged")
    qtbot.waitUntil(lambda: says in stage.window.banner.text)

    assert stage.window.view.current is None, "a LIVE of the past must not stand there"
    assert stage.window.sidebar.faces.cards == []


def test_a_camera_that_comes_back_takes_the_banner_away(qtbot: QtBot, stage: Stage):
    stage.engine.set_status(SourceState.RECONNECTING, "unplugged")
    qtbot.waitUntil(lambda: stage.window.banner.subject == "source")
    stage.engine.set_status(SourceState.PLAYING)
    qtbot.waitUntil(lambda: stage.window.banner.subject is None)
    show(qtbot, stage, make_face(1))

    assert stage.window.view.current is not None


def test_the_retry_button_and_its_key_open_the_same_source_again(qtbot: QtBot, stage: Stage):
    stage.engine.set_status(SourceState.LOST, "unplugged")
    qtbot.waitUntil(lambda: stage.window.banner.button.text() == "Try again")
    stage.window.banner.button.click()
    stage.window.actions_["retry"].trigger()

    assert stage.engine.calls == [("source", "demo"), ("source", "demo")]


def test_a_missing_model_is_shown_in_the_banner_and_on_every_face(qtbot: QtBot, stage: Stage):
    stage.engine.set_models({})
    qtbot.waitUntil(lambda: stage.window.banner.subject == "model")
    show(qtbot, stage, make_face(1, State.UNAVAILABLE, scores=[], reasons=[Reason.NO_MODEL]))

    assert "facevouch models import" in stage.window.banner.text
    card = stage.window.sidebar.faces.cards[0]
    assert (card.title.text(), card.detail.text()) == ("Unavailable", "No usable model")
    assert stage.window.topbar.model.choice == "No model"
    stage.engine.set_models({"antispoof": SPOOF})
    qtbot.waitUntil(lambda: stage.window.banner.subject is None)


@pytest.mark.parametrize("kind", ["model", "source", "frame", "sink"])
def test_an_error_of_the_engine_is_a_banner_and_a_line_in_the_log(
    qtbot: QtBot, stage: Stage, kind: str
):
    stage.engine.say("error", kind, "the file x.onnx is not the one its manifest states")
    qtbot.waitUntil(lambda: "x.onnx" in stage.window.banner.text)

    assert "x.onnx" in stage.window.events.texts[-1]


@pytest.mark.parametrize(
    ("kind", "says"),
    [
        ("model", "The model stays as it was: m.onnx is damaged"),
        ("source", "The source was not changed: m.onnx is damaged"),
        ("sink", "m.onnx is damaged"),
    ],
)
def test_an_error_says_what_is_unchanged(qtbot: QtBot, stage: Stage, kind: str, says: str):
    stage.engine.say("error", kind, "m.onnx is damaged")

    qtbot.waitUntil(lambda: stage.window.banner.text == says)


def test_a_model_error_goes_when_another_exchange_succeeds(qtbot: QtBot, stage: Stage):
    stage.engine.say("error", "model", "there is no model q")
    qtbot.waitUntil(lambda: stage.window.banner.subject == "event:model")
    stage.engine.say("info", "model", "antispoof model: spoof-other")
    qtbot.waitUntil(lambda: stage.window.banner.subject is None)


def test_choosing_another_source_forgets_what_was_said_of_the_last(qtbot: QtBot, stage: Stage):
    stage.engine.say("error", "source", "cannot open nothing.mp4")
    qtbot.waitUntil(lambda: stage.window.banner.subject == "event:source")
    stage.window.open_source("demo")

    assert stage.window.banner.subject is None


def test_information_is_only_logged(qtbot: QtBot, stage: Stage):
    stage.engine.say("info", "decision", "target error rates: BPCER 1 %")
    qtbot.waitUntil(lambda: bool(stage.window.events.texts))

    assert stage.window.banner.subject is None


BACK = Message("its frames repeat those of {0} frames before", 300)


@pytest.mark.parametrize(
    ("found", "says"),
    [
        (BACK, "This looks like a looped recording, not a live camera."),
        (Message("its content repeats every {0} frames", 40), "This looks like a looped"),
        (Message("{0} is a virtual camera: {1}", "cam", "v4l2loopback"), "a virtual camera"),
        (Message("the camera is not the one pinned here: {0}", "card"), "not the camera"),
        (Message("its frames go back in time"), "does not look like a live camera"),
    ],
)
def test_an_untrusted_source_is_reported_once_with_details_below(
    qtbot: QtBot, stage: Stage, found: Message, says: str
):
    for _ in range(2):
        stage.engine.say("error", "trust", Message("the camera is not trusted: {0}", found))
    banner = stage.window.banner
    qtbot.waitUntil(lambda: says in banner.text)
    assert str(found) in banner.details.text()
    banner.dismiss.click()
    assert banner.text == ""
    stage.engine.say("info", "trust", Message("the camera is trusted again"))
    stage.engine.say("error", "trust", Message("the camera is not trusted: {0}", found))
    qtbot.waitUntil(lambda: says in banner.text)
    stage.window.open_source("demo")
    assert banner.subject is None
