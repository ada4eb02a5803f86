"""Progress on a terminal and in a log file."""

from __future__ import annotations

import io

from rich.console import Console

from tools.progress import EVERY, ProgressBar


def told(steps: list[tuple[float, int]], total: int, *, quiet: bool = False) -> list[str]:
    """The lines of a log file. steps: seconds passed before so many more were done."""
    now = 0.0
    text = io.StringIO()
    console = Console(file=text, force_terminal=False, width=40)
    what = "a long name of a set"
    with ProgressBar(what, total, quiet=quiet, console=console, clock=lambda: now) as progress:
        for seconds, count in steps:
            now += seconds
            progress.advance(count)
    return text.getvalue().splitlines()


def test_a_log_gets_a_line_now_and_then_with_rate_and_time_left():
    lines = told([(1, 10)] * 70, 1000)
    assert lines == [
        f"a long name of a set: {10 * EVERY:.0f}/1000 (30 %), 10.0/s, 1 min 10 s left",
        f"a long name of a set: {20 * EVERY:.0f}/1000 (60 %), 10.0/s, 40 s left",
        # an interrupted run leaves where it stopped
        "a long name of a set: 700/1000 (70 %), 10.0/s, 30 s left",
    ]


def test_a_short_run_leaves_one_line_that_says_how_long_it_took():
    assert told([(2, 32), (2, 8)], 40) == [
        "a long name of a set: 40/40 (100 %), 10.0/s, 4 s in all"
    ]


def test_hours_are_told_as_hours():
    assert "2 h 29 min left" in told([(EVERY, 1)], 300)[0]


def test_rows_of_an_earlier_run_do_not_count_in_the_rate():
    text, now = io.StringIO(), 0.0
    console = Console(file=text, force_terminal=False)
    with ProgressBar("set", 1000, console=console, clock=lambda: now) as progress:
        progress.skip(900)
        now = 10.0
        progress.advance(50)
    assert text.getvalue() == (
        "set: 950/1000 (95 %), 900 of them from an earlier run, 5.0/s, 10 s left\n"
    )


def test_nothing_to_do_and_nothing_wanted_are_no_trouble():
    assert told([], 0) == ["a long name of a set: 0/0 (100 %)"]
    assert told([(99, 5)], 10, quiet=True) == []


def test_a_terminal_gets_a_bar_with_rate_and_time_left():
    text = io.StringIO()
    console = Console(file=text, force_terminal=True, width=100)
    with ProgressBar("set", 4, console=console) as progress:
        for _ in range(4):
            progress.advance(1)
    assert "4/4" in text.getvalue()
    assert "/s" in text.getvalue()
    assert "0:00:00" in text.getvalue()
    assert "(100 %)" not in text.getvalue()
