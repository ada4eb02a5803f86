"""Expired entries are deleted, whatever the clock does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from edge.audit.retention import Retention, Swept, stamp

START = datetime(2026, 5, 1, 12, tzinfo=UTC)
DAY = 86_400.0


class Clocks:
    """A wall clock that can be set, and a monotonic one that cannot."""

    def __init__(self) -> None:
        self.now = START
        self.tick = 1000.0

    def pass_(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)
        self.tick += seconds

    def set(self, days: float) -> None:
        self.now += timedelta(days=days)


def retention(folder: Path, clocks: Clocks, days: float = 7) -> Retention:
    return Retention(folder, days, ".crop", wall=lambda: clocks.now, clock=lambda: clocks.tick)


def a_crop(folder: Path, age_days: float, name: str = "x") -> Path:
    path = folder / f"{stamp(START - timedelta(days=age_days))}-{name}.crop"
    path.write_bytes(b"sealed")
    return path


def test_files_older_than_promised_are_deleted_and_no_others(tmp_path: Path) -> None:
    old, young = a_crop(tmp_path, 7.01), a_crop(tmp_path, 6.99)
    other = tmp_path / "20200101T000000Z-notes.txt"
    other.write_text("not ours")
    assert retention(tmp_path, Clocks()).sweep() == Swept(deleted=1)
    assert (old.exists(), young.exists(), other.exists()) == (False, True, True)


def test_time_that_passes_deletes_them_too(tmp_path: Path) -> None:
    clocks = Clocks()
    path = a_crop(tmp_path, 6.9)
    keeper = retention(tmp_path, clocks)
    keeper.sweep()
    assert path.exists()
    clocks.pass_(0.2 * DAY)
    assert keeper.sweep() == Swept(deleted=1)


def test_a_jump_of_the_clock_suspends_deletion_until_the_next_sweep(tmp_path: Path) -> None:
    clocks = Clocks()
    path = a_crop(tmp_path, 1)
    keeper = retention(tmp_path, clocks)
    keeper.sweep()
    clocks.set(days=365)
    clocks.pass_(3600)
    assert keeper.sweep() == Swept(held=True)
    clocks.set(days=-365)  # it was a mistake
    clocks.pass_(3600)
    assert keeper.sweep() == Swept()
    assert path.exists()
    clocks.set(days=365)
    clocks.pass_(3600)
    assert keeper.sweep().held
    clocks.pass_(3600)  # it was none
    assert keeper.sweep() == Swept(deleted=1)


def test_a_clock_set_back_keeps_nothing_for_ever(tmp_path: Path) -> None:
    clocks = Clocks()
    a_crop(tmp_path, -400)  # dated by a clock that was a year ahead
    keeper = retention(tmp_path, clocks)
    assert keeper.sweep() == Swept(redated=1)
    (path,) = tmp_path.iterdir()
    assert path.name == f"{stamp(START)}-x.crop"
    clocks.pass_(7.1 * DAY)
    assert keeper.sweep() == Swept(deleted=1)


def test_a_file_without_a_date_is_given_one(tmp_path: Path) -> None:
    (tmp_path / "lost.crop").write_bytes(b"sealed")
    clocks = Clocks()
    keeper = retention(tmp_path, clocks)
    assert keeper.sweep() == Swept(redated=1)
    clocks.pass_(7.1 * DAY)
    assert keeper.sweep() == Swept(deleted=1)


def test_a_folder_that_is_not_there_is_no_fault(tmp_path: Path) -> None:
    assert retention(tmp_path / "absent", Clocks()).sweep() == Swept()


def test_it_sweeps_when_it_starts_and_ends_when_it_is_told(tmp_path: Path) -> None:
    path = a_crop(tmp_path, 8)
    keeper = retention(tmp_path, Clocks())
    keeper.start()
    assert not path.exists()
    assert keeper.stop() == []
