"""The durable queue: keeps each event on disk until every reader has acknowledged it."""

from __future__ import annotations

import logging
import sqlite3
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from edge.config import OutboxConfig
from edge.delivery import outbox_store as store
from edge.errors import OutputError
from edge.events.event import GateEvent
from edge.message import Message

log = logging.getLogger(__name__)
T = TypeVar("T")


class QueueInUseError(OutputError):
    """Another process uses this queue."""


@dataclass(frozen=True, slots=True)
class Arrears:
    """A reader's counts. waiting: not acknowledged yet.

    dropped: deleted because the queue was full. set_aside: refused by the reader's target.
    """

    waiting: int
    dropped: int
    set_aside: int


class Outbox:
    """A Subscriber with a named cursor for each reader. Safe to call from any thread.

    Events are read in order and at least once: a reader that ends between sending and acknowledging
    gets the event again, under the same id. When keep_events are waiting, the oldest is dropped and
    counted for each reader that had not acknowledged it.

    A damaged database is renamed (`moved_aside`), and a new one created.
    """

    name = "outbox"
    blocks_gate = False

    def __init__(
        self, path: Path, config: OutboxConfig, readers: Sequence[str] = ("mqtt", "webhook")
    ) -> None:
        """Raises OutputError where another process uses the queue.

        A disk that cannot be written is logged only, and tried again at each event.
        """
        self._path = path
        self._keep = config.keep_events
        self._readers = tuple(readers)
        self._lock = threading.Lock()
        self._listeners: list[Callable[[], None]] = []
        self._highest = 0
        self._closed = False
        self._db: sqlite3.Connection | None = None
        self._unreported: Path | None = None
        self.moved_aside: Path | None = None
        try:
            self._db = self._open()
        except QueueInUseError:
            raise
        except OutputError as error:
            log.error("%s", error)

    def listen(self, listener: Callable[[], None]) -> None:
        """Add a callback for each stored event. It must return at once."""
        self._listeners.append(listener)

    def on_event(self, event: GateEvent) -> None:
        """Store an event; returns when it is on disk. Raises OutputError where that fails."""
        line = event.to_json()
        with self._lock:
            self._highest = self._guarded(lambda db: store.append(db, line, self._keep))
        for listener in self._listeners:
            listener()

    def next(self, reader: str) -> tuple[int, GateEvent] | None:
        """The oldest event that this reader has not acknowledged, with its number."""
        found = self.batch(reader, 1)
        return found[0] if found else None

    def batch(self, reader: str, limit: int) -> list[tuple[int, GateEvent]]:
        """The oldest events that this reader has not acknowledged, in order, with their numbers."""
        found = []
        for seq, line in self._with_lock(lambda db: store.after_cursor(db, reader, limit)):
            try:
                found.append((seq, GateEvent.from_json(line)))
            except (ValueError, KeyError, TypeError) as error:
                if found:
                    break  # what stands before it goes first
                log.error("an event in %s cannot be read and was set aside: %s", self._path, error)
                self.set_aside(reader, seq, "the stored event cannot be read")
                return self.batch(reader, limit)
        return found

    def acknowledge(self, reader: str, seq: int) -> None:
        """Record that a reader has all events up to `seq`; deletes those that all readers have.

        Not synced to disk: its loss causes a duplicate, never a lost event.
        """
        self._with_lock(lambda db: store.advance(db, reader, seq))

    def set_aside(self, reader: str, seq: int, why: str) -> None:
        """Move an event that its target refuses out of the queue; it can be listed later."""
        self._with_lock(lambda db: store.set_aside(db, reader, seq, why, self._keep))

    def refused(self, reader: str) -> list[tuple[str, str]]:
        """The events set aside, as lines of JSON, oldest first, each with the reason."""
        return self._with_lock(lambda db: store.aside(db, reader))

    def arrears(self, reader: str) -> Arrears:
        """A reader's counts."""
        return self._with_lock(lambda db: Arrears(*store.arrears(db, reader)))

    def unreported_damage(self) -> Path | None:
        """The renamed damaged database; returned once, to the first caller."""
        with self._lock:
            unreported, self._unreported = self._unreported, None
            return unreported

    def close(self) -> None:
        with self._lock:
            self._closed = True
            self._let_go()

    def _with_lock(self, act: Callable[[sqlite3.Connection], T]) -> T:
        with self._lock:
            return self._guarded(act)

    def _guarded(self, act: Callable[[sqlite3.Connection], T]) -> T:
        """Run `act`; where the database turns out to be damaged, again on a new one."""
        try:
            return act(self._live())
        except sqlite3.DatabaseError as error:
            if not store.damaged(error):
                raise self._unusable(error) from error
            self._let_go()
            self._move(error)
        try:
            return act(self._live())
        except sqlite3.DatabaseError as error:
            raise self._unusable(error) from error

    def _live(self) -> sqlite3.Connection:
        if self._closed:
            raise OutputError(f"the queue {self._path} is closed")
        if self._db is None:
            self._db = self._open()
        return self._db

    def _let_go(self) -> None:
        if self._db is not None:
            self._db.close()
            self._db = None

    def _open(self) -> sqlite3.Connection:
        try:
            try:
                return store.opened(self._path, self._readers, self._highest)
            except sqlite3.DatabaseError as error:
                if not store.damaged(error):
                    raise
                self._move(error)
                return store.opened(self._path, self._readers, self._highest)
        except (sqlite3.Error, OSError) as error:
            if store.in_use(error):
                raise QueueInUseError(
                    f"the queue {self._path} is in use by another facevouch process; set "
                    "FACEVOUCH_STATE to another folder for this one"
                ) from error
            raise self._unusable(error) from error

    def _move(self, error: sqlite3.Error) -> None:
        try:
            self.moved_aside = self._unreported = store.moved_aside(self._path)
        except OSError as again:
            raise self._unusable(again) from error
        log.error(
            "the queue %s is damaged (%s); it is now %s", self._path, error, self.moved_aside.name
        )

    def _unusable(self, error: Exception) -> OutputError:
        return OutputError(
            Message(
                "cannot use the queue {0}: {1}; check free space and permissions there",
                str(self._path),
                str(error),
            )
        )
