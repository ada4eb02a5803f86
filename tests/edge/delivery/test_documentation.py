"""docs/integration.md is correct: its examples are events, its snippet verifies signatures."""

from __future__ import annotations

import base64
import json
import re
import time
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from edge.config import Config
from edge.delivery.mqtt_topics import Topics
from edge.delivery.webhook import NOT_THE_EVENTS_FAULT
from edge.delivery.webhook_endpoint import key_of, signed
from edge.events.event import EventKind, GateEvent, payload

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "integration.md").read_text()
SECRET = "whsec_" + base64.b64encode(b"twenty-four bytes of key").decode()


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)


def test_every_kind_of_event_has_a_valid_example() -> None:
    examples = [json.loads(block) for block in blocks("json")]
    for example in examples:
        event = GateEvent.from_json(json.dumps(example))
        assert json.loads(payload(event, example["gate"])) == example
    assert {example["kind"] for example in examples} == {kind.value for kind in EventKind}


def test_the_configuration_in_the_documentation_is_valid() -> None:
    (block,) = blocks("toml")
    config = Config.model_validate(tomllib.loads(block))
    assert config.mqtt.host
    assert config.webhook.url
    assert config.relay.pin is not None


def test_the_documented_topics_are_the_codes() -> None:
    topics = Topics("facevouch", "GATE")
    events = [topics.event("CAMERA", kind) for kind in EventKind]
    ours = {topics.status, topics.health, topics.state("CAMERA"), *events}
    table = set(re.findall(r"^\| `(facevouch/[^`]+)` \|", PAGE, re.MULTILINE))
    assert {t.replace("<gate>", "GATE").replace("<camera>", "CAMERA") for t in table} == ours


def test_the_documented_answers_that_make_an_event_wait_are_the_codes() -> None:
    row = next(line for line in PAGE.splitlines() if line.startswith("| none, 3xx"))
    assert {int(n) for n in re.findall(r"\b4\d\d\b", row)} == NOT_THE_EVENTS_FAULT


@pytest.fixture
def verified() -> Callable[..., bool]:
    """The snippet, run as it stands."""
    (snippet,) = blocks("python")
    names: dict[str, Any] = {}
    exec(compile(snippet, "integration.md", "exec"), names)
    function: Callable[..., bool] = names["verified"]
    return function


def test_the_snippet_accepts_what_the_gate_signs(verified: Callable[..., bool]) -> None:
    headers = signed(key_of(SECRET), "an-id", int(time.time()), b'{"a":1}')
    assert verified(headers, b'{"a":1}', SECRET)
    two_keys = headers | {"webhook-signature": "v1,AAAA " + headers["webhook-signature"]}
    assert verified(two_keys, b'{"a":1}', SECRET)


@pytest.mark.parametrize(
    ("changed", "body", "secret"),
    [
        ({}, b'{"a":2}', SECRET),
        ({"webhook-id": "another"}, b'{"a":1}', SECRET),
        ({"webhook-timestamp": str(int(time.time()) - 1)}, b'{"a":1}', SECRET),
        ({"webhook-timestamp": "soon"}, b'{"a":1}', SECRET),
        ({"webhook-signature": "v1,"}, b'{"a":1}', SECRET),
        ({}, b'{"a":1}', "whsec_" + base64.b64encode(b"another key, as long as it").decode()),
    ],
    ids=["body", "id", "time", "no time", "signature", "key"],
)
def test_the_snippet_refuses_a_changed_request(
    verified: Callable[..., bool], changed: dict[str, str], body: bytes, secret: str
) -> None:
    headers = signed(key_of(SECRET), "an-id", int(time.time()), b'{"a":1}')
    assert not verified(headers | changed, body, secret)


def test_the_snippet_refuses_a_replayed_request(verified: Callable[..., bool]) -> None:
    headers = signed(key_of(SECRET), "an-id", int(time.time()) - 301, b"{}")
    assert not verified(headers, b"{}", SECRET)
    assert not verified({}, b"{}", SECRET)
