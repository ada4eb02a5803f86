"""Durations are measured with clocks that never step. The wall clock is for people to read."""

from __future__ import annotations

import ast
from pathlib import Path

import edge

RUNTIME = Path(edge.__file__).parent
WALL = {("time", "time"), ("time", "time_ns"), ("datetime", "now"), ("datetime", "utcnow"),
        ("datetime", "today"), ("date", "today")}  # fmt: skip

FOR_PEOPLE = {
    "events/event.py": "when it happened, beside the order, which is the queue's",
    "delivery/outbox_store.py": "the name of a damaged file that is kept",
    "events/health.py": "when a target was last reached, shown",
    "delivery/webhook.py": "the moment a request was signed, which its receiver compares",
    "doctor/system.py": "whether this machine's time of day is right, which signatures need",
    "doctor/configured_files.py": "whether a certificate ends soon",
    "infer/tensorrt_store.py": "when an engine was built, shown",
    "audit/export.py": "when an export was made",
    "audit/head.py": "when the head of the log was written down",
    "audit/retention.py": "days, not durations; a step of the clock is what its tests are about",
    "cli/audit.py": "days, not durations",
    "gate/session_manager.py": "when a session began and ended, in its signed outcome",
    "gate/result_face.py": "when a person was accepted, sealed with their face",
}
"""Where a time of day is right, and why. A duration is never among it."""


def wall_clocks(path: Path) -> list[int]:
    """Lines that read the time of day."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and (getattr(node.value, "id", getattr(node.value, "attr", "")), node.attr) in WALL
    ]


def test_no_module_of_the_runtime_reads_the_time_of_day_but_for_people() -> None:
    found = {
        str(path.relative_to(RUNTIME)): lines
        for path in RUNTIME.rglob("*.py")
        if (lines := wall_clocks(path))
    }
    new = {name: lines for name, lines in found.items() if name not in FOR_PEOPLE}
    assert not new, f"use time.monotonic(), or say in FOR_PEOPLE why not: {new}"


def test_every_exception_is_still_needed() -> None:
    unneeded = [
        name
        for name in FOR_PEOPLE
        if not (RUNTIME / name).exists() or not wall_clocks(RUNTIME / name)
    ]
    assert unneeded == []
