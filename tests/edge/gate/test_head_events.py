"""The signed head of the audit log is sent as an event and reveals a truncated log."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from edge.audit.head import Head
from edge.audit.log import AuditLog
from edge.config import AuditConfig, Config, ModelsConfig
from edge.events.event import EventKind, GateEvent
from edge.gate.gate import Gate
from edge.gate.head_events import WHAT, HeadEvents
from edge.security.keys import KioskKey
from models.registry import Registry

KEY = KioskKey.generate()


@pytest.fixture
def audit(tmp_path: Path) -> Iterator[AuditLog]:
    log = AuditLog(tmp_path / "audit" / "audit.sqlite", KEY)
    yield log
    log.close()


def test_event_holds_the_newest_head_in_the_form_that_verify_reads(audit: AuditLog) -> None:
    sent: list[GateEvent] = []
    audit.on_event(GateEvent(EventKind.VERDICT, "door", {"number": 1}))
    HeadEvents(audit, sent.append, 60.0).tell()
    (event,) = sent
    assert (event.kind, event.body["what"]) == (EventKind.SYSTEM, WHAT)
    read = Head.from_json(json.dumps(dict(event.body)))
    newest = audit.head()
    assert newest is not None
    assert (read.seq, read.digest) == (newest.seq, newest.digest)
    assert read.signed_by(KEY.public_pem)


def test_head_is_sent_again_and_again_until_it_is_stopped(audit: AuditLog) -> None:
    sent: list[GateEvent] = []
    thrice = threading.Event()

    def publish(event: GateEvent) -> None:
        sent.append(event)
        if len(sent) == 3:
            thrice.set()

    heads = HeadEvents(audit, publish, 0.01)
    heads.start()
    assert thrice.wait(20)
    assert heads.stop(20) == []


def test_log_that_cannot_be_read_sends_nothing_and_ends_nothing(
    audit: AuditLog, caplog: pytest.LogCaptureFixture
) -> None:
    sent: list[GateEvent] = []
    audit.close()
    HeadEvents(audit, sent.append, 60.0).tell()
    assert sent == []
    assert "head could not be sent" in caplog.text


@pytest.mark.parametrize(
    ("settings", "tells"),
    [
        ({"enabled": True}, True),
        ({"enabled": True, "head_hours": 0}, False),
        ({"enabled": False}, False),
    ],
)
def test_gate_tells_of_it_where_there_is_a_log_and_the_settings_say_so(
    settings: dict[str, object], tells: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FACEVOUCH_STATE", str(tmp_path))
    config = Config(
        audit=AuditConfig(**settings),  # type: ignore[arg-type]
        models=ModelsConfig(deepfake=None, threads=1),
    )
    gate = Gate(config, Registry.open(), source="pattern")
    try:
        assert (gate._heads is not None) is tells
    finally:
        gate.stop()
