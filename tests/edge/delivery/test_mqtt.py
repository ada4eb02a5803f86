"""Events on a real broker: at least once and in order, also when broker or gate restart."""

from __future__ import annotations

import json
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from needs import path_of
from real_servers import Listener, Mosquitto, free_port, wait_for

from edge.config import MqttConfig
from edge.delivery.mqtt import MqttSender
from edge.delivery.mqtt_connection import Connection, Publication
from edge.delivery.outbox import Outbox
from edge.errors import ConfigError
from edge.events.event import EventKind, GateEvent

Verdicts = Callable[[int], list[GateEvent]]
MakeSender = Callable[..., MqttSender]


@pytest.fixture
def told() -> list[GateEvent]:
    return []


@pytest.fixture
def make_sender(told: list[GateEvent]) -> Iterator[MakeSender]:
    made: list[MqttSender] = []

    def make(outbox: Outbox, port: int, *, gate: str = "door", **settings: object) -> MqttSender:
        quick = {"retry_first_s": 0.02, "retry_max_s": 0.1, "timeout_s": 20.0}
        config = MqttConfig.model_validate({"host": "127.0.0.1", "port": port, **quick, **settings})
        made.append(MqttSender(outbox, config, gate, publish=told.append))
        made[-1].start()
        return made[-1]

    yield make
    for sender in made:
        assert sender.stop(10) == []


def ids(events: list[GateEvent]) -> list[str]:
    return [event.id for event in events]


@pytest.mark.parametrize("protocol", ["5", "3.1.1"])
def test_events_arrive_in_order_on_the_topics_of_gate_camera_and_kind(
    make_outbox: Callable[..., Outbox],
    make_sender: MakeSender,
    broker: Mosquitto,
    listener: Listener,
    verdicts: Verdicts,
    protocol: str,
) -> None:
    outbox, events = make_outbox("mqtt"), verdicts(40)
    session = GateEvent(EventKind.SESSION, "camera", {"decision": "accepted"})
    make_sender(outbox, broker.port, protocol=protocol)
    for event in [*events, session]:
        outbox.on_event(event)
    wait_for(lambda: listener.ids("/session"), "the session")
    assert listener.ids() == ids(events)
    topic, text, retained = next(m for m in listener.heard if m[0].endswith("/verdict"))
    assert topic == "facevouch/door/camera/verdict"
    assert json.loads(text) == json.loads(events[0].to_json()) | {"gate": "door"}
    assert not retained
    wait_for(lambda: outbox.next("mqtt") is None, "the last acknowledgement")


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_a_broker_that_dies_in_mid_run_costs_no_event_and_no_order(
    make_outbox: Callable[..., Outbox],
    make_sender: MakeSender,
    broker: Mosquitto,
    listener: Listener,
    verdicts: Verdicts,
    told: list[GateEvent],
    how: int,
) -> None:
    outbox, events = make_outbox("mqtt"), verdicts(150)
    sender = make_sender(outbox, broker.port)
    for event in events[:50]:
        outbox.on_event(event)
    wait_for(lambda: listener.ids(), "the first event")
    broker.kill(how)
    for event in events[50:100]:
        outbox.on_event(event)
    wait_for(lambda: sender.health()["ok"] is False, "the sender to notice")
    assert sender.health()["waiting"] >= 50
    listener.subscribed.clear()
    broker.start()
    for event in events[100:]:
        outbox.on_event(event)
    wait_for(lambda: len(listener.ids()) == 150, "all events")
    assert listener.ids() == ids(events)
    wait_for(lambda: sender.health()["waiting"] == 0, "the queue to empty")
    assert sender.health()["ok"] is True
    faults = [(event.body["part"], event.body["ok"]) for event in told]
    assert faults[0] == ("mqtt", False)
    assert faults[-1] == ("mqtt", True)


def test_a_broker_that_cannot_be_reached_is_tried_again(
    make_outbox: Callable[..., Outbox],
    make_sender: MakeSender,
    make_broker: Callable[..., Mosquitto],
    verdicts: Verdicts,
) -> None:
    outbox, events = make_outbox("mqtt"), verdicts(3)
    broker = make_broker()
    listener = Listener(broker.port)
    broker.kill(signal.SIGTERM)
    sender = make_sender(outbox, broker.port)
    for event in events:
        outbox.on_event(event)
    wait_for(lambda: sender.health()["ok"] is False, "the failure")
    assert "cannot be reached" in sender.health()["last_error"]
    broker.start()
    wait_for(lambda: len(listener.ids()) == 3, "all events")
    listener.close()


def test_status_is_retained_and_the_last_will_says_when_a_gate_died(
    make_outbox: Callable[..., Outbox],
    make_sender: MakeSender,
    broker: Mosquitto,
    listener: Listener,
) -> None:
    status = "facevouch/door/status"
    sender = make_sender(make_outbox("mqtt"), broker.port)
    wait_for(lambda: listener.last(status) == "online", "online")
    sender.interrupt()  # the link is cut without a good-bye
    wait_for(lambda: said(listener, status)[-2:] == ("offline", "online"), "offline, then online")
    assert sender.stop(10) == []
    wait_for(lambda: listener.last(status) == "offline", "offline at the end")
    late = Listener(broker.port, status, "late")
    wait_for(lambda: late.heard, "the retained status")
    assert late.heard == [(status, "offline", True)]
    late.close()


def said(listener: Listener, topic: str) -> tuple[str, ...]:
    return tuple(text for where, text, _ in listener.heard if where == topic)


def test_the_present_state_is_retained_and_waits_in_no_queue(
    make_outbox: Callable[..., Outbox],
    make_sender: MakeSender,
    broker: Mosquitto,
    listener: Listener,
) -> None:
    state = "facevouch/door/camera/state"
    sender = make_sender(make_outbox("mqtt"), broker.port)
    wait_for(lambda: listener.last(state), "the first state")
    assert json.loads(str(listener.last(state)))["state"] == "IDLE"
    for track, name in ((1, "CHECKING"), (1, "LIVE"), (2, "ATTACK")):
        sender.state.on_event(
            GateEvent(EventKind.VERDICT, "camera", {"track": track, "state": name})
        )
    wait_for(lambda: '"ATTACK"' in str(listener.last(state)), "the attack")
    assert json.loads(str(listener.last(state)))["faces"] == 2
    sender.state.on_event(GateEvent(EventKind.VERDICT, "camera", {"track": 2, "state": "GONE"}))
    wait_for(lambda: '"LIVE"' in str(listener.last(state)), "the one who is left")
    sender.state.on_event(
        GateEvent(EventKind.FAULT, "camera", {"part": "source", "ok": False, "text": "unplugged"})
    )
    health = "facevouch/door/health"
    wait_for(lambda: "unplugged" in str(listener.last(health)), "the fault")
    assert json.loads(str(listener.last(health))) == {
        "ok": False,
        "faults": {"camera": {"source": "unplugged"}},
    }


def test_a_state_that_changes_while_the_last_is_sent_is_not_forgotten(
    make_outbox: Callable[..., Outbox],
    make_sender: MakeSender,
    broker: Mosquitto,
    listener: Listener,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made: list[MqttSender] = []
    send = Connection.send

    def interrupted(
        self: Connection, messages: list[Publication], done: Callable[..., None]
    ) -> None:
        if any(m.topic.endswith("/state") and '"CHECKING"' in m.payload for m in messages):
            made[0].state.on_event(
                GateEvent(EventKind.VERDICT, "camera", {"track": 1, "state": "LIVE"})
            )
        send(self, messages, done)

    monkeypatch.setattr(Connection, "send", interrupted)
    made.append(make_sender(make_outbox("mqtt"), broker.port, keepalive_s=3600))
    wait_for(lambda: listener.last("facevouch/door/camera/state"), "the first state")
    made[0].state.on_event(
        GateEvent(EventKind.VERDICT, "camera", {"track": 1, "state": "CHECKING"})
    )
    wait_for(lambda: '"LIVE"' in str(listener.last("facevouch/door/camera/state")), "the change")


def test_a_user_name_and_a_password_are_used_and_a_wrong_one_is_reported(
    make_outbox: Callable[..., Outbox],
    make_sender: MakeSender,
    make_broker: Callable[..., Mosquitto],
    tmp_path: Path,
) -> None:
    users, right, wrong = (tmp_path / name for name in ("users", "right", "wrong"))
    right.write_text("open sesame\n")
    wrong.write_text("closed\n")
    users.write_text("gate:open sesame\n")
    subprocess.run([path_of("mosquitto_passwd"), "-U", str(users)], check=True, timeout=60)
    users.chmod(0o644)
    broker = make_broker("allow_anonymous false", f"password_file {users}")
    outbox = make_outbox("mqtt")
    refused = make_sender(outbox, broker.port, gate="a", username="gate", password_file=str(wrong))
    wait_for(lambda: refused.health()["ok"] is False, "the refusal")
    assert "refuses the connection: Not authorized" in refused.health()["last_error"]
    taken = make_sender(outbox, broker.port, gate="b", username="gate", password_file=str(right))
    wait_for(lambda: taken.health()["last_success"], "the welcome")


def test_an_event_that_may_not_be_published_waits_and_is_reported(
    make_outbox: Callable[..., Outbox],
    make_sender: MakeSender,
    make_broker: Callable[..., Mosquitto],
    verdicts: Verdicts,
    tmp_path: Path,
) -> None:
    acl = tmp_path / "acl"
    acl.write_text("topic write facevouch/door/status\ntopic write facevouch/door/health\n")
    broker = make_broker("allow_anonymous true", f"acl_file {acl}")
    outbox = make_outbox("mqtt")
    outbox.on_event(verdicts(1)[0])
    sender = make_sender(outbox, broker.port, discovery="")
    wait_for(lambda: sender.health()["ok"] is False, "the refusal")
    assert "which topics this user may publish to" in sender.health()["last_error"]
    assert sender.health()["waiting"] == 1


def test_two_gates_of_one_name_are_reported(
    make_outbox: Callable[..., Outbox],
    make_sender: MakeSender,
    broker: Mosquitto,
    tmp_path: Path,
) -> None:
    first = make_sender(make_outbox("mqtt"), broker.port)
    wait_for(lambda: first.health()["last_success"], "the first")
    make_sender(make_outbox("mqtt", path=tmp_path / "other.sqlite"), broker.port)
    wait_for(
        lambda: "another gate is called door" in str(first.health()["last_error"]),
        "the explanation",
    )


def test_tls_is_verified_against_the_authority_that_is_named(
    make_outbox: Callable[..., Outbox],
    make_sender: MakeSender,
    make_broker: Callable[..., Mosquitto],
    certificates: Callable[[str], tuple[Path, Path]],
    verdicts: Verdicts,
) -> None:
    certificate, key = certificates("127.0.0.1")
    stranger, _ = certificates("127.0.0.1")
    broker = make_broker(f"certfile {certificate}", f"keyfile {key}", "allow_anonymous true")
    outbox = make_outbox("mqtt")
    outbox.on_event(verdicts(1)[0])
    wary = make_sender(outbox, broker.port, gate="a", tls_ca=str(stranger))
    wait_for(lambda: wary.health()["ok"] is False, "the refusal")
    assert "certificate" in wary.health()["last_error"].lower()
    assert wary.health()["waiting"] == 1
    trusting = make_sender(outbox, broker.port, gate="b", tls_ca=str(certificate))
    wait_for(lambda: trusting.health()["last_success"], "the connection")


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"password_file": "/nonexistent"}, "mqtt.username"),
        ({"username": "gate", "password_file": "/nonexistent"}, "mqtt.password_file"),
        ({"tls_ca": "/nonexistent"}, "mqtt.tls_ca"),
    ],
)
def test_unusable_settings_are_refused_at_the_start_by_key(
    make_outbox: Callable[..., Outbox], settings: dict[str, str], says: str
) -> None:
    config = MqttConfig.model_validate({"host": "127.0.0.1", **settings})
    with pytest.raises(ConfigError, match=says):
        MqttSender(make_outbox("mqtt"), config, "door")


@pytest.mark.parametrize(
    ("host", "warned"), [("127.0.0.1", False), ("localhost", False), ("broker.example", True)]
)
def test_an_unencrypted_connection_is_logged(
    make_outbox: Callable[..., Outbox], host: str, warned: bool, caplog: pytest.LogCaptureFixture
) -> None:
    MqttSender(make_outbox("mqtt"), MqttConfig(host=host), "door")
    assert ("not encrypted" in caplog.text) is warned


def test_stopping_does_not_wait_for_a_broker_that_is_away(
    make_outbox: Callable[..., Outbox], verdicts: Verdicts
) -> None:
    outbox = make_outbox("mqtt")
    outbox.on_event(verdicts(1)[0])
    config = MqttConfig(host="127.0.0.1", port=free_port(), retry_first_s=600, retry_max_s=600)
    sender = MqttSender(outbox, config, "door")
    sender.start()
    wait_for(lambda: sender.health()["ok"] is False, "the failure")
    assert sender.stop(10) == []
    assert outbox.arrears("mqtt").waiting == 1


def test_a_broker_that_hangs_is_disconnected_and_gets_all_events_later(
    make_outbox: Callable[..., Outbox],
    make_sender: MakeSender,
    broker: Mosquitto,
    listener: Listener,
    verdicts: Verdicts,
) -> None:
    outbox, events = make_outbox("mqtt"), verdicts(40)
    sender = make_sender(outbox, broker.port, timeout_s=0.5)
    for event in events[:20]:
        outbox.on_event(event)
    wait_for(lambda: listener.ids(), "the first event")
    broker.freeze()
    for event in events[20:]:
        outbox.on_event(event)
    wait_for(lambda: sender.health()["ok"] is False, "the sender to lose patience")
    broker.thaw()
    wait_for(lambda: len(listener.ids()) == 40, "all events")
    assert listener.ids() == ids(events)
    wait_for(lambda: sender.health()["waiting"] == 0, "the queue to empty")
    wait_for(lambda: listener.last("facevouch/door/status") == "online", "the gate to be back")
