"""Home Assistant's discovery message, which adds a gate to it automatically.

One message for the whole device, on `<prefix>/device/<id>/config` (Home Assistant 2024.11 and
later; https://www.home-assistant.io/integrations/mqtt/#device-discovery-payload).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from edge import __version__
from edge.delivery.mqtt_topics import Topics, plain
from edge.events.event import EventKind
from edge.events.outcome import Decision
from edge.events.state import IDLE, STATES
from edge.types import SourceKind

FRESH_S = 30
"""Seconds; an automation must ignore an acceptance that arrives later than this."""
SEEN = tuple(kind.value for kind in (SourceKind.CAMERA, SourceKind.STREAM, SourceKind.PIPELINE))
"""Kinds of source that may show a person who is present."""
ACCEPTED_FOR_S = 5
"""Seconds for which the acceptance is shown."""


def topic(prefix: str, gate: str) -> str:
    """The topic of the gate's discovery message."""
    return f"{prefix.strip('/')}/device/facevouch_{plain(gate)}/config"


def payload(topics: Topics, gate: str, cameras: Sequence[str]) -> dict[str, Any]:
    """The device with its entities: two for the gate, three for each camera."""
    unique = f"facevouch_{plain(gate)}"
    components: dict[str, Any] = {f"{unique}_problem": _problem(topics, unique)}
    for camera in cameras:
        components |= _of_camera(topics, unique, camera, alone=len(cameras) == 1)
    return {
        "device": {
            "identifiers": [unique],
            "name": gate,
            "manufacturer": "facevouch",
            "model": "Liveness gate",
            "sw_version": __version__,
        },
        "origin": {"name": "facevouch", "sw_version": __version__},
        "availability_topic": topics.status,
        "qos": 1,
        "components": components,
    }


def _problem(topics: Topics, unique: str) -> dict[str, Any]:
    return {
        "platform": "binary_sensor",
        "unique_id": f"{unique}_problem",
        "name": "Problem",
        "device_class": "problem",
        "entity_category": "diagnostic",
        "state_topic": topics.health,
        "value_template": "{{ 'OFF' if value_json.ok else 'ON' }}",
        "json_attributes_topic": topics.health,
    }


def _of_camera(topics: Topics, unique: str, camera: str, *, alone: bool) -> dict[str, Any]:
    root = f"{unique}_{plain(camera)}"
    before = "" if alone else f"{camera} "
    # an automation must open no door on an acceptance that was queued, nor on one of a clip or demo
    accepted = (
        f"{{{{ 'ON' if value_json.body.decision == '{Decision.ACCEPTED.value}' and "
        f"value_json.body.source_kind in {list(SEEN)} and "
        f"(now() - as_datetime(value_json.at)).total_seconds() < {FRESH_S} else 'OFF' }}}}"
    )
    return {
        f"{root}_accepted": {
            "platform": "binary_sensor",
            "unique_id": f"{root}_accepted",
            "name": f"{before}accepted".capitalize(),
            "icon": "mdi:account-check",
            "state_topic": topics.event(camera, EventKind.SESSION),
            "value_template": accepted,
            "off_delay": ACCEPTED_FOR_S,
        },
        f"{root}_occupancy": {
            "platform": "binary_sensor",
            "unique_id": f"{root}_occupancy",
            "name": f"{before}occupancy".capitalize(),
            "device_class": "occupancy",
            "state_topic": topics.state(camera),
            "value_template": "{{ 'ON' if value_json.faces > 0 else 'OFF' }}",
        },
        f"{root}_state": {
            "platform": "sensor",
            "unique_id": f"{root}_state",
            "name": f"{before}state".capitalize(),
            "device_class": "enum",
            "options": list(STATES),
            "icon": "mdi:face-recognition",
            "state_topic": topics.state(camera),
            "value_template": f"{{{{ value_json.state | default('{IDLE}') }}}}",
            "json_attributes_topic": topics.state(camera),
        },
    }
