"""All targets together: made from the configuration, over the death of our own process."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from gpiozero import Device
from gpiozero.pins.mock import MockFactory
from real_servers import Listener, Mosquitto, Nginx, Recorder, free_port, wait_for

from edge.config import Config
from edge.delivery.targets import Delivery
from edge.errors import ConfigError, MissingExtraError
from edge.events.bus import EventBus
from edge.events.event import EventKind, GateEvent

Verdicts = Callable[[int], list[GateEvent]]

GATE = """
import sys
from pathlib import Path
from edge.config import load_config
from edge.delivery.targets import Delivery
from edge.events.bus import EventBus
from edge.events.event import EventKind, GateEvent

bus = EventBus()
delivery = Delivery(load_config(Path(sys.argv[1])), Path(sys.argv[2]), publish=bus.publish)
for subscriber in delivery.subscribers():
    bus.subscribe(subscriber)
delivery.start()
for number in range(100_000):
    event = GateEvent(EventKind.VERDICT, "camera", {"track": number, "state": "LIVE"})
    assert bus.publish(event)
    print(event.id, flush=True)
"""
"""A gate that says which events it has taken, until somebody kills it."""


def configuration(broker: int, endpoint: int, **sections: object) -> Config:
    quick = {"retry_first_s": 0.02, "retry_max_s": 0.1}
    return Config.model_validate(
        {
            "session": {"name": "door"},
            "mqtt": {"host": "127.0.0.1", "port": broker, **quick},
            "webhook": {"url": f"http://127.0.0.1:{endpoint}/", **quick},
            **sections,
        }
    )


def test_a_gate_that_is_killed_repeatedly_loses_no_stored_event(
    broker: Mosquitto, listener: Listener, recorder: Recorder, tmp_path: Path
) -> None:
    settings = tmp_path / "facevouch.toml"
    settings.write_text(
        f'[session]\nname = "door"\n[mqtt]\nhost = "127.0.0.1"\nport = {broker.port}\n'
        f'[webhook]\nurl = "http://127.0.0.1:{recorder.port}/"\n'
    )
    state = tmp_path / "state"
    taken: list[str] = []
    for lives in (30, 45):
        with subprocess.Popen(
            [sys.executable, "-c", GATE, str(settings), str(state)],
            stdout=subprocess.PIPE,
            text=True,
        ) as gate:
            assert gate.stdout is not None
            taken += [gate.stdout.readline().strip() for _ in range(lives)]
            gate.send_signal(signal.SIGKILL)
            taken += [line.strip() for line in gate.stdout if len(line) == 33]
    delivery = Delivery(configuration(broker.port, recorder.port), state)
    delivery.start()
    wait_for(lambda: all(t["waiting"] == 0 for t in delivery.health().values()), "the rest")
    assert delivery.stop(10) == []
    wait_for(lambda: set(taken) <= set(listener.ids()), "the broker's last event")
    for arrived in (listener.ids(), recorder.ids()):
        # an event may have been taken and not said so when the gate was killed
        assert [one for one in arrived if one in set(taken)] == taken


def test_each_target_gets_everything_while_the_other_is_away(
    broker: Mosquitto,
    listener: Listener,
    recorder: Recorder,
    make_nginx: Callable[..., Nginx],
    tmp_path: Path,
    verdicts: Verdicts,
) -> None:
    nginx, events, bus = make_nginx(recorder.port), verdicts(60), EventBus()
    delivery = Delivery(configuration(broker.port, nginx.port), tmp_path, publish=bus.publish)
    for subscriber in delivery.subscribers():
        bus.subscribe(subscriber)
    delivery.start()
    for number, event in enumerate(events):
        if number == 15:
            nginx.kill()
        if number == 30:
            broker.kill()
        if number == 40:
            nginx.start()
        if number == 50:
            listener.subscribed.clear()
            broker.start()
        assert bus.publish(event)
    wanted = [event.id for event in events]
    wait_for(lambda: len(listener.ids()) == 60, "the broker's events")
    wait_for(lambda: set(wanted) <= set(recorder.ids()), "the endpoint's events")
    assert listener.ids() == wanted
    assert [one for one in recorder.ids() if one in set(wanted)] == wanted
    assert delivery.stop(10) == []
    bus.close()


def test_faults_of_a_target_reach_the_other_targets(
    broker: Mosquitto, listener: Listener, tmp_path: Path, verdicts: Verdicts
) -> None:
    bus = EventBus()
    delivery = Delivery(configuration(broker.port, free_port()), tmp_path, publish=bus.publish)
    for subscriber in delivery.subscribers():
        bus.subscribe(subscriber)
    delivery.start()
    bus.publish(verdicts(1)[0])
    wait_for(lambda: listener.ids("/fault"), "the fault on the broker")
    texts = [text for topic, text, _ in listener.heard if topic.endswith("/fault")]
    assert json.loads(texts[0])["body"]["part"] == "webhook"
    wait_for(lambda: '"ok": false' in str(listener.last("facevouch/door/health")), "the state")
    health = delivery.health()
    assert health["mqtt"]["ok"] is True
    assert health["webhook"]["ok"] is False
    assert health["webhook"]["waiting"] >= 1
    assert health["mqtt"]["last_success"]
    assert json.dumps(health)
    assert delivery.stop(10) == []


def test_waiting_events_are_delivered_before_a_clean_stop(
    broker: Mosquitto, listener: Listener, recorder: Recorder, tmp_path: Path, verdicts: Verdicts
) -> None:
    delivery = Delivery(configuration(broker.port, recorder.port), tmp_path)
    assert delivery.outbox is not None
    events = verdicts(20)
    delivery.start()
    for event in events:
        delivery.outbox.on_event(event)
    assert delivery.stop(60) == []
    wait_for(lambda: len(listener.ids()) == 20, "all on the broker")
    assert recorder.ids() == [event.id for event in events]


def test_no_target_is_created_without_a_configured_one(tmp_path: Path) -> None:
    delivery = Delivery(Config(), tmp_path)
    delivery.start()
    assert delivery.subscribers() == []
    assert delivery.health() == {}
    assert delivery.stop(1) == []
    assert list(tmp_path.iterdir()) == []


def test_durable_subscribers_come_first_and_the_relay_last(tmp_path: Path) -> None:
    Device.pin_factory = MockFactory()
    config = configuration(free_port(), free_port(), relay={"pin": 17})
    delivery = Delivery(config, tmp_path, lines=str(tmp_path / "events.jsonl"))
    names = [subscriber.name for subscriber in delivery.subscribers()]
    assert names == ["outbox", "lines", "state", "relay"]
    assert delivery.health()["relay"]["open"] is False
    assert delivery.stop(5) == []
    Device.pin_factory.close()
    Device.pin_factory = None


@pytest.mark.parametrize(
    ("module", "section", "extra"),
    [
        ("paho.mqtt.client", {"mqtt": {"host": "127.0.0.1"}}, "serve"),
        ("httpx", {"webhook": {"url": "http://127.0.0.1/"}}, "serve"),
        ("gpiozero", {"relay": {"pin": 4}}, "gpio"),
    ],
)
def test_a_missing_library_is_named_with_its_extra(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    module: str,
    section: dict[str, object],
    extra: str,
) -> None:
    for ours in ("mqtt", "mqtt_connection", "webhook", "webhook_endpoint"):
        monkeypatch.delitem(sys.modules, f"edge.delivery.{ours}", raising=False)
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(MissingExtraError, match=rf"facevouch\[{extra}\]"):
        Delivery(Config.model_validate(section), tmp_path)


def test_a_wrong_setting_leaves_nothing_open(tmp_path: Path) -> None:
    config = configuration(free_port(), free_port())
    broken = config.model_copy(
        update={"webhook": config.webhook.model_copy(update={"secret_file": "/nonexistent"})}
    )
    with pytest.raises(ConfigError, match=r"webhook\.secret_file"):
        Delivery(broken, tmp_path)
    delivery = Delivery(config, tmp_path)  # the queue is not held by the one that failed
    assert delivery.stop(5) == []


def test_a_damaged_queue_is_reported_when_delivery_begins(
    tmp_path: Path, recorder: Recorder
) -> None:
    (tmp_path / "outbox.sqlite").write_bytes(b"rubbish" * 1000)
    told: list[GateEvent] = []
    config = Config.model_validate({"webhook": {"url": f"http://127.0.0.1:{recorder.port}/"}})
    delivery = Delivery(config, tmp_path, publish=told.append)
    delivery.start()
    wait_for(lambda: len(told) == 2, "the fault")
    assert [(event.kind, event.body["part"], event.body["ok"]) for event in told] == [
        (EventKind.FAULT, "outbox", False),
        (EventKind.FAULT, "outbox", True),
    ]
    assert "damaged" in told[0].body["text"]
    assert delivery.stop(5) == []
