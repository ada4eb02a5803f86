"""Kills the gate repeatedly, and checks whether any stored event was lost."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from edge.audit.chain import verify_file
from edge.delivery.targets import Delivery
from edge.security.keys import KioskKey
from edge.system.paths import STATE_VARIABLE
from tools.soak.child import CAMERAS, FPS
from tools.soak.gate import config_of
from tools.soak.plan import SoakPlan
from tools.soak.witness import Receiver

FIRST_WORD_S = 120.0
"""Time limit for the first event after a start."""

ORDERLY_S = 8.0
"""Time limit for an orderly end."""

DELIVERED_S = 60.0
LIVES_S = (0.5, 3.0)
"""How long a process lives after its first event."""


@dataclass(slots=True)
class Deaths:
    """told: ids of stored events, in order. lost: those of them that were never delivered."""

    kills: int = 0
    terms: int = 0
    told: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    duplicates: int = 0
    slow_ends: list[str] = field(default_factory=list)
    log_broken: str | None = None
    log_entries: int = 0


def kill_often(plan: SoakPlan, folder: Path) -> Deaths:
    """Run processes on the same state one after the other, and end each at a random moment with
    SIGKILL or SIGTERM."""
    deaths = Deaths()
    if plan.kills + plan.terms == 0:
        return deaths
    rng = random.Random(plan.seed)
    receiver = Receiver()
    try:
        for life in range(plan.kills + plan.terms):
            receiver.up = life % 2 == 0
            sign = signal.SIGKILL if life < plan.kills else signal.SIGTERM
            _live_and_die(deaths, folder, receiver.url, life, sign, rng.uniform(*LIVES_S))
        receiver.up = True
        _deliver_the_rest(folder, receiver)
    finally:
        receiver.close()
    arrived = set(receiver.ids)
    deaths.lost = [id_ for id_ in deaths.told if id_ not in arrived]
    deaths.duplicates = len(receiver.ids) - len(arrived)
    _verify_log(folder, deaths)
    return deaths


def _live_and_die(
    deaths: Deaths, folder: Path, url: str, life: int, sign: signal.Signals, lives_s: float
) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "tools.soak.child", url, str(life)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, STATE_VARIABLE: str(folder)},
        cwd=Path(__file__).resolve().parents[2],
    )
    assert process.stdout is not None
    first = process.stdout.readline()
    if not first:
        deaths.slow_ends.append(f"life {life} ended by itself with {process.wait(FIRST_WORD_S)}")
        return
    time.sleep(lives_s)
    process.send_signal(sign)
    asked = time.monotonic()
    told = (first + process.stdout.read()).decode().splitlines(keepends=True)
    status = process.wait(60)
    process.stdout.close()
    deaths.told += [line.strip() for line in told if line.endswith("\n")]
    if sign is signal.SIGKILL:
        deaths.kills += 1
        return
    deaths.terms += 1
    took = time.monotonic() - asked
    if status != 0 or took > ORDERLY_S:
        deaths.slow_ends.append(f"life {life}: status {status} after {took:.1f} s")


def _deliver_the_rest(folder: Path, receiver: Receiver) -> None:
    """Deliver the waiting events to a receiver that is up."""
    delivery = Delivery(config_of(CAMERAS, receiver.url, FPS), folder)
    delivery.start()
    deadline = time.monotonic() + DELIVERED_S
    while delivery.health()["webhook"]["waiting"] and time.monotonic() < deadline:
        time.sleep(0.05)
    delivery.stop(5)


def _verify_log(folder: Path, deaths: Deaths) -> None:
    key = KioskKey.load_or_create(folder / "keys")
    found = verify_file(folder / "audit" / "audit.sqlite", {key.key_id: key.public_pem})
    deaths.log_broken = None if found.broken is None else str(found.broken)
    deaths.log_entries = found.entries
