"""The sinks' queue: a verdict change is never dropped, a broken sink harms no other."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from makers import a_face, a_frame, a_quality

from edge.errors import OutputError
from edge.sinks.base import Sink
from edge.sinks.dispatch import CAPACITY, Dispatcher
from edge.types import FaceResult, Frame, FrameResult, State, Verdict


def a_result(index: int, state: State = State.CHECKING) -> FrameResult:
    verdict = Verdict(1, state, 0.5, index, 0.0)
    face = FaceResult(a_face(), a_quality(), verdict)
    return FrameResult(index, index / 30, "t", (640, 480), (face,), {})


class Recorder(Sink):
    """Remembers what it was given; waits at the gate first, and may break."""

    def __init__(self, error: Exception | None = None, fail_open: bool = False) -> None:
        self.gate = threading.Event()
        self.gate.set()
        self.reached = threading.Event()
        self.error = error
        self.fail_open = fail_open
        self.results: list[FrameResult] = []
        self.frames: list[Frame | None] = []
        self.closed = 0

    def open(self) -> None:
        if self.fail_open:
            raise OutputError("cannot write there")

    def write(self, result: FrameResult, frame: Frame | None) -> None:
        self.reached.set()
        self.gate.wait(10)
        if self.error is not None:
            raise self.error
        self.results.append(result)
        self.frames.append(frame)

    def close(self) -> None:
        self.closed += 1


def started(
    *sinks: Sink, lossless: bool = False, on_error: Callable[[str], None] = lambda _: None
) -> Dispatcher:
    dispatcher = Dispatcher(sinks, lossless=lossless, on_error=on_error)
    dispatcher.start()
    return dispatcher


def test_results_arrive_in_order_and_all_are_written_before_it_stops() -> None:
    sink = Recorder()
    dispatcher = started(sink)
    for i in range(20):
        dispatcher.offer(a_result(i), a_frame(i))
    assert dispatcher.stop(5) == []
    assert [r.index for r in sink.results] == list(range(20))
    assert sink.closed == 1


def test_a_slow_sink_loses_unchanged_results_but_never_a_change() -> None:
    sink = Recorder()
    sink.gate.clear()
    dispatcher = started(sink)
    frame = a_frame()
    dispatcher.offer(a_result(0), frame)
    assert sink.reached.wait(5)
    changes = set()
    for i in range(1, 4 * CAPACITY):
        state = State.LIVE if (i // 10) % 2 else State.CHECKING
        if i % 10 == 0:
            changes.add(i)
        dispatcher.offer(a_result(i, state), frame)
    sink.gate.set()
    assert dispatcher.stop(5) == []
    written = [r.index for r in sink.results]
    assert dispatcher.dropped == 4 * CAPACITY - len(written) > 0
    assert changes <= set(written)
    assert written == sorted(written)


def test_a_file_waits_for_its_sink_and_loses_nothing() -> None:
    sink = Recorder()
    sink.gate.clear()
    dispatcher = started(sink, lossless=True)
    frame = a_frame()
    filler = threading.Thread(
        target=lambda: [dispatcher.offer(a_result(i), frame) for i in range(3 * CAPACITY)]
    )
    filler.start()
    assert sink.reached.wait(5)
    sink.gate.set()
    filler.join(10)
    assert dispatcher.stop(5) == []
    assert len(sink.results) == 3 * CAPACITY
    assert dispatcher.dropped == 0


def test_letting_go_frees_a_filler_that_waits() -> None:
    sink = Recorder()
    sink.gate.clear()
    dispatcher = started(sink, lossless=True)
    frame = a_frame()
    filler = threading.Thread(
        target=lambda: [dispatcher.offer(a_result(i), frame) for i in range(3 * CAPACITY)]
    )
    filler.start()
    assert sink.reached.wait(5)
    dispatcher.let_go()
    filler.join(5)
    assert not filler.is_alive()
    sink.gate.set()
    assert dispatcher.stop(5) == []


def test_a_sink_that_fails_is_reported_once_and_the_others_go_on() -> None:
    told: list[str] = []
    broken, good = Recorder(OutputError("the disk is full")), Recorder()
    dispatcher = started(broken, good, on_error=told.append)
    for i in range(5):
        dispatcher.offer(a_result(i), a_frame(i))
    assert dispatcher.stop(5) == []
    assert told == ["the disk is full"]
    assert broken.closed == 1
    assert len(good.results) == 5


def test_a_sink_that_does_not_open_stops_the_start_and_closes_the_others() -> None:
    good = Recorder()
    with pytest.raises(OutputError, match="cannot write there"):
        started(good, Recorder(fail_open=True))
    assert good.closed == 1


def test_frames_are_kept_only_for_sinks_that_need_them() -> None:
    plain = Recorder()
    dispatcher = started(plain)
    dispatcher.offer(a_result(0), a_frame())
    dispatcher.stop(5)
    assert plain.frames == [None]


def test_a_sink_that_hangs_is_reported_by_stop() -> None:
    sink = Recorder()
    sink.gate.clear()
    dispatcher = started(sink)
    dispatcher.offer(a_result(0), a_frame())
    assert sink.reached.wait(5)
    assert dispatcher.stop(0.05)
    sink.gate.set()
    assert dispatcher.stop(5) == []
