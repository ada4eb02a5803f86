"""The engine's threads: nothing lost of a file, the newest of a camera, always a clean stop."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import cv2
import numpy as np
import pytest
from makers import a_frame
from patience import PATIENCE, until

from edge.capture import feed as feed_module
from edge.capture.base import Source
from edge.config import Config, DecisionConfig
from edge.errors import ConfigError, ModelError, SourceError
from edge.runtime import engine as engine_module
from edge.runtime import hot_swap as hot_swap_module
from edge.runtime.engine import Engine
from edge.runtime.pipeline import Detections
from edge.runtime.stats import Event
from edge.sinks.base import Sink
from edge.types import Frame, FrameResult
from models.registry import Registry


class FakeSource(Source):
    """Delivers frames as told; may block until it is closed."""

    def __init__(self, frames: int, *, live: bool, block_after: int | None = None) -> None:
        self.id = "fake"
        self.live = live
        self._left = frames
        self._block_after = block_after
        self._index = 0
        self.blocking = threading.Event()
        self.released = threading.Event()

    def open(self) -> None:
        pass

    def read(self) -> Frame | None:
        if self._index == self._block_after:
            self.blocking.set()
            self.released.wait(PATIENCE)
            raise SourceError("fake was unplugged")
        if self._index == self._left:
            return None
        frame = a_frame(self._index, size=(64, 48))
        self._index += 1
        return frame

    def close(self) -> None:
        """Frees nobody: the worst a driver can do."""


class Model:
    """A model of which only the name matters."""

    def __init__(self, name: str) -> None:
        self.spec = SimpleNamespace(id=name)


class FakePipeline:
    """Stands where the real one would; waits at the gate before each frame."""

    def __init__(self) -> None:
        self.gate = threading.Event()
        self.gate.set()
        self.seen: list[int] = []
        self.closed = False
        self.resets = 0
        self.renumbered = 0
        self.decisions: list[DecisionConfig] = []
        self.scorers: list[Any] = []
        self.trusts: list[object] = []
        self.break_on: int | None = None

    def uncalibrated(self) -> None:
        """It was calibrated."""

    def detect(self, frame: Frame) -> Detections:
        return Detections([], 0.5)

    def judge(self, frame: Frame, detections: Detections) -> FrameResult:
        self.gate.wait(PATIENCE)
        if frame.index == self.break_on:
            raise RuntimeError("a stage broke")
        self.seen.append(frame.index)
        return FrameResult(
            frame.index, frame.captured_at, frame.source_id, frame.size, (), {"total": 1.0}
        )

    def set_decision(self, decision: DecisionConfig) -> None:
        self.decisions.append(decision)

    def scorer(self, task: str) -> None:
        """No model of the task is in use."""

    def set_scorer(self, task: str, scorer: object) -> None:
        self.scorers.append(scorer)

    def set_camera(self, live: bool) -> None:
        self.live = live

    def set_trust(self, trust: object) -> None:
        self.trusts.append(trust)

    def models(self) -> dict[str, str]:
        return {"antispoof": "fake"}

    def reset(self, *, renumber: bool = False) -> None:
        self.resets += 1
        self.renumbered += renumber

    def close(self) -> None:
        self.closed = True


class Collector(Sink):
    def __init__(self) -> None:
        self.indices: list[int] = []

    def open(self) -> None:
        pass

    def write(self, result: FrameResult, frame: Frame | None) -> None:
        self.indices.append(result.index)

    def close(self) -> None:
        pass


@pytest.fixture
def pipeline(monkeypatch: pytest.MonkeyPatch) -> FakePipeline:
    fake = FakePipeline()
    monkeypatch.setattr(engine_module, "build_pipeline", lambda *_, **__: fake)
    return fake


@pytest.fixture
def play(
    monkeypatch: pytest.MonkeyPatch, pipeline: FakePipeline
) -> Iterator[Callable[..., Engine]]:
    """Start an engine on a fake source; stopped when the test is over."""
    started: list[Engine] = []
    sources: list[FakeSource] = []

    def start(source: FakeSource, **options: object) -> Engine:
        sources.append(source)
        monkeypatch.setattr(engine_module, "open_source", lambda *_: source)
        monkeypatch.setattr(feed_module, "open_source", lambda *_: source)
        engine = Engine(Config(), "fake", Registry.open(), **options)  # type: ignore[arg-type]
        engine.start()
        started.append(engine)
        return engine

    yield start
    for source in sources:
        source.released.set()
    pipeline.gate.set()
    for engine in started:
        engine.stop(PATIENCE)


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


def test_a_model_that_does_not_load_leaves_the_old_one_and_says_why(
    play: Callable[..., Engine], pipeline: FakePipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ModelError("m2 is broken")

    monkeypatch.setattr(engine_module, "load_scorer", broken)
    engine = play(FakeSource(3, live=True, block_after=3))
    engine.set_model("antispoof", "m2")
    until(lambda: any(e.text == "m2 is broken" for e in engine.events()))
    assert engine.stats().models == {"antispoof": "fake"}
    assert pipeline.scorers == []


def test_a_model_at_a_gate_must_pass_tests_before_it_replaces_another(
    play: Callable[..., Engine], pipeline: FakePipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    def admit(new: Model, *_: object) -> None:
        if new.spec.id == "turncoat":
            raise ModelError("turncoat judges 9 of 9 faces the other way")

    monkeypatch.setattr(hot_swap_module, "admit", admit)
    monkeypatch.setattr(engine_module, "load_scorer", lambda *args, **_: Model(args[3]))
    engine = play(FakeSource(3, live=True, block_after=3), careful=True)
    told: list[Event] = []

    def heard(end: str) -> bool:
        told.extend(engine.events())
        return any(event.text.endswith(end) for event in told)

    for model_id, end in (("turncoat", "the other way"), ("better", "model: better")):
        engine.set_model("antispoof", model_id)
        until(partial(heard, end))
    assert [e.level for e in told if e.kind == "model"] == ["error", "info"]
    assert [model.spec.id for model in pipeline.scorers] == ["better"]


def test_another_source_takes_over_and_tracks_begin_anew(
    play: Callable[..., Engine], pipeline: FakePipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = play(FakeSource(3, live=False))
    assert engine.wait(PATIENCE)
    second = FakeSource(5, live=False)
    monkeypatch.setattr(engine_module, "open_source", lambda *_: second)
    loaded: list[object] = []
    monkeypatch.setattr(
        engine_module, "load_scorer", lambda *_, camera, **__: loaded.append(camera) or camera
    )
    engine.set_source("second")
    until(lambda: pipeline.seen == [0, 1, 2, 0, 1, 2, 3, 4])
    assert (pipeline.resets, pipeline.renumbered) == (1, 1)
    assert pipeline.scorers == loaded == ["second"], "the new camera's own calibration counts"


def test_a_damaged_calibration_of_the_next_source_leaves_the_old_one(
    play: Callable[..., Engine], pipeline: FakePipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = play(FakeSource(3, live=True, block_after=3))

    def damaged(*_: object, **__: object) -> None:
        raise ConfigError("cannot read the calibration of second")

    monkeypatch.setattr(engine_module, "load_scorer", damaged)
    engine.set_source("second")
    until(lambda: any("cannot read the calibration" in e.text for e in engine.events()))
    assert pipeline.resets == 0


class Seen:
    """A watcher that remembers, and may break."""

    def __init__(self, *, breaks: bool = False) -> None:
        self.indices: list[int] = []
        self._breaks = breaks

    def on_frame(self, frame: Frame, result: FrameResult) -> None:
        if self._breaks:
            raise RuntimeError("it fell over")
        self.indices.append(result.index)


def test_listeners_get_every_frame_even_if_one_of_them_fails(play: Callable[..., Engine]) -> None:
    told: list[Event] = []
    good = Seen()
    engine = play(
        FakeSource(4, live=False), watchers=[Seen(breaks=True), good], on_event=told.append
    )
    assert engine.wait(PATIENCE)
    assert good.indices == [0, 1, 2, 3]
    assert sum(e.kind == "watcher" and "it fell over" in e.text for e in told) == 4


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


def test_an_invalid_source_is_an_event_and_changes_nothing(
    play: Callable[..., Engine], pipeline: FakePipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = play(FakeSource(3, live=True, block_after=3))
    until(lambda: bool(pipeline.seen))

    def refuse(*_: object) -> Source:
        raise SourceError("there is no camera 9")

    monkeypatch.setattr(engine_module, "open_source", refuse)
    engine.set_source("9")
    until(lambda: any(e.text == "there is no camera 9" for e in engine.events()))
    assert pipeline.resets == 0


def test_a_camera_that_is_lost_ends_the_engine_with_an_error_event(
    play: Callable[..., Engine],
) -> None:
    source = FakeSource(5, live=True, block_after=0)
    source.released.set()
    engine = play(source)
    assert engine.wait(PATIENCE)
    until(lambda: any((e.level, e.kind) == ("error", "source") for e in engine.events()))
    assert not engine.stats().running


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    """A real file of 40 frames at 20 a second."""
    path = tmp_path / "clip.avi"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 20, (64, 48))
    for number in range(40):
        writer.write(np.full((48, 64, 3), number * 5, np.uint8))
    writer.release()
    return path


@pytest.fixture
def review(clip: Path, pipeline: FakePipeline) -> Iterator[Engine]:
    engine = Engine(Config(), str(clip), Registry.open())
    engine.start()
    yield engine
    pipeline.gate.set()
    engine.stop(PATIENCE)


def test_a_file_goes_on_from_the_place_that_is_sought_and_faces_are_followed_anew(
    review: Engine, pipeline: FakePipeline
) -> None:
    assert review.wait(PATIENCE)
    assert review.stats().duration_s == pytest.approx(2.0)
    pipeline.seen.clear()
    review.seek(1.5)
    until(lambda: pipeline.seen == list(range(30, 40)))
    assert review.wait(PATIENCE)
    assert (pipeline.resets, pipeline.renumbered) == (1, 0)


def test_a_paused_engine_judges_one_frame_for_a_step_and_for_a_seek(
    review: Engine, pipeline: FakePipeline
) -> None:
    assert review.wait(PATIENCE)
    review.pause()
    pipeline.seen.clear()
    review.seek(0.5)
    until(lambda: pipeline.seen == [10])
    for number in (11, 12):
        review.step()
        until(lambda number=number: pipeline.seen[-1] == number)
    assert pipeline.seen == [10, 11, 12]
    assert review.stats().paused
    review.resume()
    until(lambda: pipeline.seen[-1] == 39)


def test_a_camera_cannot_be_sought(play: Callable[..., Engine], pipeline: FakePipeline) -> None:
    engine = play(FakeSource(5, live=True, block_after=5))
    until(lambda: pipeline.seen[-1:] == [4])
    engine.seek(1.0)
    engine.set_decision(DecisionConfig())  # after the seek had its turn
    until(lambda: any(event.kind == "decision" for event in engine.events()))
    assert engine.stats().duration_s is None
    assert pipeline.resets == 0
