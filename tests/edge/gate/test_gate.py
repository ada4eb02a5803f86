"""An acceptance is recorded before it is published; without a record the policy decides."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from edge.audit.log import audit_path, hold
from edge.capture.supervisor import SourceState
from edge.config import AuditConfig, Config, DecisionConfig, ModelsConfig, WatchedCamera
from edge.errors import OutputError
from edge.events.event import EventKind, GateEvent
from edge.gate.cameras import BLIND
from edge.gate.gate import Gate, _trust_at_a_door
from models.registry import Registry

PATIENCE = 20.0


class Ear:
    name = "ear"
    blocks_gate = False

    def __init__(self) -> None:
        self.heard: list[GateEvent] = []
        self.on_take: Callable[[GateEvent], None] = lambda _: None

    def on_event(self, event: GateEvent) -> None:
        self.on_take(event)
        self.heard.append(event)

    def close(self) -> None:
        pass

    def sessions(self) -> list[tuple[str, list[str]]]:
        found = [e.body for e in self.heard if e.kind is EventKind.SESSION]
        return [(body["decision"], body["reasons"]) for body in found]


@pytest.fixture
def open_gate(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., tuple[Gate, Ear]]]:
    monkeypatch.setenv("FACEVOUCH_STATE", str(tmp_path))
    opened: list[Gate] = []

    def make(**audit: object) -> tuple[Gate, Ear]:
        config = Config(
            audit=AuditConfig(**audit),  # type: ignore[arg-type]
            models=ModelsConfig(deepfake=None, threads=1),
            decision=DecisionConfig(uncalibrated="accept"),
        )
        gate = Gate(config, Registry.open(), source="pattern")
        gate.start()
        opened.append(gate)
        ear = Ear()
        gate.bus.subscribe(ear)
        return gate, ear

    yield make
    for gate in opened:
        assert gate.stop(PATIENCE) == []


def an_outcome(decision: str = "accepted") -> GateEvent:
    return GateEvent(
        EventKind.SESSION,
        "camera",
        {"decision": decision, "reasons": ["antispoof"], "much": "x" * 20_000},
    )


def fill_the_disk(gate: Gate) -> None:
    """The log's file may not grow any more; whatever is larger than a page does not fit."""
    assert gate.records.log is not None
    store = gate.records.log._store
    assert store is not None
    (pages,) = store.execute("PRAGMA page_count").fetchone()
    store.execute(f"PRAGMA max_page_count = {pages}")


def test_an_acceptance_is_in_the_log_before_any_other_subscriber_gets_it(
    open_gate: Callable[..., tuple[Gate, Ear]],
) -> None:
    gate, ear = open_gate(enabled=True)
    assert gate.records.log is not None
    before = gate.records.log.head()
    heads = []
    ear.on_take = lambda event: heads.append(gate.records.log.head())  # type: ignore[union-attr]
    assert gate.record(an_outcome())
    assert ear.sessions() == [("accepted", ["antispoof"])]
    assert before is not None
    assert heads[-1].seq > before.seq


@pytest.mark.parametrize(
    ("policy", "counts", "told"),
    [
        ("closed", False, ("refused", ["not_recorded"])),
        ("open", True, ("accepted", ["antispoof"])),
    ],
)
def test_a_full_disk_is_a_fault_and_the_policy_decides_about_acceptances(
    open_gate: Callable[..., tuple[Gate, Ear]],
    policy: str,
    counts: bool,
    told: tuple[str, list[str]],
) -> None:
    gate, ear = open_gate(enabled=True, when_full=policy)
    fill_the_disk(gate)
    assert gate.record(an_outcome()) is counts
    assert ear.sessions() == [told]
    faults = [e.body for e in ear.heard if e.kind is EventKind.FAULT]
    assert faults[0]["part"] == "audit"
    assert "full" in faults[0]["text"]


def test_a_refusal_is_published_even_if_it_cannot_be_recorded(
    open_gate: Callable[..., tuple[Gate, Ear]],
) -> None:
    gate, ear = open_gate(enabled=True)
    fill_the_disk(gate)
    gate.record(an_outcome("refused"))
    assert ear.sessions() == [("refused", ["antispoof"])]


def test_outcomes_count_without_a_configured_log(
    open_gate: Callable[..., tuple[Gate, Ear]],
) -> None:
    gate, ear = open_gate(enabled=False)
    assert gate.records.log is None
    assert gate.record(an_outcome())
    assert ear.sessions() == [("accepted", ["antispoof"])]


def test_a_log_that_cannot_even_be_opened_keeps_a_closed_gate_from_starting(
    open_gate: Callable[..., tuple[Gate, Ear]], tmp_path: Path
) -> None:
    (tmp_path / "audit").write_text("a file where a folder belongs")
    with pytest.raises(OutputError, match="audit"):
        open_gate(enabled=True, when_full="closed")
    gate, _ = open_gate(enabled=True, when_full="open")
    assert gate.record(an_outcome())


@pytest.mark.parametrize("listed", [False, True])
def test_a_gate_without_a_camera_waits_for_one_and_never_lets_the_demo_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, listed: bool
) -> None:
    monkeypatch.setenv("FACEVOUCH_STATE", str(tmp_path))
    monkeypatch.setattr("edge.gate.gate.list_cameras", list)
    cameras = (WatchedCamera(name="camera"),) if listed else ()
    models = ModelsConfig(antispoof=None, deepfake=None)
    gate = Gate(Config(cameras=cameras, models=models), Registry.open())
    gate.start()
    try:
        engine = gate.cameras.by_name["camera"].engine
        deadline = time.monotonic() + PATIENCE
        while (status := engine.stats().source) is None or status.state not in BLIND:
            assert time.monotonic() < deadline
            threading.Event().wait(0.02)
        assert "0" in status.message
        assert status.state is not SourceState.LOST
    finally:
        gate.stop(PATIENCE)


def test_a_camera_that_is_let_go_at_the_end_is_no_fault(
    open_gate: Callable[..., tuple[Gate, Ear]],
) -> None:
    gate, ear = open_gate()
    gate.stop(PATIENCE)
    assert [e.body for e in ear.heard if e.kind is EventKind.FAULT] == []


MODELLESS = Config(models=ModelsConfig(antispoof=None, deepfake=None, threads=1))


def a_gate(config: Config = MODELLESS) -> Gate:
    return Gate(config, Registry.open(), source="pattern")


def test_a_second_gate_on_one_state_folder_is_refused_and_the_first_goes_on(
    open_gate: Callable[..., tuple[Gate, Ear]], tmp_path: Path
) -> None:
    first, ear = open_gate(enabled=True)
    with pytest.raises(OutputError) as refused:
        a_gate()
    assert str(refused.value) == (
        f"another gate uses {tmp_path}; stop it, or set FACEVOUCH_STATE to another folder"
    )
    assert first.record(an_outcome())
    assert ear.sessions() == [("accepted", ["antispoof"])]
    first.stop(PATIENCE)
    a_gate().stop(PATIENCE)


def test_a_gate_in_another_process_counts_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FACEVOUCH_STATE", str(tmp_path))
    gate = a_gate()
    tried = subprocess.run(
        [sys.executable, "-m", "edge", "serve", "--source", "pattern", "--port", "0"],
        capture_output=True,
        text=True,
        check=False,
    )
    gate.stop(PATIENCE)
    assert tried.returncode != 0
    assert f"another gate uses {tmp_path}" in tried.stderr
    assert "Traceback" not in tried.stderr


@pytest.mark.parametrize("broken", ["log", "lines"])
def test_a_gate_that_could_not_be_opened_releases_folder_and_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    monkeypatch.setenv("FACEVOUCH_STATE", str(tmp_path))
    config = MODELLESS.model_copy(update={"audit": AuditConfig(enabled=True)})
    stray = tmp_path / ("audit" if broken == "log" else "elsewhere")
    stray.write_text("a file where a folder belongs")
    with pytest.raises(OutputError, match=stray.name):
        Gate(config, Registry.open(), source="pattern", lines=str(tmp_path / "elsewhere" / "lines"))
    stray.unlink()
    audit_path().parent.mkdir(exist_ok=True)
    os.close(hold(audit_path(), alone=True))  # nobody holds the log any more
    a_gate(config).stop(PATIENCE)


def test_a_state_folder_that_cannot_be_written_is_reported_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "state").write_text("a file where a folder belongs")
    monkeypatch.setenv("FACEVOUCH_STATE", str(tmp_path / "state"))
    with pytest.raises(OutputError, match=r"cannot write .*gate\.lock"):
        a_gate()


@pytest.mark.parametrize(
    ("relay", "asked", "holds"),
    [
        ({}, "auto", "auto"),
        ({"pin": 17}, "auto", "refuse"),
        ({"pin": 17}, "warn", "warn"),
        ({"pin": 17}, "off", "off"),
    ],
)
def test_a_gate_with_a_relay_refuses_an_unpinned_camera(
    relay: dict[str, object], asked: str, holds: str
) -> None:
    config = Config.model_validate({"relay": relay, "trust": {"pinned": asked}})
    assert _trust_at_a_door(config).pinned == holds
