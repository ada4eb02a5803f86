"""The frame rate as text: a number while frames are expected, else a dash."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ui_fakes import FakeEngine, status

from edge.capture.supervisor import SourceState
from ui.frame_rate import frame_rate


@pytest.mark.parametrize(
    ("state", "shown"),
    [
        (SourceState.PLAYING, "29.5"),
        (SourceState.ENDED, "–"),
        (SourceState.LOST, "–"),
        (SourceState.STALLED, "–"),
    ],
)
def test_the_rate_is_a_number_only_while_frames_come(state: SourceState, shown: str) -> None:
    stats = replace(FakeEngine(lambda: None).stats(), fps=29.5, source=status(state))

    assert frame_rate(stats) == shown
    assert frame_rate(replace(stats, paused=True)) == "–"
    assert frame_rate(replace(stats, source=None)) == "29.5"
