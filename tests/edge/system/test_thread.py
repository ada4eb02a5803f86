from __future__ import annotations

import queue
import threading

from edge.system.thread import StoppableThread


def test_thread_that_waits_ends_as_soon_as_it_is_asked_to_stop() -> None:
    rounds = []

    def work() -> None:
        while not thread.wait(0.001):
            rounds.append(1)

    thread = StoppableThread("facevouch-test", work)
    thread.start()
    assert thread.alive
    assert thread.stop(5) == []
    assert not thread.alive
    assert thread.stopping


def test_thread_that_blocks_in_a_queue_is_released_by_its_interrupt() -> None:
    jobs: queue.SimpleQueue[None] = queue.SimpleQueue()
    thread = StoppableThread("facevouch-test", jobs.get, interrupt=lambda: jobs.put(None))
    thread.start()
    assert thread.stop(5) == []


def test_thread_that_does_not_end_in_time_is_named() -> None:
    release = threading.Event()
    thread = StoppableThread("facevouch-stuck", lambda: _wait_for(release))
    thread.start()
    try:
        assert thread.stop(0.01) == ["facevouch-stuck"]
    finally:
        release.set()
    assert thread.join(5) == []


def test_thread_that_was_never_started_is_not_late() -> None:
    thread = StoppableThread("facevouch-test", lambda: None)
    assert thread.stop(0) == []
    assert not thread.alive


def test_thread_may_stop_itself() -> None:
    late: list[list[str]] = []
    thread = StoppableThread("facevouch-test", lambda: late.append(thread.stop(5)))
    thread.start()
    assert thread.join(5) == []
    assert late == [[]]


def _wait_for(event: threading.Event) -> None:
    event.wait()
