"""The queue against an in-memory model, over random sequences of operations."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from edge.config import OutboxConfig
from edge.delivery.outbox import Outbox
from edge.events.event import EventKind, GateEvent

READERS = ("mqtt", "webhook")
KEEP = 100
MEMORY = Path("/dev/shm")  # a disk would only make it slow


class Queue(RuleBasedStateMachine):
    """pending: what each reader has still to get, by the rules that are promised."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(dir=MEMORY if MEMORY.is_dir() else None))
        self.outbox = self.begin()
        self.pending: dict[str, list[str]] = {reader: [] for reader in READERS}
        self.dropped = dict.fromkeys(READERS, 0)
        self.aside = dict.fromkeys(READERS, 0)

    def begin(self) -> Outbox:
        path = self.folder / "outbox.sqlite"
        return Outbox(path, OutboxConfig(keep_events=KEEP), READERS)

    @rule(count=st.sampled_from([1, 2, 60]))
    def take(self, count: int) -> None:
        for _ in range(count):
            event = GateEvent(EventKind.VERDICT, "camera", {"track": count})
            self.outbox.on_event(event)
            for reader, pending in self.pending.items():
                pending.append(event.id)
                if len(pending) > KEEP:
                    del pending[0]
                    self.dropped[reader] += 1

    @rule(reader=st.sampled_from(READERS), count=st.integers(1, 80))
    def deliver(self, reader: str, count: int) -> None:
        batch = self.outbox.batch(reader, count)
        assert [event.id for _, event in batch] == self.pending[reader][:count]
        if batch:
            self.outbox.acknowledge(reader, batch[-1][0])
            del self.pending[reader][: len(batch)]

    @rule(reader=st.sampled_from(READERS))
    def acknowledge_what_is_old(self, reader: str) -> None:
        self.outbox.acknowledge(reader, 0)

    @rule(reader=st.sampled_from(READERS))
    def set_aside(self, reader: str) -> None:
        found = self.outbox.next(reader)
        if found is not None:
            self.outbox.set_aside(reader, found[0], "refused")
            assert found[1].id == self.pending[reader].pop(0)
            self.aside[reader] = min(self.aside[reader] + 1, KEEP)

    @rule()
    def restart(self) -> None:
        self.outbox.close()
        self.outbox = self.begin()

    @invariant()
    def nothing_is_missing(self) -> None:
        for reader, pending in self.pending.items():
            arrears = self.outbox.arrears(reader)
            assert arrears.waiting == len(pending)
            assert arrears.dropped == self.dropped[reader]
            found = self.outbox.next(reader)
            assert (found[1].id if found else None) == (pending[0] if pending else None)

    def teardown(self) -> None:
        for reader, pending in self.pending.items():
            assert [event.id for _, event in self.outbox.batch(reader, KEEP)] == pending
            assert len(self.outbox.refused(reader)) <= self.aside[reader]
        self.outbox.close()
        shutil.rmtree(self.folder)


Queue.TestCase.settings = settings(
    max_examples=40,
    stateful_step_count=15,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
TestQueue = Queue.TestCase
