"""Others on the machine are counted, and the reader is warned of them."""

from __future__ import annotations

import pytest

from tools.alternate import Bystanders, Ticks


def during(clock: float, busy: float, own: float) -> Bystanders:
    """10 s and what was at work in them, on 4 cores."""
    ticks = iter([Ticks(100.0, 50.0, 7.0), Ticks(100.0 + clock, 50.0 + busy, 7.0 + own)])
    with Bystanders(lambda: next(ticks), of=4) as others:
        pass
    return others


@pytest.mark.parametrize(
    ("busy", "own", "cores"),
    [(10.0, 10.0, 0.0), (30.0, 10.0, 2.0), (0.0, 0.0, 0.0), (9.9, 10.0, 0.0)],
)
def test_this_processs_own_load_does_not_count_as_others(busy, own, cores):
    assert during(10.0, busy, own).cores == pytest.approx(cores)


@pytest.mark.parametrize(
    ("busy", "spread", "says"),
    [
        (10.0, 1.1, ""),
        (30.0, 1.1, "others kept 2.0 of 4 cores busy"),
        (10.0, 3.4, "up to 3.4 × as long"),
        (30.0, 3.4, "meanwhile and calls"),
    ],
)
def test_a_busy_machine_gives_a_warning_and_an_idle_one_does_not(busy, spread, says):
    warning = during(10.0, busy, 10.0).warning(spread)
    assert says in warning
    assert bool(warning) is bool(says)


def test_a_span_of_no_time_divides_by_nothing():
    assert during(0.0, 0.0, 0.0).cores == 0


def test_this_machines_own_ticks_do_not_run_backwards():
    with Bystanders() as others:
        sum(range(10_000))
    assert others.cores >= 0
