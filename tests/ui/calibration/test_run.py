"""Recording of a calibration at an engine: it listens while faces are shown, and cleans up."""

from __future__ import annotations

from pathlib import Path

import pytest
from presenting import present, until_done
from pytestqt.qtbot import QtBot
from ui_fakes import SPOOF, FakeEngine
from ui_stage import FakeRegistry

from edge.calibration.store import read
from edge.errors import ModelError
from edge.trust.pinned_camera import pinned
from edge.types import SourceKind
from ui.calibration.run import SECONDS, CalibrationRun


def test_a_run_listens_only_while_somebody_is_shown(run: CalibrationRun, engine: FakeEngine):
    assert engine.watchers == []
    run.begin("bona fide")
    assert engine.watchers == [run]
    present(engine, -1.0)
    assert run.end()
    assert engine.watchers == []
    assert run.recordings()["bona fide"].seconds == 25


def test_a_turn_lasts_no_longer_than_it_should(run: CalibrationRun, engine: FakeEngine):
    run.begin("print")
    present(engine, 3.0, SECONDS["print"] - 5)
    assert not run.over()
    present(engine, 3.0, SECONDS["print"] + 1)
    assert run.over()


def test_a_short_turn_is_not_kept_and_the_reason_is_told(run: CalibrationRun, engine: FakeEngine):
    run.begin("bona fide")
    present(engine, -1.0, 5)
    assert not run.end()
    assert "at least 20 seconds are needed" in run.problem
    assert run.recordings() == {}


def test_the_bound_is_there_while_people_are_recorded(
    qtbot: QtBot, run: CalibrationRun, engine: FakeEngine
):
    run.begin("bona fide")
    present(engine, -1.0, 12)

    def bounded() -> None:
        run.poll()
        assert run.bound is not None

    qtbot.waitUntil(bounded, timeout=60_000)
    assert run.bound > -1.0


def test_a_trial_is_not_stored_and_can_be_taken_back(
    qtbot: QtBot, run: CalibrationRun, engine: FakeEngine, where: Path
):
    run.begin("bona fide")
    present(engine, -1.0)
    run.end()
    run.propose()
    until_done(qtbot, run)
    assert run.proposal is not None
    run.try_out()
    assert engine.calls == [("try", run.proposal.entries)]
    run.close()
    assert engine.calls[1:] == [("recalibrate",)]
    assert not where.exists()


def test_a_saved_calibration_is_used_for_this_camera_which_is_pinned(
    qtbot: QtBot, run: CalibrationRun, engine: FakeEngine
):
    run.begin("bona fide")
    present(engine, -1.0)
    run.end()
    run.propose(0.1)
    until_done(qtbot, run)
    run.save()
    entries = read(engine.camera).calibration
    assert [entry.model for entry in entries] == ["fake-model", SPOOF]
    assert {entry.bpcer_asked for entry in entries} == {0.1}
    assert engine.calls == [("recalibrate",)]
    assert pinned(engine.source_spec) is not None


def test_exchanged_recordings_of_people_and_attacks_are_detected(
    qtbot: QtBot, run: CalibrationRun, engine: FakeEngine
):
    for kind, mean in (("bona fide", 3.0), ("print", -3.0)):
        run.begin(kind)
        present(engine, mean)
        assert run.end()
    run.propose()
    until_done(qtbot, run)
    assert run.proposal is None
    assert "recordings were not exchanged" in run.problem


@pytest.mark.parametrize(
    ("kind", "models", "says"),
    [
        (SourceKind.MADE, {"antispoof": SPOOF}, "the demo cannot be calibrated"),
        (SourceKind.CAMERA, {}, "no anti-spoof model is in use"),
    ],
)
def test_a_source_that_cannot_be_calibrated_is_refused_with_the_reason(kind, models, says):
    engine = FakeEngine(lambda: None)
    engine.source_kind = kind
    engine.set_models(models)
    with pytest.raises(ModelError, match=says):
        CalibrationRun(engine, FakeRegistry())  # type: ignore[arg-type]
