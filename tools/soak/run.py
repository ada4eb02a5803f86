"""One soak from beginning to end."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from edge.errors import DataError
from edge.gate.gate import Gate
from edge.gate.watchdog import Watchdog
from edge.system.paths import STATE_VARIABLE
from tools.soak.camera import Wire, plug_in, unplug
from tools.soak.gate import config_of
from tools.soak.killed import Deaths, kill_often
from tools.soak.leaks import Holdings, holdings
from tools.soak.outages import OutageRecord, Outages
from tools.soak.pictures import Sensor, scenes
from tools.soak.plan import SoakPlan
from tools.soak.trouble import Troubles, fill_disk, own_models, replace_model, step_clock
from tools.soak.witness import Receiver, Witness, broken_chains, out_of_order

TICK_S = 0.1
DRAIN_S = 60.0
"""Time limit for delivering waiting events at the end."""

SETTLED = 0.25
"""Share of the run after which memory and threads should no longer grow."""


@dataclass(slots=True)
class SoakResult:
    """The observations of a run. Times in seconds, memory in MB."""

    frames: int = 0
    seconds: float = 0.0
    record: OutageRecord = field(default_factory=OutageRecord)
    troubles: Troubles = field(default_factory=Troubles)
    deaths: Deaths = field(default_factory=Deaths)
    kinds: dict[str, int] = field(default_factory=dict)
    broken_chains: list[str] = field(default_factory=list)
    undelivered: list[str] = field(default_factory=list)
    without_disk: int = 0
    misplaced: int = 0
    refused_posts: int = 0
    sink_fault_seen: bool = False
    disbelieved: list[str] = field(default_factory=list)
    settled: Holdings | None = None
    ended: Holdings | None = None
    left: Holdings | None = None
    late: list[str] = field(default_factory=list)
    watchdog: list[str] = field(default_factory=list)
    health: dict[str, object] = field(default_factory=dict)


def soak(plan: SoakPlan, folder: Path, progress: Callable[[str, float], None]) -> SoakResult:
    """Run the plan. folder: an empty folder for all files. progress: called with the present
    activity and the share that is done, 0..1. Raises what a gate's start raises."""
    if not plan.frames and not plan.minutes:
        raise DataError("give an end of the test: --frames or --minutes")
    result = SoakResult()
    with _state_in(folder / "gate"), _hushed():
        _house(plan, folder, result, progress)
    progress("killing", 0.0)
    result.deaths = kill_often(plan, folder / "killed")
    progress("done", 1.0)
    return result


def _house(
    plan: SoakPlan, folder: Path, result: SoakResult, progress: Callable[[str, float], None]
) -> None:
    shown = scenes(plan.clips)
    wires = [
        Wire(Sensor(shown[n % len(shown)], plan.seed + n), plan.fps) for n in range(plan.cameras)
    ]
    plug_in(wires)
    receiver, witness = Receiver(), Witness()
    registry = own_models(folder)
    config = config_of(plan.cameras, receiver.url, plan.fps)
    gate = Gate(config, registry, auto=True)
    gate.bus.subscribe(witness)
    dog = Watchdog(
        lambda: {name: s.engine.stats() for name, s in gate.cameras.by_name.items()},
        config.watchdog,
        end=lambda: result.watchdog.append("asked for the end: memory"),
        on_fault=result.watchdog.append,
        exit_now=lambda status: result.watchdog.append(f"would have ended with {status}"),
    )
    began = time.monotonic()
    try:
        gate.start()
        dog.start()
        names = dict(zip(gate.cameras.by_name, wires, strict=True))
        outages = Outages(plan, gate.cameras, names)
        outages.start()
        for share in _going_on(plan, gate, began):
            receiver.up = int((time.monotonic() - began) / plan.sink_s) % 2 == 0
            result.sink_fault_seen |= gate.delivery.health()["webhook"]["ok"] is False
            _note_disbelief(gate, result)
            _trouble(plan, share, gate, registry, witness, result, progress)
            if result.settled is None and share >= SETTLED:
                result.settled = holdings()
            progress("soaking", share)
        outages.stop()
        result.record = outages.record
        receiver.up = True
        progress("delivering the rest", 1.0)
        result.ended = holdings()
        result.health = gate.health()
        _drain(gate)
    finally:
        result.seconds = time.monotonic() - began
        result.frames = sum(s.engine.stats().frames for s in gate.cameras.by_name.values())
        result.late = [*dog.stop(), *gate.stop(8)]
        receiver.close()
        unplug()
    _compare(witness, receiver, result)
    result.left = holdings()


def _going_on(plan: SoakPlan, gate: Gate, began: float) -> Iterator[float]:
    """Yield the share of the plan that is done, until all is."""
    while True:
        frames = sum(s.engine.stats().frames for s in gate.cameras.by_name.values())
        minutes = (time.monotonic() - began) / 60
        shares = [frames / plan.frames] if plan.frames else []
        shares += [minutes / plan.minutes] if plan.minutes else []
        share = min(1.0, max(shares))
        yield share
        if share >= 1:
            return
        time.sleep(TICK_S)


def _trouble(
    plan: SoakPlan,
    share: float,
    gate: Gate,
    registry: object,
    witness: Witness,
    result: SoakResult,
    progress: Callable[[str, float], None],
) -> None:
    """Run the next of plan.faults rounds of trouble, when it is due."""
    troubles = result.troubles
    rounds = len(troubles.done) // 3
    if rounds >= plan.faults or share < (rounds + 0.5) / (plan.faults + 0.5):
        return
    from models.registry import Registry

    assert isinstance(registry, Registry)
    progress("replacing a model", share)
    replace_model(gate, registry, troubles)
    progress("stepping the clock", share)
    step_clock(gate, witness, troubles)
    progress("filling the disk", share)
    fill_disk(gate, witness, troubles)


def _note_disbelief(gate: Gate, result: SoakResult) -> None:
    for camera, faults in gate.cameras.faults().items():
        if "trust" in faults and len(result.disbelieved) < 20:
            result.disbelieved.append(f"{camera}: {faults['trust'].text}")


def _drain(gate: Gate) -> None:
    deadline = time.monotonic() + DRAIN_S
    while gate.delivery.health()["webhook"]["waiting"] and time.monotonic() < deadline:
        time.sleep(TICK_S)


def _compare(witness: Witness, receiver: Receiver, result: SoakResult) -> None:
    """Compare the published events with those delivered. Events published while stopping are
    delivered after the next start."""
    result.kinds = dict(witness.kinds())
    result.broken_chains = broken_chains(witness.events)
    result.without_disk = len(witness.without_disk)
    result.refused_posts = receiver.refused
    arrived = set(receiver.ids)
    sent = witness.must_arrive()
    last = max((i for i, id_ in enumerate(sent) if id_ in arrived), default=-1)
    result.undelivered = [id_ for id_ in sent[: last + 1] if id_ not in arrived]
    result.misplaced = out_of_order([event.id for event in witness.events], receiver.ids)


@contextmanager
def _state_in(folder: Path) -> Iterator[None]:
    """Use a folder of its own for this run's queue, log and keys."""
    before = os.environ.get(STATE_VARIABLE)
    os.environ[STATE_VARIABLE] = str(folder)
    try:
        yield
    finally:
        if before is None:
            del os.environ[STATE_VARIABLE]
        else:
            os.environ[STATE_VARIABLE] = before


@contextmanager
def _hushed() -> Iterator[None]:
    """Do not print log messages: faults are intended here, and are counted."""
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)
