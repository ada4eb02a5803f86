"""How many threads inference may use: physical cores this process may really run on.

A small network gains nothing from hyper-threads and loses much when threads outnumber cores.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

MOST = 4


def intra_op_threads(wanted: int = 0) -> int:
    """`wanted` where it is set; else the usable physical cores, less one that capture and
    detection work on meanwhile, and at most four."""
    return wanted if wanted > 0 else max(1, min(MOST, usable_cores() - 1))


def usable_cores() -> int:
    """Physical cores within this process's affinity and its container's CPU quota, at least 1."""
    if not hasattr(os, "sched_getaffinity"):
        # Windows on x86 counts hyper-threads; Apple's processors have none.
        logical = os.cpu_count() or 1
        return max(1, logical // 2 if os.name == "nt" else logical)
    cores = physical_cores(os.sched_getaffinity(0))
    quota = cgroup_quota()
    return max(1, cores if quota is None else min(cores, int(quota)))


def physical_cores(cpus: set[int], sysfs: Path = Path("/sys/devices/system/cpu")) -> int:
    """How many distinct cores the logical `cpus` sit on; without topology each counts as one."""
    cores: set[str] = set()
    for cpu in cpus:
        try:
            siblings = (sysfs / f"cpu{cpu}/topology/thread_siblings_list").read_text().strip()
        except OSError:
            siblings = str(cpu)
        cores.add(siblings)
    return len(cores)


def cgroup_quota(
    membership: Path = Path("/proc/self/cgroup"), root: Path = Path("/sys/fs/cgroup")
) -> float | None:
    """CPUs the tightest enclosing cgroup (v2, else v1) allows, or None without a limit."""
    try:
        lines = membership.read_text().splitlines()
    except OSError:
        return None
    limits: list[float] = []
    for line in lines:
        _, controllers, own = line.split(":", 2)
        if controllers == "":
            limits += _limits_upwards(root, own, _quota_v2)
        elif "cpu" in controllers.split(","):
            limits += _limits_upwards(root / "cpu", own, _quota_v1)
    return min(limits, default=None)


def _limits_upwards(root: Path, own: str, read: Callable[[Path], float | None]) -> list[float]:
    # inside a container the path of the host may not exist: then the root is our own group
    folder = root / own.lstrip("/")
    folders = [folder, *folder.parents]
    inside = [f for f in folders if f == root or root in f.parents]
    return [limit for f in inside if (limit := read(f)) is not None]


def _quota_v2(folder: Path) -> float | None:
    try:
        quota, period = (folder / "cpu.max").read_text().split()
    except (OSError, ValueError):
        return None
    return None if quota == "max" else int(quota) / int(period)


def _quota_v1(folder: Path) -> float | None:
    try:
        quota = int((folder / "cpu.cfs_quota_us").read_text())
        period = int((folder / "cpu.cfs_period_us").read_text())
    except (OSError, ValueError):
        return None
    return None if quota <= 0 else quota / period
