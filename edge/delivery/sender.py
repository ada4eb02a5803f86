"""The base class of senders: a thread that delivers the queue's events, with back-off."""

from __future__ import annotations

import logging
import random
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any

from edge.delivery.outbox import Outbox
from edge.errors import FacevouchError
from edge.events.event import GateEvent
from edge.events.health import HealthRegistry, Publish, TargetHealth
from edge.message import Message, of_error
from edge.system.thread import StoppableThread


class Losses:
    """Reports dropped events and a damaged queue as faults; called from the reader's own thread."""

    def __init__(self, reader: str, outbox: Outbox, health: TargetHealth) -> None:
        self._reader = reader
        self._outbox = outbox
        self._health = health
        self._settled: int | None = None  # events dropped up to the last time all was delivered
        self._dropping = False

    def note(self) -> None:
        """Report when dropping begins, the number of dropped events when it ends, and damage."""
        damaged = self._outbox.unreported_damage()
        if damaged is not None:
            text = Message(
                "the queue was damaged; its file is now {0}, and a new queue was created",
                damaged.name,
            )
            after = Message("a new queue accepts events")
            self._health.happened(self._outbox.name, text, after)
        try:
            arrears = self._outbox.arrears(self._reader)
        except FacevouchError:
            return  # the bus reports a queue that fails
        if self._settled is None:
            self._settled = arrears.dropped
        lost = arrears.dropped - self._settled
        if lost and not self._dropping:
            self._dropping = True
            text = Message(
                "the queue for {0} is full: its oldest events are being dropped", self._reader
            )
            self._health.begin(f"{self._reader} queue", text)
        elif self._dropping and arrears.waiting == 0:
            self._settled, self._dropping = arrears.dropped, False
            text = Message(
                "{0} events were dropped before {1} could be reached again", lost, self._reader
            )
            self._health.end(f"{self._reader} queue", text)


class Backoff:
    """Waiting times that double from `first` to `most`, s, each times a random factor in 0.5..1.

    The random factor keeps the gates of a fleet from reconnecting all at the same moment.
    """

    def __init__(self, first: float, most: float, rng: random.Random | None = None) -> None:
        self._first = first
        self._most = max(first, most)
        self._rng = rng or random.SystemRandom()
        self._failures = 0

    def next(self) -> float:
        """Seconds to wait after one more failure."""
        # the exponent is limited, because 2.0 ** n overflows
        longest = min(self._most, self._first * 2.0 ** min(self._failures, 60))
        self._failures += 1
        return longest * self._rng.uniform(0.5, 1.0)

    def reset(self) -> None:
        self._failures = 0


log = logging.getLogger(__name__)


class Sender(ABC):
    """Delivers the outbox's events to one target, in order, until it is stopped.

    `serve` does the work in the sender's thread and returns when stopped. An exception counts as a
    failure of the target; `serve` is then called again after a waiting time that grows.
    """

    name: str

    def __init__(
        self,
        outbox: Outbox,
        backoff: Backoff,
        *,
        publish: Publish | None = None,
        registry: HealthRegistry | None = None,
        camera: str = "camera",
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._outbox = outbox
        self._backoff = backoff
        self._clock = clock
        self._health = TargetHealth(self.name, camera, registry or HealthRegistry(), publish)
        self._wake = threading.Event()
        self._linger_until = 0.0
        self._losses = Losses(self.name, outbox, self._health)
        self._thread = StoppableThread(f"facevouch-{self.name}", self._run, interrupt=self.wake)
        outbox.listen(self.wake)

    @abstractmethod
    def serve(self) -> None:
        """Deliver until `self.stopping`. Raises FacevouchError where the target fails."""

    @abstractmethod
    def attempt(self, event: GateEvent) -> str:
        """Send one event now, without the outbox; returns the address. Raises FacevouchError."""

    @abstractmethod
    def interrupt(self) -> None:
        """Make `serve` return soon. Called from another thread."""

    def patience(self) -> float:
        """Seconds until the next attempt after a failure."""
        return self._backoff.next()

    @property
    def stopping(self) -> bool:
        return self._thread.stopping

    def _may_linger(self) -> bool:
        """Whether waiting events may still be delivered while stopping."""
        return not self._thread.stopping or self._clock() < self._linger_until

    def wake(self) -> None:
        """Wake the sender's thread. Returns at once; safe to call from any thread."""
        self._wake.set()

    def start(self) -> None:
        self._thread.start()

    def stop(self, timeout: float) -> list[str]:
        """End the thread; undelivered events stay in the queue. Its name if it did not end in time.

        For the first half of `timeout`, waiting events are still delivered if the target answers.
        """
        self._linger_until = self._clock() + timeout / 2
        if not self._thread.stop(timeout / 2):
            return []
        self.interrupt()
        return self._thread.join(timeout / 2)

    def health(self) -> dict[str, Any]:
        """ok, waiting, dropped, set_aside, last_error, last_success. JSON values."""
        health = self._health.as_dict()
        try:
            arrears = self._outbox.arrears(self.name)
        except FacevouchError as error:
            return health | {"ok": False, "last_error": str(error), "waiting": None}
        return health | {
            "waiting": arrears.waiting,
            "dropped": arrears.dropped,
            "set_aside": arrears.set_aside,
        }

    def _run(self) -> None:
        while not self._thread.stopping:
            try:
                self._losses.note()
                self.serve()
            except FacevouchError as error:
                self._failed(of_error(error))
            except Exception as error:
                log.exception("the %s sender failed", self.name)
                self._failed(Message("the {0} sender failed: {1}", self.name, repr(error)))

    def _failed(self, why: str) -> None:
        if self._thread.stopping:
            return  # stopping closed the connection, which is no fault of the target
        self._health.fails(why)
        self._pause(self.patience())

    def _pause(self, seconds: float) -> None:
        """Wait before the next attempt; report events that are dropped meanwhile."""
        until = self._clock() + seconds
        while not self._thread.stopping and (left := until - self._clock()) > 0:
            self._losses.note()
            self._wake.wait(left)
            self._wake.clear()
