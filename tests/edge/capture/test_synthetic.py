"""The sources that make their own frames."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import numpy as np
import pytest

from edge.capture import synthetic
from edge.capture.synthetic import LATE_S, LIVE_FRAMES, REPLAY_FRAMES, Demo, MadeSource, Pattern
from edge.config import Config
from edge.errors import SourceError
from edge.runtime.factory import build_detector
from edge.types import U8, Frame
from edge.vision.quality import measure
from models.registry import Registry


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
def test_a_demo_without_a_count_plays_live_at_its_rate_until_it_is_closed(kind: type[Demo]) -> None:
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


def test_the_demo_holds_one_face_good_enough_to_be_scored_live_and_replayed() -> None:
    config = Config()
    source = Demo(LIVE_FRAMES + REPLAY_FRAMES)
    detector = build_detector(config, Registry.open(), video=True)
    try:
        with source:
            for index in range(0, LIVE_FRAMES + REPLAY_FRAMES, 15):
                frame = Frame(source.render(index), index, source.id, index / source.rate)
                faces = detector.detect(frame)
                assert len(faces) == 1, f"frame {index}"
                assert 150 <= faces[0].box.side <= 220
                assert measure(frame.bgr, faces[0], config.quality).ok
    finally:
        detector.close()


def test_the_pattern_holds_no_face() -> None:
    detector = build_detector(Config(), Registry.open(), video=False)
    try:
        with Pattern(60) as source:
            found = [detector.detect(source.read()) for _ in range(3)]  # type: ignore[arg-type]
    finally:
        detector.close()
    assert found == [[], [], []]


@pytest.mark.parametrize("kind", [Demo, Pattern])
def test_a_made_source_is_read_only_once_open(kind: type[Demo]) -> None:
    with pytest.raises(SourceError, match="is not open"):
        kind(3).read()


def test_frames_missed_during_the_machines_sleep_are_skipped(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    source = Pattern()
    source.open()
    first = source.read()
    awake = time.monotonic
    monkeypatch.setattr(time, "monotonic", lambda: awake() + 10 * LATE_S)
    late = source.read()
    assert first is not None
    assert late is not None
    assert late.index - first.index >= 9 * LATE_S * source.rate
    assert late.captured_at - first.captured_at >= 9 * LATE_S


def test_a_missing_portrait_is_one_clear_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(synthetic, "PORTRAIT", tmp_path / "gone.jpg")
    with pytest.raises(SourceError, match="is missing; reinstall facevouch"):
        Demo().open()
