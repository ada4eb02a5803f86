"""An event is one line of JSON and can be parsed back unchanged."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from edge.events.event import EventKind, GateEvent


def test_an_event_comes_back_from_its_line_as_it_was() -> None:
    event = GateEvent(EventKind.VERDICT, "door", {"state": "LIVE", "name": "Tür"})
    line = event.to_json()
    back = GateEvent.from_json(line)
    assert "\n" not in line
    assert (back.id, back.kind, back.camera, back.body) == (
        event.id,
        event.kind,
        event.camera,
        event.body,
    )
    assert back.to_json() == line, "the same bytes every time: signatures rest on it"


def test_every_event_has_an_id_of_its_own() -> None:
    assert len({GateEvent(EventKind.SYSTEM, "door", {}).id for _ in range(100)}) == 100


def test_times_leave_in_utc() -> None:
    at = datetime(2026, 1, 1, 12, 0, 0, 123_456, tzinfo=UTC)
    assert json.loads(GateEvent(EventKind.SYSTEM, "door", {}, at).to_json())["at"] == (
        "2026-01-01T12:00:00.123+00:00"
    )


@pytest.mark.parametrize("line", ["", "[]", "{}", '{"kind": "rumour"}', "null", "7"])
def test_a_line_that_is_no_event_is_refused(line: str) -> None:
    with pytest.raises((ValueError, KeyError, TypeError)):
        GateEvent.from_json(line)
