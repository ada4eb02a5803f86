"""The sources that make their own frames."""

from __future__ import annotations

import threading
import time

import numpy as np
import pytest

from edge.capture.demo import LIVE_FRAMES, REPLAY_FRAMES, Demo
from edge.capture.paced import MadeSource
from edge.capture.pattern import Pattern
from edge.types import U8


def pictures(source: MadeSource) -> list[U8]:
    found = []
    with source:
        while (frame := source.read()) is not None:
            found.append(frame.bgr)
    return found


@pytest.mark.parametrize("kind", [Demo, Pattern])
def test_a_counted_source_gives_so_many_frames_always_the_same(kind: type[Demo]) -> None:
    first, second = pictures(kind(6)), pictures(kind(6))
    assert len(first) == 6
    assert first[0].shape == (480, 640, 3)
    for a, b in zip(first, second, strict=True):
        np.testing.assert_array_equal(a, b)
    assert not np.array_equal(first[0], first[1])


@pytest.mark.parametrize("kind", [Demo, Pattern])
def test_without_a_count_it_plays_live_at_its_pace_until_it_is_closed(kind: type[Demo]) -> None:
    source = kind()
    assert source.live
    source.open()
    times = [source.read().captured_at for _ in range(4)]  # type: ignore[union-attr]
    assert times[3] - times[0] == pytest.approx(3 / 30)
    assert time.monotonic() >= times[3]
    closer = threading.Timer(0.05, source.close)
    closer.start()
    while source.read() is not None:
        pass
    closer.join(5)


def test_the_replay_shows_a_screen_where_the_live_part_shows_a_room() -> None:
    source = Demo(LIVE_FRAMES + REPLAY_FRAMES)
    source.open()
    live, replay = source.render(10), source.render(LIVE_FRAMES + 10)
    assert live[:20].mean() > 100
    assert replay[:20].mean() < 80
