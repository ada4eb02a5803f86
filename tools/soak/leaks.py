"""The process's resources: threads of facevouch, open files, memory."""

from __future__ import annotations

import gc
import threading
from dataclasses import dataclass
from pathlib import Path

from edge.gate.watchdog import resident_memory_mb

DESCRIPTORS = Path("/proc/self/fd")


@dataclass(frozen=True, slots=True)
class Holdings:
    """threads: names of facevouch's threads. files: open descriptors; None where unknown."""

    threads: tuple[str, ...]
    files: int | None
    memory_mb: float | None


def holdings() -> Holdings:
    gc.collect()
    ours = sorted(t.name for t in threading.enumerate() if t.name.startswith("facevouch"))
    files = len(list(DESCRIPTORS.iterdir())) if DESCRIPTORS.is_dir() else None
    return Holdings(tuple(ours), files, resident_memory_mb())
