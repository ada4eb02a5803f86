"""Threads follow the physical cores this process may use."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from edge.infer import threads


def topology(folder: Path, siblings: list[str]) -> Path:
    for cpu, text in enumerate(siblings):
        place = folder / f"cpu{cpu}" / "topology"
        place.mkdir(parents=True)
        (place / "thread_siblings_list").write_text(text + "\n")
    return folder


@pytest.mark.parametrize(
    ("siblings", "allowed", "cores"),
    [
        (["0", "1"], {0, 1}, 2),
        (["0-1", "0-1", "2-3", "2-3"], {0, 1, 2, 3}, 2),
        (["0,4", "1,5", "2,6", "3,7", "0,4", "1,5", "2,6", "3,7"], set(range(8)), 4),
        (["0,4", "1,5", "2,6", "3,7", "0,4", "1,5", "2,6", "3,7"], {0, 4}, 1),
        ([], {0, 1, 2}, 3),
    ],
    ids=["no hyper-threads", "neighbours", "eight threads", "bound to one core", "no topology"],
)
def test_hyper_threads_of_one_core_count_once(
    tmp_path: Path, siblings: list[str], allowed: set[int], cores: int
) -> None:
    assert threads.physical_cores(allowed, topology(tmp_path, siblings)) == cores


def cgroup(folder: Path, membership: str, files: dict[str, str]) -> tuple[Path, Path]:
    own = folder / "self"
    own.write_text(membership)
    root = folder / "fs"
    root.mkdir()
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return own, root


@pytest.mark.parametrize(
    ("membership", "files", "quota"),
    [
        ("0::/a/b\n", {"a/b/cpu.max": "150000 100000\n"}, 1.5),
        ("0::/a/b\n", {"a/b/cpu.max": "max 100000", "a/cpu.max": "200000 100000"}, 2.0),
        ("0::/host/only\n", {"cpu.max": "100000 100000"}, 1.0),
        ("0::/\n", {}, None),
        ("0::/\n", {"cpu.max": "max 100000"}, None),
        (
            "4:cpu,cpuacct:/c\n3:memory:/c\n",
            {"cpu/c/cpu.cfs_quota_us": "300000", "cpu/c/cpu.cfs_period_us": "100000"},
            3.0,
        ),
        (
            "4:cpu:/c\n",
            {"cpu/c/cpu.cfs_quota_us": "-1", "cpu/c/cpu.cfs_period_us": "100000"},
            None,
        ),
    ],
    ids=["v2", "v2 parent", "in a container", "no limit", "max", "v1", "v1 unlimited"],
)
def test_a_containers_quota_is_read(
    tmp_path: Path, membership: str, files: dict[str, str], quota: float | None
) -> None:
    assert threads.cgroup_quota(*cgroup(tmp_path, membership, files)) == quota


def test_a_system_without_cgroups_has_no_quota(tmp_path: Path) -> None:
    assert threads.cgroup_quota(tmp_path / "none", tmp_path) is None


@pytest.mark.parametrize(
    ("cores", "quota", "usable"), [(8, None, 8), (8, 2.0, 2), (8, 0.5, 1), (2, 6.0, 2)]
)
def test_the_tighter_of_cores_and_quota_counts(
    monkeypatch: pytest.MonkeyPatch, cores: int, quota: float | None, usable: int
) -> None:
    monkeypatch.setattr(threads, "physical_cores", lambda cpus: cores)
    monkeypatch.setattr(threads, "cgroup_quota", lambda: quota)
    assert threads.usable_cores() == usable


def test_the_systems_processor_count_is_used_without_affinity(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: 6)
    assert threads.usable_cores() == 6


@pytest.mark.parametrize(
    ("wanted", "usable", "given"), [(0, 1, 1), (0, 2, 1), (0, 4, 3), (0, 16, 4), (7, 2, 7)]
)
def test_a_core_is_left_to_capture_and_four_are_enough_unless_more_are_asked_for(
    monkeypatch: pytest.MonkeyPatch, wanted: int, usable: int, given: int
) -> None:
    monkeypatch.setattr(threads, "usable_cores", lambda: usable)
    assert threads.intra_op_threads(wanted) == given
