"""The operator's screen."""

import json
import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from kiosk_fakes import LANGUAGES, Kiosk, moment
from pytestqt.qtbot import QtBot
from ui_fakes import FAKE, SPOOF, make_face, make_frame, make_result, plain_score, status
from ui_stage import FakeRegistry

from edge.capture.supervisor import SourceState
from edge.challenge.guidance import Phase, Prompt
from edge.errors import ModelError
from edge.overlay.score_memory import ScoreMemory
from edge.runtime.stats import EngineStats, Event
from edge.types import AttackKind, Quality, Reason, State
from ui.calibration.run import CalibrationRun
from ui.kiosk import operator, report
from ui.kiosk.report import Section
from ui.kiosk.window import CALIBRATING


def rows(section: Section) -> dict[str, str]:
    return dict(section.rows)


def stats(**more: object) -> EngineStats:
    made = EngineStats(29.7, 30.0, 100, 3, 0, running=True, source=status(SourceState.PLAYING))
    return replace(made, models={"antispoof": SPOOF}, **more)  # type: ignore[arg-type]


def test_a_face_is_shown_with_scores_verdict_reasons_and_quality():
    memory = ScoreMemory({SPOOF: "antispoof", FAKE: "deepfake"})
    face = make_face(
        7,
        State.ATTACK,
        scores=[plain_score(p=0.93)],
        p_attack=0.97,
        kind=AttackKind.PRESENTATION,
        reasons=[Reason.ANTISPOOF],
    )
    result = make_result([face])
    memory.update(result)
    (section,) = report.faces(result, memory)

    assert section.title == "#7 Attack · presentation"
    shown = rows(section)
    assert shown["Anti-spoofing"] == "attack (+5.0 of +4.6 logits, 20 frames)"
    assert shown["Anti-spoofing, this frame"] == "93 %"
    assert "Deepfake" not in shown
    assert shown["Reasons"] == "by the anti-spoofing model"
    assert shown["Sharpness, brightness"] == "120, 110"
    assert shown["Turned, raised, tilted"] == "2°, 1°, 0°"


def test_angles_nobody_knows_are_dashes():
    face = replace(make_face(), quality=Quality(1, 1, 1, math.nan, math.nan, math.nan))
    (section,) = report.faces(make_result([face]), ScoreMemory({}))

    assert rows(section)["Turned, raised, tilted"] == "–, –, –"


def test_a_source_without_a_face_is_reported():
    assert [s.title for s in report.faces(None, ScoreMemory({}))] == ["No face in the picture"]


def test_the_camera_is_shown_with_what_ails_it():
    ill = replace(status(SourceState.STALLED, "camera 0: no frame for 3 s"), restarts=2)
    shown = rows(report.camera(stats(source=ill), make_result(trusted=False)))

    assert shown["State"] == "Stalled"
    assert shown["Says"] == "Camera 0: no frame for 3 s"
    assert shown["Restarts"] == "2"
    assert shown["Trust"] == "Source not trusted"
    assert shown["Judged, delivered"] == "29.7 / 30.0 fps"


def test_a_missing_model_is_reported():
    assert rows(report.models(replace(stats(), models={})))["Anti-spoofing"] == "no usable model"


def test_delivery_is_shown_where_there_is_any():
    health = {"mqtt": {"ok": True}, "webhook": {"ok": False, "waiting": 3, "last_error": "refused"}}
    (section,) = report.delivery(health)

    assert rows(section) == {"mqtt": "works", "webhook": "refused · 3 waiting"}
    assert report.delivery({}) == []


def test_events_are_shown_newest_first_with_their_age():
    happened = [Event(10.0, "info", "source", "first"), Event(20.0, "error", "model", "second")]
    (section,) = report.events(happened, 25.0)

    assert section.rows == (("− 5 s", "Second"), ("− 15 s", "First"))


def test_the_session_is_shown():
    shown = rows(
        report.session(
            moment(
                Prompt.SMILE, progress=0.5, remaining_s=4.2, session_id="ab" * 16, attempts_left=3
            )
        )
    )

    assert shown["Now"] == "challenge"
    assert shown["Says"] == "Give a big smile."
    assert shown["Time left"] == "4 s"
    assert shown["Attempts left"] == "3"
    assert shown["Session"] == "abababab"


def test_the_session_shows_how_near_somebody_is_and_which_gesture_is_made():
    near = rows(report.session(moment(Prompt.COME_CLOSER, face_px=(61.6, 80.0))))
    made = rows(report.session(moment(Prompt.NOD, step=(2, 3))))

    assert near["Size of the face"] == "62 of 80 px"
    assert made["Gesture"] == "2 of 3"


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_phase_has_a_word(speak: Callable[[str], None], code: str):
    speak(code)
    words = [rows_of_phase(phase) for phase in Phase]

    assert len(set(words)) == len(words)


def rows_of_phase(phase: Phase) -> str:
    return report.session(moment(Prompt.WELCOME, phase)).rows[0][1]


def test_the_page_shows_it_all_live(qtbot: QtBot, make_kiosk: Callable[..., Kiosk]):
    kiosk = make_kiosk(trial=True, delivery=lambda: {"mqtt": {"ok": True, "waiting": 0}})
    kiosk.window.ask_operator()
    kiosk.engine.say("warning", "source", "<b>camera</b> 0 stalled")
    kiosk.engine.push(make_frame(), make_result([make_face(3)]))
    page = kiosk.window.operator
    wanted = ("#3 Live", SPOOF, "mqtt", "works", "&lt;b&gt;camera&lt;/b&gt; 0 stalled", "29.7")

    def shown() -> str:
        return page.text.text().replace("\u200b", "")  # where a long name may be broken

    qtbot.waitUntil(lambda: all(text in shown() for text in wanted))

    assert page.view.current is not None


def test_a_lost_camera_takes_the_picture_away(qtbot: QtBot, make_kiosk: Callable[..., Kiosk]):
    kiosk = make_kiosk(trial=True)
    kiosk.window.ask_operator()
    kiosk.engine.push(make_frame(), make_result([make_face(3)]))
    page = kiosk.window.operator
    qtbot.waitUntil(lambda: page.view.current is not None)
    kiosk.engine.set_status(SourceState.LOST, "unplugged")
    qtbot.waitUntil(lambda: page.view.current is None)
    qtbot.waitUntil(lambda: "Unplugged" in page.text.text())

    assert "#3" not in page.text.text()


def test_a_refused_calibration_is_answered_where_the_operator_looks(
    qtbot: QtBot, make_kiosk: Callable[..., Kiosk]
):
    page = make_kiosk(trial=True).window.operator
    page.refuse_calibration("the demo is no place to calibrate; choose a camera")

    assert page.sections()[0].rows == (("", "The demo is no place to calibrate; choose a camera"),)
    assert "The demo is no place" in page.text.text()


def test_verdicts_are_listed_filtered_and_exported_without_a_dialog(
    qtbot: QtBot,
    make_kiosk: Callable[..., Kiosk],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setenv("FACEVOUCH_STATE", str(tmp_path))
    kiosk = make_kiosk(trial=True)
    page = kiosk.window.operator
    kiosk.engine.push(make_frame(0), make_result([make_face(3)], make_frame(0)))
    qtbot.waitUntil(lambda: len(page.log.entries) == 1)
    assert page.log.entries[0].face == b"", "nobody's picture is kept while nobody looks"
    kiosk.window.ask_operator()
    page.buttons["verdicts"].click()
    attack = make_face(4, State.ATTACK, kind=AttackKind.PRESENTATION)
    kiosk.engine.push(make_frame(1), make_result([attack], make_frame(1)))
    qtbot.waitUntil(lambda: page.timeline.list.count() == 2)
    assert page.timeline.isVisible()
    assert page.log.entries[1].face
    page.timeline.filter.choose("state", State.ATTACK)
    assert [entry.verdict.track_id for entry in page.timeline.shown] == [4]
    page.timeline.export.click()

    (table,) = (tmp_path / "exports").glob("verdicts-*.csv")
    (text,) = (tmp_path / "exports").glob("verdicts-*.json")
    assert [row["state"] for row in json.loads(text.read_text("utf-8"))] == ["ATTACK"]
    assert table.read_text("utf-8").count("\n") == 2
    assert str(tmp_path / "exports") in page.timeline.note.text()
    page.buttons["verdicts"].click()
    assert page.now.isVisible()
    kiosk.window.back_to_gate()
    assert [entry.face for entry in page.log.entries] == [b"", b""]


@pytest.fixture
def calibrated(
    make_kiosk: Callable[..., Kiosk], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Kiosk:
    """A kiosk at its operator's screen whose camera can be calibrated."""
    monkeypatch.setenv("FACEVOUCH_CALIBRATION", str(tmp_path / "calibration"))
    monkeypatch.setenv("FACEVOUCH_STATE", str(tmp_path / "state"))
    kiosk = make_kiosk(trial=True)
    kiosk.window._calibration = lambda: CalibrationRun(kiosk.engine, FakeRegistry())
    kiosk.window.ask_operator()
    return kiosk


def test_the_camera_is_calibrated_beside_the_picture_and_nobody_is_let_in_meanwhile(
    qtbot: QtBot, calibrated: Kiosk
):
    page = calibrated.window.operator
    page.buttons["calibrate"].click()
    wizard = page.wizard
    assert wizard is not None
    assert wizard.isVisible()
    assert page.view.isVisible()
    assert page.area.isHidden()
    shut = ("out_of_order", CALIBRATING)
    qtbot.waitUntil(lambda: shut in calibrated.sessions.calls)
    calibrated.engine.set_status(SourceState.PLAYING)
    qtbot.waitUntil(lambda: calibrated.sessions.calls.count(shut) > 1)
    wizard.buttons["leave"].click()

    assert page.wizard is None
    assert page.area.isVisible()
    calibrated.engine.set_status(SourceState.PLAYING)
    qtbot.waitUntil(lambda: calibrated.sessions.calls[-1] == ("out_of_order", None))


def test_a_calibration_ends_when_the_operators_screen_is_left(calibrated: Kiosk):
    page = calibrated.window.operator
    page.buttons["calibrate"].click()
    calibrated.window.back_to_gate()

    assert page.wizard is None
    assert page.buttons["calibrate"].isEnabled()


def test_a_camera_that_cannot_be_calibrated_is_told(make_kiosk: Callable[..., Kiosk]):
    kiosk = make_kiosk(trial=True)

    def refuse() -> CalibrationRun:
        raise ModelError("the demo cannot be calibrated; choose a camera")

    kiosk.window._calibration = refuse
    kiosk.window.ask_operator()
    kiosk.window.operator.buttons["calibrate"].click()

    assert kiosk.window.operator.wizard is None
    assert "cannot be calibrated" in kiosk.window.operator.text.text()


def test_an_export_that_cannot_be_written_is_told(
    make_kiosk: Callable[..., Kiosk], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    taken = tmp_path / "state"
    taken.write_text("a file where the folder should be")
    monkeypatch.setenv("FACEVOUCH_STATE", str(taken))
    page = make_kiosk(trial=True).window.operator
    page.show_result(make_frame(), make_result([make_face(3)]))
    page.timeline.export.click()

    assert "choose another place" in page.timeline.note.text()


def test_left_alone_it_goes_back_to_the_gate(
    qtbot: QtBot, make_kiosk: Callable[..., Kiosk], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(operator, "IDLE_S", 0.05)
    kiosk = make_kiosk(trial=True)
    kiosk.window.ask_operator()
    qtbot.waitUntil(lambda: kiosk.window.page is kiosk.window.screen_)


def test_the_buttons_do_what_they_say(qtbot: QtBot, make_kiosk: Callable[..., Kiosk]):
    kiosk = make_kiosk(trial=True)
    kiosk.window.ask_operator()
    page = kiosk.window.operator
    page.buttons["reset"].click()
    qtbot.waitUntil(lambda: ("reset",) in kiosk.sessions.calls)
    assert kiosk.window.page is page
    page.buttons["back"].click()
    assert kiosk.window.page is kiosk.window.screen_
    kiosk.window.ask_operator()
    page.buttons["quit"].click()

    assert kiosk.engine.stopped
    assert not kiosk.window.isVisible()
