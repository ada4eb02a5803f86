"""The endurance test in its short form, and its checks, each of which detects a violation."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from edge.cli import main as facevouch
from edge.events.event import EventKind, GateEvent
from tools.soak import main
from tools.soak.camera import Mode
from tools.soak.command import parser, plan_of
from tools.soak.leaks import Holdings
from tools.soak.outages import Outage, OutageRecord
from tools.soak.plan import SHORT, SoakPlan
from tools.soak.report import promises
from tools.soak.run import SoakResult
from tools.soak.trouble import Troubles
from tools.soak.witness import broken_chains, out_of_order


@pytest.mark.slow
def test_half_a_minute_of_everything_at_once_breaks_no_promise(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = tmp_path / "soak.json"
    status = facevouch(["soak", "--short", "--report", str(report)])
    shown = capsys.readouterr().out
    figures = json.loads(report.read_text())
    assert status == 0, shown
    assert figures["held"]
    assert len(figures["promises"]) >= 15
    assert figures["frames"] >= 300
    assert {outage["mode"] for outage in figures["outages"]} == {"unplugged", "stalled"}
    assert "BROKEN" not in shown


def test_an_outage_that_the_end_cut_short_need_not_have_shown() -> None:
    result = a_good_result(SHORT)
    cut = Outage("camera-1", Mode.STALLED, 0, 9, cut=True, restored=0.2, recovery_s=0.1)
    result.record.outages.append(cut)
    assert all(promise.held for promise in promises(SHORT, result))
    result.record.outages.append(replace(cut, cut=False))
    assert [p.what for p in promises(SHORT, result) if not p.held] == [
        "every outage shows in the status"
    ]


def a_good_result(plan: SoakPlan) -> SoakResult:
    outage = Outage("camera-1", Mode.UNPLUGGED, 0, 2, seen=True, restored=2, recovery_s=0.5)
    calm = Holdings((), 20, 400.0)
    result = SoakResult(frames=1000, record=OutageRecord([outage] * 20), sink_fault_seen=True)
    result.troubles = Troubles(["model", "clock", "disk"] * plan.faults)
    result.settled = result.ended = result.left = calm
    result.kinds = {"verdict": 10}
    result.deaths.told = ["a", "b"]
    result.deaths.log_entries = 2
    return result


def broken(result: SoakResult) -> list[str]:
    return [promise.what for promise in promises(SHORT, result) if not promise.held]


def test_a_run_in_which_all_went_well_holds_every_promise() -> None:
    assert broken(a_good_result(SHORT)) == []


def slow(result: SoakResult) -> None:
    result.record.outages[:] = [replace(o, recovery_s=4.0) for o in result.record.outages]


def gone(result: SoakResult) -> None:
    result.record.outages.append(replace(result.record.outages[0], recovery_s=None))


def unseen(result: SoakResult) -> None:
    result.record.outages.append(replace(result.record.outages[0], seen=False))


BREAKS = {
    "deadlock": lambda r: r.record.silences.append("camera-1"),
    "watchdog": lambda r: r.watchdog.append("would have ended"),
    "comes back": gone,
    "back within": slow,
    "outage shows": unseen,
    "receiver": lambda r: setattr(r, "sink_fault_seen", False),
    "replaced model": lambda r: r.troubles.broken.append("not seen"),
    "change of a verdict": lambda r: r.broken_chains.append("gap"),
    "arrives": lambda r: r.undelivered.append("a"),
    "in order": lambda r: setattr(r, "misplaced", 1),
    "believed": lambda r: r.disbelieved.append("camera-1: loops"),
    "thread": lambda r: setattr(r, "left", Holdings(("facevouch-x",), 20, 400.0)),
    "descriptor": lambda r: setattr(r, "ended", Holdings((), 40, 400.0)),
    "memory": lambda r: setattr(r, "ended", Holdings((), 20, 900.0)),
    "leaks": lambda r: setattr(r, "settled", None),
    "ends in time": lambda r: r.late.append("facevouch-inference"),
    "SIGKILL": lambda r: r.deaths.lost.append("a"),
    "good order": lambda r: r.deaths.slow_ends.append("life 1"),
    "audit log": lambda r: setattr(r.deaths, "log_broken", "entry 3"),
}


@pytest.mark.parametrize("what", BREAKS)
def test_each_promise_can_be_found_broken(what: str) -> None:
    result = a_good_result(SHORT)
    BREAKS[what](result)
    found = broken(result)
    assert found
    assert any(what.split()[0] in promise for promise in found) or what in ("watchdog", "leaks")


def a_change(before: str | None, state: str, track: int = 1) -> GateEvent:
    return GateEvent(EventKind.VERDICT, "c", {"track": track, "before": before, "state": state})


def test_a_change_that_is_missing_between_two_leaves_a_gap() -> None:
    whole = [a_change(None, "CHECKING"), a_change("CHECKING", "LIVE"), a_change("LIVE", "GONE"),
             a_change(None, "CHECKING"), a_change(None, "CHECKING", track=2)]  # fmt: skip
    assert broken_chains(whole) == []
    assert len(broken_chains([whole[0], whole[2]])) == 1
    assert len(broken_chains(whole[1:2])) == 1


@pytest.mark.parametrize(
    ("arrived", "misplaced"),
    [(["a", "b", "c"], 0), (["a", "b", "a", "b", "c"], 0), (["b", "a", "c"], 1), ([], 0)],
)
def test_order_counts_first_arrivals_only(arrived: list[str], misplaced: int) -> None:
    assert out_of_order(["a", "b", "c"], arrived) == misplaced


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--frames", "0"], "--frames"),
        (["--minutes", "-1"], "--minutes"),
        (["--clips", "nowhere"], "no folder nowhere"),
    ],
)
def test_a_plan_that_makes_no_sense_is_one_clear_line(
    words: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words) == 2
    assert says in capsys.readouterr().err


def test_minutes_alone_end_a_run_by_the_clock() -> None:
    assert plan_of(parser().parse_args(["--minutes", "5"])).frames is None
    assert plan_of(parser().parse_args([])).frames == 100_000
