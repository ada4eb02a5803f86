"""The audit log: stores every event of the gate durably before anything acts on it.

Several processes may write one log (`serve`, and `audit purge` beside it): each append reads the
newest entry inside its own transaction.
"""

from __future__ import annotations

import fcntl
import logging
import os
import sqlite3
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from edge import __version__
from edge.audit import store as files
from edge.audit.entry import Entry, next_entry, own_event
from edge.audit.head import Head
from edge.errors import DataError, FacevouchError, OutputError
from edge.events.event import EventKind, GateEvent
from edge.message import Message
from edge.security.keys import KioskKey
from edge.system.paths import state_folder

log = logging.getLogger(__name__)

NOTE_EVERY = 64
NOTE_AFTER_S = 60.0
"""The head is recorded after this many entries or seconds, and after every session."""


def audit_path() -> Path:
    """The file of this machine's log."""
    return state_folder() / "audit" / "audit.sqlite"


def head_path(path: Path) -> Path:
    """The file in which a log's head is recorded."""
    return path.with_suffix(".head")


class AuditLog:
    """A subscriber of the bus. `on_event` returns when the entry is on disk. Thread-safe.

    gate, models: recorded, with the software's version, in the entry that each opening appends.
    """

    name = "audit"
    blocks_gate = True  # an acceptance that is not recorded must not open the gate

    def __init__(
        self,
        path: Path,
        key: KioskKey,
        *,
        gate: str = "",
        models: Mapping[str, str] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._path = path
        self._key = key
        self._clock = clock
        self._opening = {"gate": gate, "models": dict(models or {})}
        self._lock = threading.RLock()
        self._unnoted = 0
        self._noted_at = clock()
        self._closed = False
        self._presence: int | None = None
        self._store: sqlite3.Connection | None = None
        self._file: tuple[int, int] | None = None
        self._newest: Entry | None = None
        self._open()

    def on_event(self, event: GateEvent) -> None:
        """Append an event. Raises OutputError where it cannot be written; the log is
        unchanged then."""
        with self._lock:
            gone = self._store is None or self._file != _identity(self._path)
            if gone and not self._closed:
                self._open_anew()
            last = self._append(event)
            self._unnoted += 1
            due = (
                event.kind is EventKind.SESSION
                or self._unnoted >= NOTE_EVERY
                or self._clock() - self._noted_at >= NOTE_AFTER_S
            )
            if due:
                self._note(last)

    def head(self) -> Head | None:
        """A signed record of the newest entry, to be stored elsewhere. Raises OutputError."""
        with self._lock:
            last = self._last()
            return Head.of(last, self._key) if last else None

    def purge(self, through: int, **body: object) -> int:
        """Delete entries 1 to `through` and append a signed entry about it; returns the number.

        Raises OutputError; nothing is deleted then.
        """
        with self._lock:
            store = self._opened()
            try:
                with files.writing(store):
                    row = store.execute(
                        "SELECT digest, (SELECT min(seq) FROM entries) FROM entries WHERE seq = ?",
                        (through,),
                    ).fetchone()
                    if row is None:
                        return 0
                    removed = through - int(row[1]) + 1
                    event = own_event(
                        "purged", through=through, digest=row[0], entries=removed, **body
                    )
                    last = next_entry(files.last_entry(store), event, self._key)
                    files.insert(store, last, self._key.public_pem)
                    store.execute("DELETE FROM entries WHERE seq <= ?", (through,))
                store.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            except sqlite3.Error as error:
                raise self._failed(error) from error
            self._newest = last
            self._note(last)
            return removed

    def close(self) -> None:
        """Record the head and close the file. Safe to call twice."""
        with self._lock:
            self._closed = True
            if self._store is None:
                return
            try:
                last = self._last()
                if last is not None and self._unnoted:
                    self._note(last)
            except FacevouchError as error:
                log.error("%s", error)
            finally:
                self._let_go()

    # -- the file -------------------------------------------------------------------------------

    def _open(self) -> None:
        self._store = files.open_store(self._path)
        self._file = _identity(self._path)
        try:
            self._presence = hold(self._path)
            last = self._last()
            lost = self._lost(last)
            if lost is not None:
                log.error(
                    "the audit log %s lost entries up to %d; see: facevouch audit verify",
                    self._path,
                    lost.seq,
                )
                self._append(own_event("truncated", noted=lost.seq, digest=lost.digest))
            last = self._append(
                own_event(
                    "opened",
                    key=self._key.key_id,
                    public_key=self._key.public_pem,
                    software=__version__,
                    **self._opening,
                )
            )
            self._note(last)
        except FacevouchError:
            self._let_go()
            raise

    def _open_anew(self) -> None:
        """Open the log again after its file was moved or deleted; the head proves what is
        missing."""
        log.error("the audit log %s is not the file that was opened", self._path)
        self._let_go()
        self._open()

    def _let_go(self) -> None:
        if self._store is not None:
            self._store.close()
        if self._presence is not None:
            os.close(self._presence)
        self._store = self._presence = self._file = None

    def _opened(self) -> sqlite3.Connection:
        if self._store is None:
            raise OutputError(f"the audit log {self._path} is closed")
        return self._store

    def _append(self, event: GateEvent) -> Entry:
        store = self._opened()
        try:
            with files.writing(store):
                entry = next_entry(files.last_entry(store), event, self._key)
                files.insert(store, entry, self._key.public_pem)
        except sqlite3.Error as error:
            raise self._failed(error) from error
        self._newest = entry
        return entry

    def _last(self) -> Entry | None:
        try:
            return files.last_entry(self._opened())
        except sqlite3.Error as error:
            raise self._failed(error) from error

    def _failed(self, error: sqlite3.Error) -> OutputError:
        return OutputError(
            Message(
                "the audit log {0} cannot be written: {1}; free space on its disk or "
                "correct the permissions of its folder",
                str(self._path),
                str(error),
            )
        )

    # -- the head -------------------------------------------------------------------------------

    def _lost(self, last: Entry | None) -> Head | Entry | None:
        """The newest entry known to have been written, if the log does not contain it; else None.

        It is known from the head's file and, where that is gone as well, from this process.
        """
        known = [one for one in (self._noted(), self._newest) if one is not None]
        lost = [one for one in known if not self._has(one, last)]
        return max(lost, key=lambda one: one.seq, default=None)

    def _noted(self) -> Head | None:
        path = head_path(self._path)
        if not path.exists():
            return None
        try:
            return Head.read(path)
        except DataError as error:
            log.warning("%s", error)
            return None

    def _has(self, known: Head | Entry, last: Entry | None) -> bool:
        if last is None or known.seq > last.seq:
            return False
        try:
            found = list(files.entries(self._opened(), known.seq, known.seq))
        except sqlite3.Error as error:
            raise self._failed(error) from error
        purged = not found
        return purged or found[0].digest == known.digest

    def _note(self, last: Entry) -> None:
        """Record the head. A failure is only logged, because the entry itself is on disk."""
        try:
            Head.of(last, self._key).write(head_path(self._path))
        except FacevouchError as error:
            log.warning("%s", error)
            return
        self._unnoted = 0
        self._noted_at = self._clock()


def hold(path: Path, *, alone: bool = False) -> int:
    """Lock a log as in use; returns a file descriptor, whose closing releases the lock.

    alone: an exclusive lock; raises OutputError while another process holds one.
    """
    mode = fcntl.LOCK_EX | fcntl.LOCK_NB if alone else fcntl.LOCK_SH
    lock = path.with_suffix(".lock")
    try:
        handle = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise OutputError(f"cannot write {lock}: {error.strerror}") from error
    try:
        fcntl.flock(handle, mode)
    except OSError as error:
        os.close(handle)
        raise OutputError(
            f"the audit log {path} is in use by a running gate; stop the gate and try again"
        ) from error
    return handle


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
