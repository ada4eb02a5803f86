"""A fault is told when it begins and when it is over, once each."""

from __future__ import annotations

from edge.events.event import GateEvent
from edge.events.health import CALM_S, HealthRegistry


def test_a_fault_is_told_at_its_beginning_and_its_end() -> None:
    told: list[GateEvent] = []
    faults = HealthRegistry(told.append)
    faults.note("door", "source", "unplugged", 0.0)
    faults.note("door", "source", "still unplugged", 1.0)
    assert faults.current() == {"door": {"source": "still unplugged"}}
    faults.note("door", "source", None, 2.0)
    faults.note("door", "source", None, 3.0)
    assert faults.current() == {}
    assert [(e.body["ok"], e.body["text"]) for e in told] == [
        (False, "unplugged"),
        (True, "works again"),
    ]


def test_what_only_shows_when_it_strikes_is_over_when_it_strikes_no_more() -> None:
    told: list[GateEvent] = []
    faults = HealthRegistry(told.append)
    faults.note("door", "frame", "bad frame", 0.0)
    faults.note("door", "source", "unplugged", 0.0)
    faults.tick(CALM_S - 0.1)
    assert set(faults.current()["door"]) == {"frame", "source"}
    faults.tick(CALM_S + 0.1)
    assert set(faults.current()["door"]) == {"source"}, "a camera is back when it says so"


def test_cameras_have_faults_of_their_own() -> None:
    faults = HealthRegistry(lambda _: None)
    faults.note("door", "source", "unplugged", 0.0)
    faults.note("yard", "source", "stalled", 0.0)
    faults.note("door", "source", None, 1.0)
    assert faults.current() == {"yard": {"source": "stalled"}}
