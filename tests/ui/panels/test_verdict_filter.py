"""The filter of the verdicts: by state, kind, reason, camera and time."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from pytestqt.qtbot import QtBot
from ui_fakes import make_face

from edge.types import AttackKind, Reason, State
from ui import language
from ui.panels.verdict_filter import VerdictFilter
from ui.verdict_log import Entry

NOON = datetime(2026, 1, 31, 12, 0, 0)


def entry(minutes: float, source: str, *reasons: Reason, kind: AttackKind | None = None) -> Entry:
    """A verdict of so many minutes ago: an attack where it has a kind."""
    state = State.LIVE if kind is None else State.ATTACK
    verdict = make_face(1, state, kind=kind, reasons=reasons).verdict
    return Entry(NOON - timedelta(minutes=minutes), source, 0.0, verdict, b"", b"", {})


LIVE = entry(1, "door", Reason.ANTISPOOF)
FAKE = entry(10, "yard", Reason.DEEPFAKE, Reason.SWAPPED, kind=AttackKind.DEEPFAKE)
PRINT = entry(40, "door", Reason.ANTISPOOF, kind=AttackKind.PRESENTATION)
ALL = [LIVE, FAKE, PRINT]


@pytest.fixture
def wanted(qtbot: QtBot) -> VerdictFilter:
    made = VerdictFilter()
    qtbot.addWidget(made)
    made.offer(ALL)
    return made


def left(wanted: VerdictFilter) -> list[Entry]:
    return [each for each in ALL if wanted.lets_through(each, NOON)]


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("state", State.ATTACK, [FAKE, PRINT]),
        ("kind", AttackKind.DEEPFAKE, [FAKE]),
        ("reason", Reason.ANTISPOOF, [LIVE, PRINT]),
        ("source", "yard", [FAKE]),
        ("since", 5, [LIVE]),
        ("since", 15, [LIVE, FAKE]),
    ],
)
def test_each_choice_leaves_out_the_others(
    qtbot: QtBot, wanted: VerdictFilter, name: str, value: Any, expected: list[Entry]
) -> None:
    assert left(wanted) == ALL
    with qtbot.waitSignal(wanted.changed):
        wanted.choose(name, value)

    assert left(wanted) == expected
    wanted.choose(name, None)
    assert left(wanted) == ALL


def test_choices_hold_together(wanted: VerdictFilter) -> None:
    wanted.choose("reason", Reason.ANTISPOOF)
    wanted.choose("state", State.ATTACK)

    assert left(wanted) == [PRINT]


def test_only_reasons_that_occur_are_offered_and_what_is_chosen_stays(
    wanted: VerdictFilter,
) -> None:
    choice = wanted.choices["reason"]
    occur = {*FAKE.verdict.reasons, Reason.ANTISPOOF}
    assert [choice.itemText(row) for row in range(choice.count())] == [
        "All reasons",
        *(language.reason_word(reason) for reason in Reason if reason in occur),
    ]
    wanted.choose("reason", Reason.SWAPPED)
    wanted.offer([])

    assert wanted.chosen("reason") is Reason.SWAPPED
    assert choice.currentText() == "swapped face"


def test_a_single_camera_needs_no_choice(wanted: VerdictFilter) -> None:
    assert not wanted.choices["source"].isHidden()
    wanted.offer([LIVE, replace(FAKE, source="door")])

    assert wanted.choices["source"].isHidden()


def test_choices_stand_in_fewer_columns_where_it_is_narrow(
    qtbot: QtBot, wanted: VerdictFilter
) -> None:
    wanted.show()

    choices = wanted.choices.values()
    wanted.resize(2000, 200)
    qtbot.waitUntil(lambda: len({choice.y() for choice in choices}) == 1)
    wanted.resize(200, 200)
    qtbot.waitUntil(lambda: len({choice.y() for choice in choices}) > 1)
