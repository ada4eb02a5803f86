"""The watchdog: ends the process on hangs or memory growth, and notifies systemd."""

from __future__ import annotations

import mmap
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from edge.config import WatchdogConfig
from edge.gate.watchdog import GROWN, ORDERLY_S, STUCK, Watchdog, resident_memory_mb
from edge.runtime.stats import EngineStats
from edge.system.systemd import Systemd


def stats(alive_at: float = 0.0, busy_since: float | None = None) -> EngineStats:
    return EngineStats(30, 30, 1, 0, 0, alive_at=alive_at, busy_since=busy_since, running=True)


class Manager(Systemd):
    """Remembers what it was told."""

    def __init__(self, interval_s: float | None = None) -> None:
        super().__init__({})
        self.interval_s = interval_s
        self.heard: list[str] = []

    def _send(self, words: str) -> None:
        self.heard.append(words)


class Stage:
    """A watchdog, the engines it sees, and what it did."""

    def __init__(self, interval_s: float | None = None) -> None:
        self.now = 100.0
        self.engines = {"door": stats(100.0), "lift": stats(100.0)}
        self.mb: float | None = 300.0
        self.ended = 0
        self.told: list[str] = []
        self.exits: list[int] = []
        self.manager = Manager(interval_s)
        self.dog = Watchdog(
            lambda: self.engines,
            WatchdogConfig(inference_timeout_s=10, memory_limit_mb=500),
            end=self._end,
            on_fault=self.told.append,
            manager=self.manager,
            resident_mb=lambda: self.mb,
            exit_now=self.exits.append,
            clock=lambda: self.now,
        )

    def _end(self) -> None:
        self.ended += 1


def test_all_is_well_while_frames_are_judged_in_time() -> None:
    stage = Stage()
    stage.engines["door"] = stats(99.9, busy_since=95.0)
    stage.dog.check()
    assert (stage.exits, stage.ended, stage.told) == ([], 0, [])
    assert stage.dog.exit_status == 0


def test_inference_that_hangs_ends_the_process_at_once_and_says_which_camera() -> None:
    stage = Stage()
    stage.engines["lift"] = stats(89.0, busy_since=89.0)
    stage.dog.check()
    assert stage.exits == [STUCK]
    assert "lift" in stage.told[0]
    assert any("lift" in words for words in stage.manager.heard)


def test_a_slow_listener_cannot_delay_the_end() -> None:
    never = threading.Event()
    exits: list[int] = []
    dog = Watchdog(
        lambda: {"door": stats(0.0, busy_since=0.0)},
        WatchdogConfig(inference_timeout_s=1),
        end=lambda: None,
        on_fault=lambda text: never.wait(60) and None,
        manager=Manager(),
        exit_now=exits.append,
        clock=lambda: 50.0,
    )
    dog.check()
    never.set()
    assert exits == [STUCK]


def test_too_much_memory_ends_the_process_in_good_order_once() -> None:
    stage = Stage()
    stage.mb = 501.0
    stage.dog.check()
    stage.dog.check()
    assert (stage.ended, stage.exits) == (1, [])
    assert stage.dog.exit_status == GROWN
    assert "501 MB" in stage.told[0]


def test_an_end_in_good_order_that_takes_too_long_is_cut_short() -> None:
    stage = Stage()
    stage.mb = 501.0
    stage.dog.check()
    stage.now += ORDERLY_S + 1
    stage.engines = {name: stats(stage.now) for name in stage.engines}
    stage.dog.check()
    assert stage.exits == [GROWN]


def test_an_unknown_memory_is_no_fault() -> None:
    stage = Stage()
    stage.mb = None
    stage.dog.check()
    assert stage.ended == 0


def test_the_manager_is_notified_at_half_its_time_while_all_cameras_work() -> None:
    stage = Stage(interval_s=15.0)
    for _ in range(40):
        stage.dog.check()
        stage.now += 1
        stage.engines = {name: stats(stage.now) for name in stage.engines}
    assert stage.manager.heard.count("WATCHDOG=1") == 3
    stage.engines["lift"] = stats(stage.now - 11)
    for _ in range(40):
        seen = stage.dog.check()
        stage.now += 1
        stage.engines["door"] = stats(stage.now)
    assert seen.late == ("lift",)
    assert stage.manager.heard.count("WATCHDOG=1") == 3
    assert any("lift" in words for words in stage.manager.heard)


def test_a_thread_of_its_own_looks_until_it_is_stopped() -> None:
    stage = Stage(interval_s=0.01)
    looked = threading.Event()
    stage.manager._send = lambda words: looked.set() if words == "WATCHDOG=1" else None  # type: ignore[method-assign]
    stage.dog.start()
    assert looked.wait(10)
    assert stage.dog.stop() == []


@pytest.fixture(params=["path", "abstract"])
def listening(
    request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[tuple[socket.socket, str]]:
    """A manager's socket, and its address as the manager writes it."""
    name = f"@facevouch-{os.getpid()}" if request.param == "abstract" else str(tmp_path / "n")
    there = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    there.bind("\0" + name[1:] if name.startswith("@") else name)
    there.settimeout(10)
    yield there, name
    there.close()


def test_the_manager_gets_each_notification_as_a_datagram(
    listening: tuple[socket.socket, str],
) -> None:
    there, name = listening
    manager = Systemd({"NOTIFY_SOCKET": name})
    manager.ready()
    manager.alive()
    manager.status("2 of 2\ncameras")
    manager.stopping()
    heard = [there.recv(200).decode() for _ in range(4)]
    assert heard == ["READY=1", "WATCHDOG=1", "STATUS=2 of 2 cameras", "STOPPING=1"]


def test_a_manager_that_went_away_is_no_error(tmp_path: Path) -> None:
    Systemd({"NOTIFY_SOCKET": str(tmp_path / "nobody")}).ready()
    Systemd({}).ready()
    Systemd({"NOTIFY_SOCKET": "relative"}).ready()


@pytest.mark.parametrize(
    ("given", "seconds"),
    [
        ({"WATCHDOG_USEC": "30000000"}, 15.0),
        ({"WATCHDOG_USEC": "30000000", "WATCHDOG_PID": str(os.getpid())}, 15.0),
        ({"WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "1"}, None),
        ({"WATCHDOG_USEC": "soon"}, None),
        ({}, None),
    ],
)
def test_the_managers_time_limit_is_read_as_it_means_it(
    given: dict[str, str], seconds: float | None
) -> None:
    assert Systemd(given).interval_s == seconds


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="memory is read from /proc")
def test_memory_in_use_is_measured() -> None:
    before = resident_memory_mb()
    with mmap.mmap(-1, 100 * 2**20) as block:  # new pages: the heap may reuse what others freed
        block[::4096] = b"x" * len(range(0, len(block), 4096))
        after = resident_memory_mb()
    assert before is not None
    assert after is not None
    assert after - before > 80


HANGS = """
import time, sys
from edge.config import WatchdogConfig
from edge.runtime.stats import EngineStats
from edge.gate.watchdog import Watchdog
began = time.monotonic()
hung = EngineStats(0, 0, 0, 0, 0, alive_at=began, busy_since=began, running=True)
dog = Watchdog(lambda: {"door": hung}, WatchdogConfig(inference_timeout_s=0.2),
               end=lambda: None, on_fault=lambda text: None)
dog.start()
time.sleep(60)
"""


def test_a_process_that_hangs_ends_with_the_status_that_says_so() -> None:
    ended = subprocess.run([sys.executable, "-c", HANGS], capture_output=True, timeout=60)
    assert ended.returncode == STUCK
