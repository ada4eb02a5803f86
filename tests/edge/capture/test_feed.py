"""The feed counts every frame to the turn of the source that it came from."""

from __future__ import annotations

import sys
import threading
from collections import defaultdict

from fake_engine import FakeSource
from patience import PATIENCE, until

from edge.capture.feed import Feed
from edge.config import CameraConfig


def test_a_new_sources_first_frame_is_counted_to_the_new_turn() -> None:
    feed = Feed(CameraConfig(), lambda status: None, realtime=False)
    came: dict[int, list[int]] = defaultdict(list)
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            turn, frame = feed.get(0.001)
            if frame is not None:
                came[turn].append(frame.index)

    reader = threading.Thread(target=read)
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)  # threads take turns between most instructions
    try:
        reader.start()
        for _ in range(100):
            feed.begin("fake", FakeSource(3, live=False))
            until(lambda: sum(len(indices) for indices in came.values()) == 3 * feed.turn)
            feed.end()
    finally:
        sys.setswitchinterval(usual)
        stop.set()
        reader.join(PATIENCE)
    assert dict(came) == {turn: [0, 1, 2] for turn in range(1, 101)}
