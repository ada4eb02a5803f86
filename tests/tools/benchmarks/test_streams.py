"""The measurement of streams reads the same frames in this process and in one of its own."""

from __future__ import annotations

import re

import pytest
from needs import needs_opencv

from tools.benchmarks import streams


@needs_opencv()
def test_each_round_gives_both_rates_and_their_ratio(capsys: pytest.CaptureFixture[str]) -> None:
    streams.main(["--frames", "5", "--rounds", "2", "--size", "64x64"])
    lines = capsys.readouterr().out.splitlines()
    rounds = [list(map(float, re.findall(r"[\d.]+", line))) for line in lines[1:3]]
    for here, _, there, _, ratio in rounds:
        assert ratio == pytest.approx(there / here, abs=0.02)
    assert lines[3].startswith("median of the ratios")


def test_a_stream_that_breaks_off_gives_no_rate() -> None:
    with pytest.raises(RuntimeError, match="broke off"):
        streams.rate(lambda: None, 3)
