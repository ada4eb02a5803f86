"""A fault is one event when it begins and one when it ends; it says whether it blocks the gate."""

from __future__ import annotations

from edge.events.event import GateEvent
from edge.events.health import GATE, TRANSIENT_S, HealthRegistry, TargetHealth


def texts(registry: HealthRegistry) -> dict[str, dict[str, str]]:
    return {
        camera: {part: fault.text for part, fault in faults.items()}
        for camera, faults in registry.current().items()
    }


def test_a_fault_is_an_event_at_its_beginning_and_at_its_end() -> None:
    registry = HealthRegistry()
    began = registry.fail("door", "source", "unplugged", blocks_gate=True)
    assert registry.fail("door", "source", "still unplugged", blocks_gate=True) is None
    assert texts(registry) == {"door": {"source": "still unplugged"}}
    ended = registry.works("door", "source")
    assert registry.works("door", "source") is None
    assert registry.current() == {}
    assert began is not None
    assert ended is not None
    assert began.body == {"part": "source", "ok": False, "text": "unplugged", "blocks_gate": True}
    assert ended.body == {"part": "source", "ok": True, "text": "works again", "blocks_gate": True}


def test_a_fault_that_only_shows_when_it_strikes_ends_when_it_strikes_no_more() -> None:
    registry = HealthRegistry()
    registry.fail("door", "frame", "bad frame", blocks_gate=True, struck_at=0.0)
    registry.fail("door", "source", "unplugged", blocks_gate=True)
    assert registry.tick(TRANSIENT_S - 0.1) == []
    (ended,) = registry.tick(TRANSIENT_S + 0.1)
    assert (ended.body["part"], ended.body["ok"]) == ("frame", True)
    assert set(registry.current()["door"]) == {"source"}, "a camera is back when it says so"


def test_cameras_have_faults_of_their_own() -> None:
    registry = HealthRegistry()
    registry.fail("door", "source", "unplugged", blocks_gate=True)
    registry.fail("yard", "source", "stalled", blocks_gate=True)
    registry.works("door", "source")
    assert texts(registry) == {"yard": {"source": "stalled"}}


def test_a_fault_of_the_gate_begins_and_ends_at_one_camera_and_is_none_of_that_camera() -> None:
    registry = HealthRegistry()
    began = registry.fail("door", "audit", "disk full", blocks_gate=True, of_gate=True)
    assert registry.fail("yard", "audit", "disk full", blocks_gate=True, of_gate=True) is None
    assert texts(registry) == {GATE: {"audit": "disk full"}}
    ended = registry.works(GATE, "audit")
    assert began is not None
    assert ended is not None
    assert (began.camera, ended.camera) == ("door", "door")


def test_a_target_that_is_away_never_keeps_the_gate_shut() -> None:
    published: list[GateEvent] = []
    registry = HealthRegistry()
    target = TargetHealth("mqtt", "door", registry, published.append)
    target.fails("away")
    target.fails("still away")
    assert target.as_dict() == {"ok": False, "last_error": "still away", "last_success": None}
    target.works()
    assert target.as_dict()["ok"]
    assert registry.current() == {}
    assert [(e.body["ok"], e.body["blocks_gate"]) for e in published] == [
        (False, False),
        (True, False),
    ]
