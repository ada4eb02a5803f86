"""A camera that fails, hangs or freezes is detected, restarted, and finally given up."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from itertools import pairwise

import pytest
from flaky_source import FlakySource

from edge.capture.slot import EverySlot, LatestSlot
from edge.capture.supervisor import CaptureSupervisor, SourceState, SourceStatus
from edge.config import CameraConfig
from edge.errors import SourceError
from edge.types import Frame

PATIENCE = 60.0
QUICK = CameraConfig(
    stall_s=0.15,
    open_timeout_s=0.3,
    identical_frames=4,
    backoff_first_s=0.01,
    backoff_max_s=0.04,
    restart_budget=3,
    restart_window_s=60,
)
"""Finds a camera that stalls in no time; on a busy machine also one that does not."""

UNHURRIED = QUICK.model_copy(update={"stall_s": PATIENCE, "open_timeout_s": PATIENCE})
"""For all that is not about stalls."""


class Watch:
    """A supervised series of sources, and all that was said about it."""

    def __init__(
        self,
        *sources: FlakySource,
        camera: CameraConfig = UNHURRIED,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.sources = list(sources)
        self._left = list(sources)
        self.slot: LatestSlot[Frame] | EverySlot[Frame]
        self.slot = LatestSlot() if sources[0].live else EverySlot()
        self.statuses: list[SourceStatus] = []
        self._told = threading.Condition()
        self.supervisor = CaptureSupervisor(self._next, self.slot, camera, self._note, clock=clock)
        self.supervisor.start()

    def _next(self) -> FlakySource:
        if not self._left:
            raise SourceError("there is no camera any more")
        return self._left.pop(0)

    def _note(self, status: SourceStatus) -> None:
        with self._told:
            self.statuses.append(status)
            self._told.notify_all()

    def states(self) -> list[SourceState]:
        return [status.state for status in self.statuses]

    def wait_for(self, state: SourceState, times: int = 1) -> SourceStatus:
        with self._told:
            assert self._told.wait_for(lambda: self.states().count(state) >= times, PATIENCE), (
                self.states()
            )
        return [s for s in self.statuses if s.state is state][-1]

    def end(self) -> list[str]:
        for source in self.sources:
            source.let_go.set()
        return self.supervisor.stop(PATIENCE)


@pytest.fixture
def watch() -> Iterator[Callable[..., Watch]]:
    made: list[Watch] = []

    def make(
        *sources: FlakySource,
        camera: CameraConfig = UNHURRIED,
        clock: Callable[[], float] = time.monotonic,
    ) -> Watch:
        made.append(Watch(*sources, camera=camera, clock=clock))
        return made[-1]

    yield make
    for each in made:
        assert each.end() == []


def test_a_file_is_read_to_its_end_once(watch: Callable[..., Watch]) -> None:
    file = FlakySource("frame", "frame", "frame", "end", live=False)
    seen = watch(file)
    frames = [seen.slot.get(PATIENCE) for _ in range(3)]
    assert [f.index for f in frames if f is not None] == [1, 2, 3]
    seen.wait_for(SourceState.ENDED)
    assert seen.slot.get(PATIENCE) is None
    assert seen.slot.closed
    assert SourceState.RECONNECTING not in seen.states()


def test_a_file_that_fails_is_not_tried_again(watch: Callable[..., Watch]) -> None:
    seen = watch(FlakySource("fail", live=False), FlakySource("frame", live=False))
    assert seen.wait_for(SourceState.LOST).message == "flaky was unplugged"
    assert seen.states() == [SourceState.OPENING, SourceState.LOST]


def test_a_camera_that_was_never_there_is_given_up_at_once(watch: Callable[..., Watch]) -> None:
    seen = watch(FlakySource(open_error="there is no camera 7"), FlakySource("frame"))
    assert seen.wait_for(SourceState.LOST).message == "there is no camera 7"
    assert SourceState.RECONNECTING not in seen.states()


def test_an_unplugged_camera_is_brought_back(watch: Callable[..., Watch]) -> None:
    seen = watch(FlakySource("frame", "fail"), FlakySource("frame"))
    seen.wait_for(SourceState.PLAYING, times=2)
    assert seen.states() == [
        SourceState.OPENING,
        SourceState.PLAYING,
        SourceState.RECONNECTING,
        SourceState.OPENING,
        SourceState.PLAYING,
    ]
    assert "trying again in" in seen.statuses[2].message


def test_a_read_that_blocks_is_a_stall_found_by_the_age_of_the_newest_frame(
    watch: Callable[..., Watch],
) -> None:
    first = FlakySource("frame", "hang")
    seen = watch(first, FlakySource("frame"), camera=QUICK)
    assert "no new frame for" in seen.wait_for(SourceState.STALLED).message
    seen.wait_for(SourceState.PLAYING, times=2)
    assert first.closes >= 1


def test_a_frame_of_an_abandoned_reader_is_ignored(watch: Callable[..., Watch]) -> None:
    first, second = FlakySource("frame", "hang"), FlakySource("frame")
    seen = watch(first, second, camera=QUICK)
    seen.wait_for(SourceState.PLAYING, times=2)
    assert second.hanging.wait(PATIENCE)
    while seen.slot.get(0) is not None:
        pass
    first.let_go.set()
    assert seen.slot.get(0.1) is None


def test_a_frozen_camera_is_found_by_identical_frames(watch: Callable[..., Watch]) -> None:
    seen = watch(FlakySource("frame", "frame", "same"), FlakySource("frame"))
    assert seen.wait_for(SourceState.FROZEN).message.startswith("flaky: the same frame")
    seen.wait_for(SourceState.PLAYING, times=2)


def test_the_budget_of_restarts_is_kept_and_the_camera_then_lost(
    watch: Callable[..., Watch],
) -> None:
    seen = watch(*[FlakySource("frame", "fail") for _ in range(9)])
    lost = seen.wait_for(SourceState.LOST)
    assert lost.message == "flaky was unplugged"
    assert seen.states().count(SourceState.RECONNECTING) == QUICK.restart_budget
    assert seen.slot.get(PATIENCE) is None or seen.slot.closed


def test_waits_double_up_to_the_longest(watch: Callable[..., Watch]) -> None:
    camera = UNHURRIED.model_copy(update={"restart_budget": 4, "backoff_max_s": 0.04})
    seen = watch(*[FlakySource("frame", "fail") for _ in range(9)], camera=camera)
    seen.wait_for(SourceState.LOST)
    waits = [s.message for s in seen.statuses if s.state is SourceState.RECONNECTING]
    assert [w.split("again in ")[1] for w in waits] == ["0.0 s"] * 4
    begun = [s.at for s in seen.statuses if s.state is SourceState.OPENING]
    gaps = [b - a for a, b in pairwise(begun)]
    assert len(gaps) == 4
    assert gaps[1] >= 0.02
    assert gaps[2] >= 0.04


def test_stopping_in_time_names_the_reader_that_still_blocks() -> None:
    source = FlakySource("frame", "hang")
    seen = Watch(source)
    assert source.hanging.wait(PATIENCE)
    before = time.monotonic()
    late = seen.supervisor.stop(0.3)
    assert time.monotonic() - before < PATIENCE / 2  # the reader blocks for all of it
    assert late == ["facevouch-capture-reader-1"]
    assert seen.end() == []


def test_a_source_whose_close_frees_its_reader_stops_cleanly() -> None:
    source = FlakySource("frame", "hang", close_unblocks=True)
    seen = Watch(source)
    assert source.hanging.wait(PATIENCE)
    assert seen.supervisor.stop(PATIENCE) == []


def test_frame_numbers_go_on_over_a_restart(watch: Callable[..., Watch]) -> None:
    seen = watch(FlakySource("frame", "frame", "fail"), FlakySource("frame"))
    seen.wait_for(SourceState.PLAYING, times=2)
    frame = seen.slot.get(PATIENCE)
    assert frame is not None
    assert frame.index == 4  # the first source ended on 2, the second begins with its own 1


@pytest.mark.parametrize(
    ("window_s", "states_at_the_end"),
    [(1.0, "brought back"), (1e12, "lost")],
    ids=["old restarts are forgotten", "old restarts still count"],
)
def test_restarts_count_only_within_their_window(
    watch: Callable[..., Watch], window_s: float, states_at_the_end: str
) -> None:
    hours = iter(range(0, 10**9, 3600))
    lock = threading.Lock()

    def clock() -> float:  # an hour passes with each look: every restart is long ago at the next
        with lock:
            return float(next(hours))

    patient = {"restart_budget": 1, "stall_s": 1e12, "open_timeout_s": 1e12}
    camera = QUICK.model_copy(update={"restart_window_s": window_s, **patient})
    sources = [FlakySource("frame", "fail") for _ in range(3)]
    seen = watch(*sources, FlakySource("frame"), camera=camera, clock=clock)
    if states_at_the_end == "lost":
        seen.wait_for(SourceState.LOST)
        assert seen.states().count(SourceState.RECONNECTING) == 1
    else:
        seen.wait_for(SourceState.PLAYING, times=4)
        assert SourceState.LOST not in seen.states()


def test_a_stall_is_measured_by_the_given_clock(watch: Callable[..., Watch]) -> None:
    now = [100.0]
    camera = QUICK.model_copy(update={"stall_s": 3600.0})
    source = FlakySource("frame", "hang")
    seen = watch(source, FlakySource("frame"), camera=camera, clock=lambda: now[0])
    seen.wait_for(SourceState.PLAYING)
    assert source.hanging.wait(PATIENCE)
    now[0] += 3601
    assert seen.wait_for(SourceState.STALLED).message == "flaky: no new frame for 3601.0 s"


def supervised(
    make: Callable[[], FlakySource],
) -> tuple[CaptureSupervisor, LatestSlot[Frame], list[SourceStatus]]:
    slot: LatestSlot[Frame] = LatestSlot()
    statuses: list[SourceStatus] = []
    return CaptureSupervisor(make, slot, QUICK, statuses.append), slot, statuses


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (SourceError("there is no source 'x'"), "there is no source 'x'"),
        (ZeroDivisionError("a driver's fault"), "the source cannot be used: a driver's fault"),
    ],
    ids=["no such source", "an error nobody foresaw"],
)
def test_a_source_that_cannot_be_made_is_lost_at_once_and_nobody_waits(
    error: Exception, says: str
) -> None:
    def make() -> FlakySource:
        raise error

    supervisor, slot, statuses = supervised(make)
    supervisor.start()
    assert slot.get(PATIENCE) is None
    assert slot.closed
    assert supervisor.stop(PATIENCE) == []
    assert [(s.state, s.message) for s in statuses] == [(SourceState.LOST, says)]
    assert supervisor.live is None


@pytest.mark.parametrize("live", [True, False])
def test_it_says_whether_its_source_is_live(watch: Callable[..., Watch], live: bool) -> None:
    seen = watch(FlakySource("frame", live=live))
    seen.wait_for(SourceState.PLAYING)
    assert seen.supervisor.live is live


def test_the_end_of_a_file_says_what_was_left_out(watch: Callable[..., Watch]) -> None:
    class Incomplete(FlakySource):
        @property
        def remark(self) -> str | None:
            return "2 of 5 images could not be read"

    seen = watch(Incomplete("frame", "end", live=False))
    ended = seen.wait_for(SourceState.ENDED)
    assert ended.message == "flaky has ended; 2 of 5 images could not be read"
