"""The engine plays a file from a position, and single frames of it while it is paused."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest
from fake_engine import FakePipeline, FakeSource
from patience import PATIENCE, until

from edge.config import Config, DecisionConfig
from edge.runtime.engine import Engine
from models.registry import Registry


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
