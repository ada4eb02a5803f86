"""The list of verdicts: when one is added, its content, and its export."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtGui import QPixmap
from PyQt6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot
from ui_fakes import FAKE, SPOOF, evidence_score, make_face, make_frame, make_result
from ui_stage import Stage, press, show

from edge.errors import OutputError
from edge.overlay.score_memory import ScoreMemory
from edge.types import AttackKind, FaceResult, Reason, State
from ui.panels.timeline import TimelineView
from ui.verdict_log import MOST, VerdictLog, export

NOON = datetime(2026, 1, 31, 12, 0, 0)


@pytest.fixture
def log(qtbot: QtBot) -> VerdictLog:
    memory = ScoreMemory({SPOOF: "antispoof", FAKE: "deepfake"})
    return VerdictLog(memory, lambda _track, _task: [(-1.0, 0.0), (0.0, 1.0)], clock=lambda: NOON)


@pytest.fixture
def dock(qtbot: QtBot, log: VerdictLog) -> TimelineView:
    made = TimelineView(log)
    qtbot.addWidget(made)
    return made


def add(log: VerdictLog, index: int, *faces: FaceResult) -> None:
    frame = make_frame(index)
    result = make_result(faces, frame)
    log._memory.update(result)
    log.add(frame, result)


def play(log: VerdictLog, states: Sequence[State]) -> None:
    for index, state in enumerate(states):
        add(log, index, make_face(1, state))


def test_a_verdict_is_noted_when_it_is_given_and_not_on_every_frame(log: VerdictLog):
    play(log, [State.CHECKING, State.LIVE, State.LIVE, State.POOR_QUALITY, State.LIVE])

    assert [entry.verdict.state for entry in log.entries] == [State.LIVE, State.LIVE]


def test_a_face_that_turns_out_an_attack_is_noted_with_its_kind_and_reasons(log: VerdictLog):
    add(log, 0, make_face(1))
    kind, reasons = AttackKind.DEEPFAKE, [Reason.DEEPFAKE]
    add(log, 1, make_face(1, State.ATTACK, kind=kind, reasons=reasons))
    first, second = (entry.row() for entry in log.entries)

    assert (first["state"], second["state"]) == ("LIVE", "ATTACK")
    assert (second["attack_kind"], second["reasons"]) == ("deepfake", ["deepfake"])
    assert (second["face"], second["at"]) == (1, "2026-01-31T12:00:00.000")
    assert second["antispoof_logits"] == 5.0


def test_another_source_begins_with_nobody(log: VerdictLog):
    add(log, 9, make_face(1))
    log.new_source()
    add(log, 9, make_face(1))
    add(log, 0, make_face(1))  # a clip from its start

    assert len(log.entries) == 3


def test_an_entry_has_the_picture_of_the_frame_and_of_the_face_with_its_map(log: VerdictLog):
    add(log, 0, make_face(1, scores=[evidence_score()]), make_face(2))
    with_map, without = log.entries

    for entry in (with_map, without):
        frame, face = QPixmap(), QPixmap()
        assert frame.loadFromData(entry.frame)
        assert face.loadFromData(entry.face)
        assert (frame.width(), face.width(), face.height()) == (480, 200, 200)
    drawn, plain = (_colourful(entry.face) for entry in (with_map, without))
    assert drawn > 60 > plain


def _colourful(data: bytes) -> int:
    picture = QPixmap()
    picture.loadFromData(data)
    image = picture.toImage()
    places = [image.pixelColor(x, y) for x in range(0, 200, 10) for y in range(0, 200, 10)]
    return max(abs(c.red() - c.blue()) for c in places)


def test_only_so_many_are_held(log: VerdictLog, dock: TimelineView):
    for index in range(MOST + 3):
        add(log, index, make_face(index + 1))

    assert len(log.entries) == dock.list.count() == MOST
    assert log.entries[0].verdict.track_id == 4


def test_the_newest_is_listed_first_and_the_filter_leaves_out_the_others(
    log: VerdictLog, dock: TimelineView
):
    play(log, [State.LIVE, State.CHECKING, State.ATTACK, State.UNAVAILABLE])
    texts = [dock.list.item(row).text() for row in range(dock.list.count())]
    assert [text.split("#1 ")[1] for text in texts] == ["Unavailable", "Attack", "Live"]

    dock.filter.choose("state", State.ATTACK)
    assert [entry.verdict.state for entry in dock.shown] == [State.ATTACK]
    assert dock.list.count() == 1
    play(log, [State.LIVE])
    assert dock.list.count() == 1


def test_the_number_of_verdicts_listed_and_of_all_is_shown(log: VerdictLog, dock: TimelineView):
    assert dock.count.text() == "No verdict yet."
    play(log, [State.LIVE, State.CHECKING, State.ATTACK])
    dock.filter.choose("state", State.LIVE)

    assert dock.count.text() == "1 of 2"


def test_a_verdict_that_is_chosen_is_shown_in_full(log: VerdictLog, dock: TimelineView):
    dock.resize(1000, 200)
    dock.show()
    play(log, [State.LIVE])
    dock.list.setCurrentRow(0)
    details = dock.details

    assert details.isVisible()
    assert details.curve.curves["antispoof"] == [(-1.0, 0.0), (0.0, 1.0)]
    assert "Anti-spoofing: live (−5.0 of −4.6 logits, 20 frames)" in details.text.text()
    assert not details.frame.pixmap().isNull()
    dock.grab()
    dock.forget.click()
    assert (dock.list.count(), details.isHidden()) == (0, True)
    assert not dock.export.isEnabled()


@pytest.mark.parametrize("name", ["verdicts.csv", "verdicts.json", "verdicts"])
def test_the_list_is_exported_oldest_first_and_without_a_picture(
    log: VerdictLog,
    dock: TimelineView,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
    name: str,
):
    add(log, 0, make_face(1, reasons=[Reason.ANTISPOOF]))
    add(log, 1, make_face(2, State.ATTACK))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / name), ""))
    with qtbot.waitSignal(dock.exported) as told:
        dock.export.click()
    path = Path(told.args[0])
    text = path.read_text(encoding="utf-8")
    rows = json.loads(text) if path.suffix == ".json" else list(csv.DictReader(text.splitlines()))

    assert [row["state"] for row in rows] == ["LIVE", "ATTACK"]
    assert rows[0]["reasons"] in (["antispoof"], "antispoof")
    assert not {"frame", "picture"} & set(rows[0])


def test_a_file_that_cannot_be_written_is_reported(log: VerdictLog, tmp_path: Path):
    play(log, [State.LIVE])
    with pytest.raises(OutputError, match="choose another place"):
        export(tmp_path / "nowhere" / "list.csv", log.entries)


def test_the_window_lists_verdicts_and_v_shows_the_list(qtbot: QtBot, stage: Stage):
    show(qtbot, stage, make_face(1))
    press(qtbot, stage, Qt.Key.Key_V)
    dock = stage.window.timeline

    assert dock.isVisible()
    assert dock.view.list.count() == 1
    press(qtbot, stage, Qt.Key.Key_V)
    assert dock.isHidden()
    stage.window.open_source("pattern")
    assert len(stage.window.verdicts.entries) == 1, "what was seen stays listed"


def test_without_pictures_an_entry_holds_none_and_is_listed_all_the_same(
    log: VerdictLog, dock: TimelineView
):
    add(log, 0, make_face(1))
    log.pictures = False
    add(log, 1, make_face(2, State.ATTACK))
    seen, bare = log.entries
    assert seen.face
    assert (bare.face, bare.frame) == (b"", b"")
    dock.list.setCurrentRow(0)
    assert dock.details.face.isHidden()
    dock.grab()
    log.forget_pictures()

    assert [entry.face + entry.frame for entry in log.entries] == [b"", b""]
    assert dock.list.count() == 2
