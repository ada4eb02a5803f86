"""The wizard goes from step to step, and cancelling it leaves everything as it was."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from presenting import present, until_done
from PyQt6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from ui_fakes import FakeEngine
from ui_stage import MakeStage, Stage

from edge.calibration.store import read
from edge.types import SourceKind
from ui import language
from ui.calibration.run import CalibrationRun
from ui.calibration.wizard import CalibrationWizard


@pytest.fixture
def wizard(qtbot: QtBot, run: CalibrationRun) -> Iterator[CalibrationWizard]:
    made = CalibrationWizard(run)
    qtbot.addWidget(made)
    made.resize(400, 700)
    made.show()
    yield made
    made.leave()


def shown(wizard: CalibrationWizard) -> list[str]:
    return [name for name, button in wizard.buttons.items() if not button.isHidden()]


def record(wizard: CalibrationWizard, engine: FakeEngine, mean: float, seconds: float = 25) -> None:
    wizard.buttons["start"].click()
    present(engine, mean, seconds)
    if wizard.run.turn is not None:
        wizard.buttons["stop"].click()


def to_the_result(qtbot: QtBot, wizard: CalibrationWizard, engine: FakeEngine) -> None:
    record(wizard, engine, -1.0)
    for mean in (3.0, 4.0):
        wizard.buttons["next"].click()
        record(wizard, engine, mean)
    wizard.buttons["next"].click()
    until_done(qtbot, wizard.run)
    wizard.refresh()


def test_a_turn_is_recorded_and_another_person_may_follow(
    wizard: CalibrationWizard, engine: FakeEngine
):
    assert shown(wizard) == ["start", "leave"]
    record(wizard, engine, -1.0)
    assert shown(wizard) == ["next", "another", "again", "leave"]
    wizard.buttons["another"].click()
    present(engine, -1.4)
    wizard.buttons["stop"].click()
    assert wizard.run.draft.people() == 2
    assert "2" in wizard.count.text()


def test_attacks_may_be_skipped(qtbot: QtBot, wizard: CalibrationWizard, engine: FakeEngine):
    record(wizard, engine, -1.0)
    wizard.buttons["next"].click()
    assert shown(wizard) == ["start", "skip", "leave"]
    wizard.buttons["skip"].click()
    wizard.buttons["skip"].click()
    until_done(qtbot, wizard.run)
    wizard.refresh()
    assert wizard.step == "result"
    assert "of 100 people" in wizard.result.headline.text()


def test_the_result_says_in_figures_what_to_expect_and_the_histogram_shows_the_bound(
    qtbot: QtBot, wizard: CalibrationWizard, engine: FakeEngine
):
    to_the_result(qtbot, wizard, engine)
    assert "of 100 people are refused and" in wizard.result.headline.text()
    assert "photos pass" in wizard.result.headline.text()
    assert wizard.histogram.bound == wizard.run.proposal.fit.reached
    low, high = wizard.histogram.span
    assert low < -1.0 < wizard.histogram.bound < 3.0 < high
    assert wizard.histogram.x_of(low) < wizard.histogram.x_of(high)


def test_another_price_is_another_proposal(
    qtbot: QtBot, wizard: CalibrationWizard, engine: FakeEngine
):
    to_the_result(qtbot, wizard, engine)
    strict = wizard.run.proposal
    wizard.result.prices[-1].click()
    until_done(qtbot, wizard.run)
    assert wizard.run.proposal.entries[0].bpcer_asked == 0.1
    assert wizard.run.proposal is not strict


def test_a_trial_is_made_anew_with_another_price_and_ends_with_a_click(
    qtbot: QtBot, wizard: CalibrationWizard, engine: FakeEngine
):
    to_the_result(qtbot, wizard, engine)
    wizard.buttons["try"].click()
    assert [call[0] for call in engine.calls] == ["try"]
    wizard.result.prices[0].click()
    until_done(qtbot, wizard.run)
    wizard.refresh()
    assert [call[0] for call in engine.calls] == ["try", "try"]
    wizard.buttons["try"].click()
    assert engine.calls[-1] == ("recalibrate",)


def test_saving_stores_and_says_so(qtbot: QtBot, wizard: CalibrationWizard, engine: FakeEngine):
    to_the_result(qtbot, wizard, engine)
    wizard.buttons["save"].click()
    assert read(engine.camera).calibration
    assert engine.camera in wizard.note.text()
    assert shown(wizard) == ["leave"]
    with qtbot.waitSignal(wizard.closed) as closed:
        wizard.buttons["leave"].click()
    assert closed.args == [True]


def test_a_calibration_that_cannot_be_stored_is_told_and_can_be_saved_again(
    qtbot: QtBot,
    wizard: CalibrationWizard,
    engine: FakeEngine,
    where: Path,
):
    where.write_text("a file where the folder should be")
    to_the_result(qtbot, wizard, engine)
    wizard.buttons["save"].click()
    assert not wizard.saved
    assert str(where) in wizard.note.text()
    where.unlink()
    wizard.buttons["save"].click()
    assert wizard.saved


def test_cancelling_stores_nothing_and_listens_no_longer(
    qtbot: QtBot, wizard: CalibrationWizard, engine: FakeEngine, where: Path
):
    wizard.buttons["start"].click()
    present(engine, -1.0)
    with qtbot.waitSignal(wizard.closed) as closed:
        wizard.buttons["leave"].click()
    assert closed.args == [False]
    assert engine.watchers == []
    assert not where.exists()


def test_every_step_is_there_in_another_language(qapp: QApplication, wizard: CalibrationWizard):
    language.install(qapp, "de")
    wizard.retranslate()
    assert wizard.buttons["start"].text() == "Beginnen"
    language.install(qapp, "en")


def test_the_bar_above_an_uncalibrated_camera_opens_it(qtbot: QtBot, make_stage: MakeStage):
    stage = make_stage(source="0")
    stage.engine.set_uncalibrated("refuse")
    qtbot.waitUntil(lambda: stage.window.banner.subject == "calibration")
    stage.window.banner.button.click()
    assert stage.window.wizard.wizard is not None
    assert stage.window.sidebar.isHidden()
    stage.window.bridge.poll()
    assert stage.window.banner.subject is None, "what is under way is not offered"
    stage.window.wizard.leave()
    qtbot.waitUntil(lambda: stage.window.banner.subject == "calibration")


@pytest.mark.parametrize("width", [640, 800, 1280])
def test_it_has_room_beside_the_picture_also_where_the_panels_are_a_drawer(
    qtbot: QtBot, make_stage: MakeStage, width: int
):
    stage = make_stage(source="0")
    stage.window.resize(width, 480)
    qtbot.waitUntil(lambda: stage.window.width() == width)
    stage.window.actions_["calibrate"].trigger()
    wizard = stage.window.wizard.wizard
    assert wizard is not None
    qtbot.waitUntil(lambda: wizard.width() >= 300)
    assert stage.window.view.width() >= 160


def test_the_window_takes_it_away_with_another_source(qtbot: QtBot, make_stage: MakeStage):
    stage = opened(make_stage)
    stage.window.wizard.wizard.buttons["start"].click()
    assert stage.engine.watchers
    stage.window.open_source("1")
    assert stage.engine.watchers == []
    assert stage.window.wizard.wizard is None
    assert not stage.window.sidebar.isHidden()


def opened(make_stage: MakeStage) -> Stage:
    stage = make_stage(source="0")
    stage.window.actions_["calibrate"].trigger()
    assert stage.window.wizard.wizard is not None
    return stage


def test_the_demo_cannot_be_calibrated_and_nobody_is_asked_to(qtbot: QtBot, make_stage: MakeStage):
    stage = make_stage()
    stage.engine.source_kind = SourceKind.MADE
    stage.engine.set_uncalibrated("warn")
    stage.window.bridge.poll()
    assert stage.window.banner.subject is None
    stage.window.actions_["calibrate"].trigger()
    assert stage.window.wizard.wizard is None
    assert "choose a camera" in stage.window.banner.text
