"""Common behaviour of senders: retries, and a thread that only `stop` ends."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from real_servers import wait_for

from edge.delivery.outbox import Outbox
from edge.delivery.sender import Backoff, Sender
from edge.errors import OutputError
from edge.events.event import GateEvent

Verdicts = Callable[[int], list[GateEvent]]
MakeOutbox = Callable[..., Outbox]


class Flaky(Sender):
    """Delivers into a list; first it fails in the ways it is given."""

    name = "flaky"

    def __init__(self, outbox: Outbox, failures: list[Exception], told: list[GateEvent]) -> None:
        super().__init__(outbox, Backoff(0.01, 0.02), publish=told.append)
        self.failures = failures
        self.got: list[str] = []
        self.let_go = threading.Event()

    def serve(self) -> None:
        if self.failures:
            raise self.failures.pop(0)
        while (found := self._outbox.next(self.name)) is not None:
            self.got.append(found[1].id)
            self._outbox.acknowledge(self.name, found[0])
            self._health.works()
        self._wake.wait(60)
        self._wake.clear()

    def attempt(self, event: GateEvent) -> str:
        return "a list"

    def interrupt(self) -> None:
        self.let_go.set()


@pytest.fixture
def make_flaky(make_outbox: MakeOutbox) -> Iterator[Callable[..., tuple[Flaky, Outbox]]]:
    made: list[Flaky] = []

    def make(*failures: Exception, told: list[GateEvent]) -> tuple[Flaky, Outbox]:
        outbox = make_outbox("flaky")
        made.append(Flaky(outbox, list(failures), told))
        return made[-1], outbox

    yield make
    for sender in made:
        assert sender.stop(10) == []


def test_failures_do_not_end_the_thread_and_each_series_is_reported_once(
    make_flaky: Callable[..., tuple[Flaky, Outbox]], verdicts: Verdicts
) -> None:
    told: list[GateEvent] = []
    failures = (OutputError("away"), RuntimeError("a bug"), OutputError("still away"))
    sender, outbox = make_flaky(*failures, told=told)
    events = verdicts(3)
    sender.start()
    for event in events:
        outbox.on_event(event)
    wait_for(lambda: len(sender.got) == 3, "the events")
    wait_for(lambda: len(told) == 2, "the end of the fault")
    assert sender.got == [event.id for event in events]
    assert [event.body for event in told] == [
        {"part": "flaky", "ok": False, "text": "away", "blocks_gate": False},
        {"part": "flaky", "ok": True, "text": "works again", "blocks_gate": False},
    ]
    assert sender.health()["last_error"] == "still away"


def test_a_queue_that_cannot_be_read_is_a_failure_like_others(
    make_flaky: Callable[..., tuple[Flaky, Outbox]],
) -> None:
    sender, outbox = make_flaky(told=[])
    sender.start()
    outbox.close()
    sender.wake()
    wait_for(lambda: sender.health()["ok"] is False, "the failure")
    assert "closed" in sender.health()["last_error"]
    assert sender.health()["waiting"] is None


def test_a_sender_that_does_not_end_is_interrupted_and_then_reported(
    make_outbox: MakeOutbox, tmp_path: Path
) -> None:
    class Stuck(Flaky):
        def serve(self) -> None:
            self.let_go.wait(60)

    class Deaf(Stuck):
        def interrupt(self) -> None:
            """Hears nothing."""

    stuck = Stuck(make_outbox("flaky"), [], [])
    stuck.start()
    assert stuck.stop(0.2) == []
    deaf = Deaf(make_outbox("flaky", path=tmp_path / "other.sqlite"), [], [])
    deaf.start()
    assert deaf.stop(0.2)
    deaf.let_go.set()
    assert deaf.stop(10) == []


def test_a_sender_that_was_never_started_can_be_stopped(make_outbox: MakeOutbox) -> None:
    assert Flaky(make_outbox("flaky"), [], []).stop(1) == []
