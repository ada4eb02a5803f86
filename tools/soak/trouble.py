"""Faults of the machine: a replaced model file, a step of the clock, a full disk."""

from __future__ import annotations

import resource
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path

from edge.events import event as events
from edge.events.event import EventKind, GateEvent
from edge.gate.gate import Gate
from models.registry import Registry
from tools.soak.witness import Witness

PATIENCE_S = 10.0
"""Time limit for a fault to appear in the status, and to end."""

FULL_BYTES = 4096
"""Largest file size while the disk counts as full."""

STEPS = (timedelta(days=400), timedelta(days=-400))
"""Steps of the wall clock."""


@dataclass(slots=True)
class Troubles:
    """done: faults caused. broken: expected reactions of the gate that did not happen."""

    done: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    def expect(self, what: str, holds: Callable[[], bool]) -> None:
        deadline = time.monotonic() + PATIENCE_S
        while not holds():
            if time.monotonic() > deadline:
                self.broken.append(what)
                return
            time.sleep(0.05)


def own_models(folder: Path) -> Registry:
    """A registry over a copy of the shipped models, which may be damaged."""
    shipped = Registry.open().shipped
    copy = folder / "models"
    shutil.copytree(shipped, copy, ignore=shutil.ignore_patterns("*.py", "__pycache__", "cards"))
    return Registry.open(copy, folder / "own")


def replace_model(gate: Gate, registry: Registry, troubles: Troubles) -> None:
    """Change a byte of the anti-spoof model's file, select the model again, and restore it."""
    spec = registry.default("antispoof")
    if spec is None:
        return
    name, station = next(iter(gate.cameras.by_name.items()))
    path = registry.path(spec)
    whole = path.read_bytes()
    other = bytearray(whole)
    other[len(other) // 2] ^= 0xFF
    path.write_bytes(other)
    try:
        station.engine.set_model("antispoof", spec.id)
        troubles.expect(
            "a replaced model file shows in the status",
            lambda: "model" in gate.cameras.faults().get(name, {}),
        )
        troubles.expect(
            "the model in memory goes on",
            lambda: "antispoof" in station.engine.stats().models,
        )
    finally:
        path.write_bytes(whole)
    station.engine.set_model("antispoof", spec.id)
    troubles.expect(
        "the fault of a model that was put back goes",
        lambda: "model" not in gate.cameras.faults().get(name, {}),
    )
    troubles.done.append("model file replaced")


@contextmanager
def stepped_clock(by: timedelta) -> Iterator[None]:
    """Step this process's wall clock; monotonic time is unchanged."""

    class Stepped(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return datetime.now(tz) + by

    real = time.time
    time.time = lambda: real() + by.total_seconds()
    events.datetime = Stepped  # type: ignore[attr-defined]
    try:
        yield
    finally:
        time.time = real
        events.datetime = datetime  # type: ignore[attr-defined]


def step_clock(gate: Gate, witness: Witness, troubles: Troubles) -> None:
    """Step forward and back: no camera may stall, no time-out may expire, events must go on."""
    for step in STEPS:
        with stepped_clock(step):
            before = {n: s.engine.stats().frames for n, s in gate.cameras.by_name.items()}
            seen = len(witness.events)
            gate.bus.publish(GateEvent(EventKind.SYSTEM, "soak", {"what": "clock stepped"}))
            troubles.expect(
                "most cameras go on while the clock is another",
                lambda before=before: (
                    sum(  # type: ignore[misc]
                        s.engine.stats().frames > before[n] for n, s in gate.cameras.by_name.items()
                    )
                    > len(before) // 2
                ),
            )
            stamped = [e for e in witness.events[seen:] if e.body.get("what") == "clock stepped"]
            off = abs(stamped[0].at - datetime.now(UTC)) if stamped else timedelta()
            if off < abs(step) / 2:
                troubles.broken.append("the clock's step did not reach the events' times")
    troubles.done.append("clock stepped")


def fill_disk(gate: Gate, witness: Witness, troubles: Troubles) -> None:
    """Limit file sizes for a while: the status must show it, and recover afterwards."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    witness.disk_is_full = True
    resource.setrlimit(resource.RLIMIT_FSIZE, (FULL_BYTES, hard))
    try:
        troubles.expect(
            "a full disk shows in the status",
            lambda: not _publish(gate) and bool(gate.health()["failing"]),
        )
        time.sleep(1.0)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    troubles.expect(
        "with space again everything is written again",
        lambda: _publish(gate) and not gate.health()["failing"],
    )
    witness.disk_is_full = False
    troubles.done.append("disk filled")


def _publish(gate: Gate) -> bool:
    return gate.bus.publish(GateEvent(EventKind.SYSTEM, "soak", {"what": "disk"}))
