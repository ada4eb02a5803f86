"""What Home Assistant is told, held against the keys that its documentation names.

https://www.home-assistant.io/integrations/mqtt/ (device discovery), …/binary_sensor.mqtt/ and
…/sensor.mqtt/: a key that is not there is an error in this schema, as it is in theirs.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Literal

import jinja2
import pytest
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter

from edge.delivery import mqtt_discovery
from edge.delivery.mqtt_topics import Topics, plain
from edge.events.event import EventKind, GateEvent
from edge.events.state import GateState


def _topic(text: str) -> str:
    assert text, "a topic is not empty"
    assert not set(text) & set("#+\0"), "a state topic of ours has no wildcards"
    assert len(text.encode()) < 65536
    return text


def _template(text: str) -> str:
    jinja2.Environment(autoescape=False).parse(text)
    return text


Topic = Annotated[str, AfterValidator(_topic)]
Template = Annotated[str, AfterValidator(_template)]
UniqueId = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]+$")]


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class Entity(Part):
    unique_id: UniqueId
    name: str
    state_topic: Topic
    value_template: Template
    json_attributes_topic: Topic | None = None
    icon: Annotated[str, Field(pattern=r"^mdi:[a-z0-9-]+$")] | None = None
    entity_category: Literal["config", "diagnostic"] | None = None


class BinarySensor(Entity):
    platform: Literal["binary_sensor"]
    device_class: Literal["problem", "occupancy", "door", "lock", "connectivity"] | None = None
    off_delay: Annotated[int, Field(gt=0)] | None = None


class Sensor(Entity):
    platform: Literal["sensor"]
    device_class: Literal["enum"]
    options: Annotated[list[str], Field(min_length=1)]


class DeviceInfo(Part):
    identifiers: Annotated[list[str], Field(min_length=1)]
    name: str
    manufacturer: str
    model: str
    sw_version: str


class Origin(Part):
    name: str
    sw_version: str


class Device(Part):
    device: DeviceInfo
    origin: Origin
    availability_topic: Topic
    qos: Literal[0, 1, 2]
    components: dict[UniqueId, Annotated[BinarySensor | Sensor, Field(discriminator="platform")]]


SCHEMA = TypeAdapter(Device)


def device(gate: str = "north door", cameras: tuple[str, ...] = ("camera",)) -> Device:
    payload = mqtt_discovery.payload(Topics("facevouch", gate), gate, cameras)
    return SCHEMA.validate_python(json.loads(json.dumps(payload)))


def rendered(template: str, payload: str, now: datetime | None = None) -> str:
    """As Home Assistant renders a value template."""
    environment = jinja2.Environment(autoescape=False)
    environment.globals["now"] = lambda: now or datetime.now(UTC)
    environment.globals["as_datetime"] = datetime.fromisoformat
    return environment.from_string(template).render(value_json=json.loads(payload))


@pytest.mark.parametrize("cameras", [("camera",), ("left", "right")])
def test_the_message_is_what_home_assistant_documents(cameras: tuple[str, ...]) -> None:
    told = device(cameras=cameras)
    assert len(told.components) == 1 + 3 * len(cameras)
    assert all(key == entity.unique_id for key, entity in told.components.items())


@pytest.mark.parametrize("gate", ["door", "Tür 1/Nord", "a+b", "gate#1", "日本"])
def test_the_topic_is_one_that_home_assistant_takes(gate: str) -> None:
    topic = mqtt_discovery.topic("homeassistant", gate)
    assert re.fullmatch(r"homeassistant/device/[a-zA-Z0-9_-]+/config", topic)
    assert device(gate).device.name == gate


def test_names_that_had_to_be_changed_stay_apart() -> None:
    assert plain("a+b") != plain("a#b")
    assert plain("gate-7_b") == "gate-7_b"


def entity(ending: str) -> BinarySensor | Sensor:
    return next(e for key, e in device().components.items() if key.endswith(ending))


def accepted(decision: str, age_s: float, kind: str = "camera") -> str:
    body = {"decision": decision, "source_kind": kind}
    event = GateEvent(EventKind.SESSION, "camera", body)
    now = event.at + timedelta(seconds=age_s)
    return rendered(entity("_accepted").value_template, event.to_json(), now)


def test_an_acceptance_shows_for_a_while_and_never_when_it_comes_late() -> None:
    assert accepted("accepted", 1) == "ON"
    assert accepted("refused", 1) == "OFF"
    assert accepted("accepted", 3600) == "OFF"
    sensor = entity("_accepted")
    assert isinstance(sensor, BinarySensor)
    assert sensor.off_delay
    assert sensor.state_topic == Topics("facevouch", "north door").event(
        "camera", EventKind.SESSION
    )


@pytest.mark.parametrize(
    ("kind", "shown"),
    [("stream", "ON"), ("pipeline", "ON"), ("file", "OFF"), ("made", "OFF"), ("unknown", "OFF")],
)
def test_nobody_in_a_clip_or_the_demo_shows_as_accepted(kind: str, shown: str) -> None:
    assert accepted("accepted", 1, kind) == shown


def states_of(gate_state: GateState) -> dict[str, str]:
    payload = json.dumps(gate_state.cameras()["camera"])
    return {
        ending: rendered(entity(ending).value_template, payload)
        for ending in ("_occupancy", "_state")
    }


def test_state_and_occupancy_follow_the_board() -> None:
    gate_state = GateState(["camera"], lambda: None)
    state = entity("_state")
    assert isinstance(state, Sensor)
    assert states_of(gate_state) == {"_occupancy": "OFF", "_state": "IDLE"}
    for name in ("UNKNOWN", "CHECKING", "LIVE", "POOR_QUALITY", "ATTACK", "UNAVAILABLE"):
        gate_state.on_event(GateEvent(EventKind.VERDICT, "camera", {"track": 1, "state": name}))
        assert states_of(gate_state) == {"_occupancy": "ON", "_state": name}
        assert name in state.options
    gate_state.on_event(GateEvent(EventKind.VERDICT, "camera", {"track": 1, "state": "GONE"}))
    assert states_of(gate_state) == {"_occupancy": "OFF", "_state": "IDLE"}


def test_one_attack_among_several_faces_is_what_shows() -> None:
    gate_state = GateState(["camera"], lambda: None)
    for track, name in ((1, "LIVE"), (2, "ATTACK"), (3, "CHECKING")):
        gate_state.on_event(GateEvent(EventKind.VERDICT, "camera", {"track": track, "state": name}))
    assert gate_state.cameras()["camera"]["state"] == "ATTACK"


def test_a_restarted_engine_leaves_nobody_standing_there() -> None:
    gate_state = GateState(["camera"], lambda: None)
    gate_state.on_event(GateEvent(EventKind.VERDICT, "camera", {"track": 1, "state": "LIVE"}))
    gate_state.on_event(GateEvent(EventKind.SYSTEM, "camera", {"what": "started"}))
    assert gate_state.cameras()["camera"]["state"] == "IDLE"


def test_a_fault_is_a_problem_until_that_part_works_again() -> None:
    gate_state = GateState(["camera"], lambda: None)
    problem = entity("_problem").value_template

    def shown(*faults: tuple[str, bool]) -> str:
        for part, ok in faults:
            body: dict[str, Any] = {"part": part, "ok": ok, "text": "…"}
            gate_state.on_event(GateEvent(EventKind.FAULT, "camera", body))
        return rendered(problem, json.dumps(gate_state.health()))

    assert shown() == "OFF"
    assert shown(("camera", False), ("audit", False)) == "ON"
    assert shown(("camera", True)) == "ON"
    assert shown(("audit", True)) == "OFF"


def test_the_same_part_of_two_cameras_is_two_faults() -> None:
    gate_state = GateState(["left", "right"], lambda: None)
    for camera in ("left", "right"):
        body = {"part": "source", "ok": False, "text": "unplugged"}
        gate_state.on_event(GateEvent(EventKind.FAULT, camera, body))
    gate_state.on_event(GateEvent(EventKind.FAULT, "left", {"part": "source", "ok": True}))
    assert gate_state.health() == {"ok": False, "faults": {"right": {"source": "unplugged"}}}
