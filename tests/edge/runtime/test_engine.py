"""The engine judges every frame of a file, the newest of a camera, and stops cleanly."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from fake_engine import FakePipeline, FakeSource
from patience import PATIENCE, until

from edge.config import DecisionConfig
from edge.runtime.engine import Engine
from edge.runtime.stats import Event
from edge.sinks.base import Sink
from edge.types import Frame, FrameResult


class Collector(Sink):
    def __init__(self) -> None:
        self.indices: list[int] = []

    def open(self) -> None:
        pass

    def write(self, result: FrameResult, frame: Frame | None) -> None:
        self.indices.append(result.index)

    def close(self) -> None:
        pass


def test_every_frame_of_a_file_is_processed_in_order_and_reaches_the_sink(
    play: Callable[..., Engine], pipeline: FakePipeline
) -> None:
    sink = Collector()
    engine = play(FakeSource(200, live=False), sinks=[sink])
    assert engine.wait(PATIENCE)
    assert engine.stop() == []
    assert pipeline.seen == sink.indices == list(range(200))
    assert engine.stats().dropped == 0


def test_a_camera_too_fast_for_the_model_drops_frames_and_counts_them(
    play: Callable[..., Engine], pipeline: FakePipeline
) -> None:
    pipeline.gate.clear()
    source = FakeSource(50, live=True, block_after=50)
    engine = play(source)
    until(lambda: engine.stats().dropped >= 46)  # one judged, one ahead, one in the slot
    pipeline.gate.set()
    until(lambda: pipeline.seen[-1:] == [49])
    assert len(pipeline.seen) + engine.stats().dropped == 50


def test_the_engine_stops_in_time_even_while_the_source_blocks(
    play: Callable[..., Engine], pipeline: FakePipeline
) -> None:
    source = FakeSource(5, live=True, block_after=3)
    engine = play(source)
    assert source.blocking.wait(PATIENCE)
    before = time.monotonic()
    late = engine.stop(2.0)
    assert time.monotonic() - before < 2.5
    assert late
    assert all("capture" in name for name in late)
    assert pipeline.closed
    source.released.set()


def test_the_newest_result_is_returned_once(play: Callable[..., Engine]) -> None:
    told = threading.Event()
    engine = play(FakeSource(30, live=False), notify=told.set)
    assert engine.wait(PATIENCE)
    assert told.is_set()
    taken = engine.get()
    assert taken is not None
    assert taken[1].index == 29
    assert engine.get() is None


def test_one_bad_frame_is_an_event_and_the_engine_goes_on(
    play: Callable[..., Engine], pipeline: FakePipeline
) -> None:
    pipeline.break_on = 3
    engine = play(FakeSource(6, live=False))
    assert engine.wait(PATIENCE)
    assert pipeline.seen == [0, 1, 2, 4, 5]
    errors = [event for event in engine.events() if event.level == "error"]
    assert [(e.kind, e.text) for e in errors] == [
        ("frame", "frame 3 could not be judged: a stage broke")
    ]


def test_a_limit_on_frames_is_exact(play: Callable[..., Engine], pipeline: FakePipeline) -> None:
    engine = play(FakeSource(100, live=False), max_frames=7)
    assert engine.wait(PATIENCE)
    engine.stop()
    assert pipeline.seen == list(range(7))


def test_pausing_holds_a_file_and_resuming_begins_tracks_anew(
    play: Callable[..., Engine], pipeline: FakePipeline
) -> None:
    pipeline.gate.clear()
    engine = play(FakeSource(20, live=False))
    engine.pause()
    pipeline.gate.set()
    until(lambda: len(pipeline.seen) <= 3)
    held = len(pipeline.seen)
    assert held < 20
    assert engine.paused
    engine.resume()
    assert engine.wait(PATIENCE)
    assert pipeline.seen == list(range(20))
    assert pipeline.resets >= 1


def test_new_error_rates_reach_the_pipeline_and_are_logged(
    play: Callable[..., Engine], pipeline: FakePipeline
) -> None:
    engine = play(FakeSource(3, live=True, block_after=3))
    wanted = DecisionConfig(bpcer=0.05, apcer=0.02)
    engine.set_decision(wanted)
    until(lambda: pipeline.decisions == [wanted])
    until(lambda: any(e.text.endswith("BPCER 5.00%, APCER 2.00%") for e in engine.events()))


class Listener:
    """A frame listener that records, or fails."""

    def __init__(self, *, breaks: bool = False) -> None:
        self.indices: list[int] = []
        self._breaks = breaks

    def on_frame(self, frame: Frame, result: FrameResult) -> None:
        if self._breaks:
            raise RuntimeError("the listener failed")
        self.indices.append(result.index)


def test_listeners_get_every_frame_even_if_one_of_them_fails(play: Callable[..., Engine]) -> None:
    told: list[Event] = []
    good = Listener()
    engine = play(
        FakeSource(4, live=False), watchers=[Listener(breaks=True), good], on_event=told.append
    )
    assert engine.wait(PATIENCE)
    assert good.indices == [0, 1, 2, 3]
    assert sum(e.kind == "watcher" and "the listener failed" in e.text for e in told) == 4


def test_the_worker_shows_that_it_is_alive_and_since_when_it_is_busy(
    play: Callable[..., Engine], pipeline: FakePipeline
) -> None:
    pipeline.gate.clear()
    engine = play(FakeSource(2, live=False))
    until(lambda: engine.stats().busy_since is not None)
    stuck = engine.stats()
    pipeline.gate.set()
    assert engine.wait(PATIENCE)
    until(lambda: engine.stats().alive_at > stuck.alive_at)
    assert engine.stats().busy_since is None


def test_a_camera_that_is_lost_ends_the_engine_with_an_error_event(
    play: Callable[..., Engine],
) -> None:
    source = FakeSource(5, live=True, block_after=0)
    source.released.set()
    engine = play(source)
    assert engine.wait(PATIENCE)
    until(lambda: any((e.level, e.kind) == ("error", "source") for e in engine.events()))
    assert not engine.stats().running
