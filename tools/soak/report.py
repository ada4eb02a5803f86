"""The report of a soak test: each promise, whether it was kept, and figures."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table

from tools.soak.plan import MEMORY_MB, RECOVERY_S, SoakPlan
from tools.soak.run import SoakResult

FILES = 6
"""Tolerance for descriptors of connections in progress."""

THREADS = 3
"""Tolerance for short-lived threads: a camera's reader, a request's time limit."""


@dataclass(frozen=True, slots=True)
class Promise:
    """figure: what was measured, for people."""

    what: str
    held: bool
    figure: str


def promises(plan: SoakPlan, result: SoakResult) -> list[Promise]:
    """All promises, each kept or broken."""
    outages, deaths = result.record.outages, result.deaths
    times = [o.recovery_s for o in outages if o.recovery_s is not None]
    p95 = float(np.quantile(times, 0.95)) if times else float("nan")
    median = float(np.median(times)) if times else float("nan")
    # an outage that the run's end cut short may have been too short to count as a fault
    unseen = [o for o in outages if not o.seen and not o.cut]
    never = [o for o in outages if o.recovery_s is None]
    found = [
        Promise("no deadlock: every camera that works gives frames",
                not result.record.silences and not result.watchdog,
                f"{len(result.record.silences)} silences, watchdog spoke {len(result.watchdog)}×"),
        Promise("every camera comes back", not never,
                f"{len(outages) - len(never)} of {len(outages)} outages"),
        Promise(f"a camera is back within {RECOVERY_S:g} s (95th percentile)",
                bool(times) and p95 < RECOVERY_S, f"median {median:.2f} s, p95 {p95:.2f} s"),
        Promise("every outage shows in the status", not unseen,
                f"{len(outages) - len(unseen)} of {len(outages)}"),
        Promise("a receiver that is down shows in the status", result.sink_fault_seen,
                f"{result.refused_posts} deliveries refused meanwhile"),
        Promise("replaced model, stepped clock, full disk: seen and survived",
                not result.troubles.broken and len(result.troubles.done) == 3 * plan.faults,
                "; ".join(result.troubles.broken) or f"{len(result.troubles.done)} done"),
        Promise("no change of a verdict is lost on the way to the bus", not result.broken_chains,
                f"{result.kinds.get('verdict', 0)} changes, {len(result.broken_chains)} gaps"),
        Promise("every kept event arrives, in order", not result.undelivered
                and not result.misplaced,
                f"{sum(result.kinds.values())} events, {len(result.undelivered)} missing, "
                f"{result.misplaced} misplaced; {result.without_disk} while the disk was full"),
        Promise("a living camera is believed", not result.disbelieved,
                "; ".join(result.disbelieved[:2]) or f"{result.frames} frames"),
        *_holding(result),
        Promise("it ends in time", not result.late, ", ".join(result.late) or "all threads ended"),
    ]  # fmt: skip
    if plan.kills + plan.terms:
        found += [
            Promise("nothing kept is lost by SIGKILL or SIGTERM",
                    not deaths.lost and bool(deaths.told),
                    f"{deaths.kills} kills, {deaths.terms} terms, {len(deaths.told)} events, "
                    f"{len(deaths.lost)} lost, {deaths.duplicates} duplicates"),
            Promise("SIGTERM ends it in good order", not deaths.slow_ends,
                    "; ".join(deaths.slow_ends) or f"{deaths.terms} times"),
            Promise("the audit log holds after every death", deaths.log_broken is None
                    and deaths.log_entries > 0,
                    deaths.log_broken or f"{deaths.log_entries} entries verified"),
        ]  # fmt: skip
    return found


def _holding(result: SoakResult) -> list[Promise]:
    begun, ended, left = result.settled, result.ended, result.left
    if begun is None or ended is None or left is None:
        return [Promise("nothing leaks", False, "the run ended before it could be measured")]
    threads = len(ended.threads) - len(begun.threads)
    found = [
        Promise("no thread leaks", threads <= THREADS and not left.threads,
                f"{len(begun.threads)} → {len(ended.threads)}, afterwards "
                f"{', '.join(left.threads) or 'none'}"),
    ]  # fmt: skip
    if begun.files is not None and ended.files is not None:
        found.append(
            Promise("no file descriptor leaks", ended.files - begun.files <= FILES,
                    f"{begun.files} → {ended.files}")
        )  # fmt: skip
    if begun.memory_mb is not None and ended.memory_mb is not None:
        grown = ended.memory_mb - begun.memory_mb
        found.append(
            Promise(f"memory grows by less than {MEMORY_MB:g} MB", grown < MEMORY_MB,
                    f"{begun.memory_mb:.0f} → {ended.memory_mb:.0f} MB")
        )  # fmt: skip
    return found


def show(out: Console, plan: SoakPlan, result: SoakResult, found: list[Promise]) -> None:
    out.print(
        f"{result.frames} frames of {plan.cameras} cameras in {result.seconds:.0f} s, "
        f"{len(result.record.outages)} outages, {sum(result.kinds.values())} events"
    )
    table = Table("promise", "", "measured", box=None)
    for promise in found:
        table.add_row(promise.what, "held" if promise.held else "BROKEN", promise.figure)
    out.print(table)


def as_json(plan: SoakPlan, result: SoakResult, found: list[Promise]) -> dict[str, Any]:
    """JSON values: the plan, the promises, each outage."""
    outages = [
        {"camera": o.camera, "mode": o.mode.value, "seen": o.seen, "recovery_s": o.recovery_s}
        for o in result.record.outages
    ]
    return {
        "plan": asdict(plan) | {"clips": str(plan.clips) if plan.clips else None},
        "frames": result.frames,
        "seconds": round(result.seconds, 1),
        "events": result.kinds,
        "promises": [asdict(promise) for promise in found],
        "outages": outages,
        "held": all(promise.held for promise in found),
    }
