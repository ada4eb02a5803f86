"""`facevouch deliver`, typed as an integrator would."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from gpiozero import Device
from gpiozero.pins.mock import MockFactory
from real_servers import Recorder, free_port

from edge.cli import main
from edge.config import OutboxConfig
from edge.delivery.outbox import Outbox
from edge.delivery.targets import OUTBOX_FILE
from edge.events.event import EventKind, GateEvent


@pytest.fixture
def recorder() -> Iterator[Recorder]:
    recorder = Recorder()
    yield recorder
    recorder.close()


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    return tmp_path / "facevouch.toml"


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FACEVOUCH_STATE", str(tmp_path / "state"))
    (tmp_path / "state").mkdir()
    return tmp_path / "state"


def test_each_target_says_whether_it_took_the_event(
    settings: Path, recorder: Recorder, state: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.write_text(
        f'[webhook]\nurl = "http://127.0.0.1:{recorder.port}/"\n'
        f'[mqtt]\nhost = "127.0.0.1"\nport = {free_port()}\n'
    )
    assert main(["deliver", "test", "--config", str(settings)]) == 1
    said = capsys.readouterr().out.splitlines()
    assert said[0].startswith("mqtt     failed: the broker 127.0.0.1")
    assert said[1].startswith("webhook  took event ")
    (_, body), *others = recorder.requests
    assert json.loads(body)["body"]["what"] == "test"
    assert not others
    assert list(state.iterdir()) == []


def test_a_test_that_all_took_is_a_success(settings: Path, recorder: Recorder) -> None:
    settings.write_text(f'[webhook]\nurl = "http://127.0.0.1:{recorder.port}/"\n')
    assert main(["deliver", "test", "--config", str(settings)]) == 0


def test_the_door_is_opened_only_when_asked_for(
    settings: Path, recorder: Recorder, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.write_text(
        f'[webhook]\nurl = "http://127.0.0.1:{recorder.port}/"\n[relay]\npin = 17\nopen_s = 0.01\n'
    )
    pins = MockFactory()
    Device.pin_factory = pins
    try:
        assert main(["deliver", "test", "--config", str(settings)]) == 0
        assert "relay" not in capsys.readouterr().out
        assert not pins.pins
        assert main(["deliver", "test", "--relay", "--config", str(settings)]) == 0
        assert "closed on pin 17" in capsys.readouterr().out
        assert [bool(s.state) for s in pins.pin(17).states][-2:] == [True, False]
    finally:
        pins.close()
        Device.pin_factory = None


def test_nothing_configured_is_one_line_and_status_2(
    settings: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.write_text("")
    assert main(["deliver", "test", "--config", str(settings)]) == 2
    assert "no target to test" in capsys.readouterr().err


def test_events_that_an_endpoint_refused_are_shown_with_the_reason(
    state: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    outbox = Outbox(state / OUTBOX_FILE, OutboxConfig(), ("webhook",))
    events = [GateEvent(EventKind.VERDICT, "camera", {"track": n}) for n in range(2)]
    for event in events:
        outbox.on_event(event)
    outbox.set_aside("webhook", 1, "answers 400")
    assert main(["deliver", "refused"]) == 2
    assert "a running gate uses the queue" in capsys.readouterr().err
    outbox.close()
    assert main(["deliver", "refused"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown == {
        "target": "webhook",
        "why": "answers 400",
        "event": json.loads(events[0].to_json()),
    }
    again = Outbox(state / OUTBOX_FILE, OutboxConfig(), ("webhook",))
    assert again.arrears("webhook").waiting == 1  # looking changed nothing
    again.close()


def test_refused_events_can_be_listed_with_the_gates_configuration(
    state: Path, settings: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Outbox(state / OUTBOX_FILE, OutboxConfig(), ("webhook",)).close()
    settings.write_text("")
    assert main(["deliver", "refused", "--config", str(settings)]) == 0
    settings.write_text("nonsense = 1")
    assert main(["deliver", "refused", "--config", str(settings)]) == 2
    assert "nonsense" in capsys.readouterr().err


def test_no_queue_is_one_line_and_status_2(state: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["deliver", "refused"]) == 2
    assert "there is no queue" in capsys.readouterr().err
