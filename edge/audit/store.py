"""The audit log's file: SQLite in WAL mode with durable commits."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from edge.audit.entry import Entry
from edge.errors import DataError, OutputError

APPLICATION = 0x66764C47  # SQLite's application_id of this format
VERSION = 1
WAIT_S = 5.0  # for another process that writes
TABLES = """
CREATE TABLE entries (
  seq INTEGER PRIMARY KEY, event TEXT NOT NULL, previous TEXT NOT NULL, digest TEXT NOT NULL,
  key TEXT NOT NULL, signature BLOB NOT NULL
) STRICT;
CREATE TABLE keys (id TEXT PRIMARY KEY, pem TEXT NOT NULL) STRICT;
"""
COLUMNS = "seq, event, previous, digest, key, signature"


def open_store(path: Path) -> sqlite3.Connection:
    """Open or create a log for writing; its file is readable by its owner only.

    Raises OutputError where the file cannot be written or is no log.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with suppress(FileExistsError):
            os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
        store = sqlite3.connect(path, timeout=WAIT_S, isolation_level=None, check_same_thread=False)
    except (OSError, sqlite3.Error) as error:
        raise OutputError(f"the audit log {path} cannot be opened: {error}") from error
    try:
        store.execute("PRAGMA journal_mode = WAL")
        store.execute("PRAGMA synchronous = FULL")
        store.execute("PRAGMA secure_delete = ON")  # what is purged is overwritten
        with writing(store):
            _prepare(store, path)
    except sqlite3.Error as error:
        store.close()
        raise OutputError(f"the audit log {path} cannot be opened: {error}") from error
    except BaseException:
        store.close()
        raise
    return store


def _prepare(store: sqlite3.Connection, path: Path) -> None:
    application = store.execute("PRAGMA application_id").fetchone()[0]
    version = store.execute("PRAGMA user_version").fetchone()[0]
    empty = store.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0
    if empty and not application:
        for statement in TABLES.split(";"):
            store.execute(statement)
        store.execute(f"PRAGMA application_id = {APPLICATION}")
        store.execute(f"PRAGMA user_version = {VERSION}")
    elif application != APPLICATION:
        raise OutputError(f"{path} is not an audit log; move it or choose another file")
    elif version != VERSION:
        raise OutputError(
            f"the audit log {path} was written by a newer version of "
            "facevouch; install that version or move the file"
        )


@contextmanager
def writing(store: sqlite3.Connection) -> Iterator[None]:
    """An exclusive write transaction; durable when it ends without an exception."""
    store.execute("BEGIN IMMEDIATE")
    try:
        yield
        store.execute("COMMIT")
    except BaseException:
        if store.in_transaction:
            store.execute("ROLLBACK")
        raise


def last_entry(store: sqlite3.Connection) -> Entry | None:
    """The newest entry; None in an empty log."""
    row = store.execute(f"SELECT {COLUMNS} FROM entries ORDER BY seq DESC LIMIT 1").fetchone()
    return Entry(*row) if row else None


def insert(store: sqlite3.Connection, entry: Entry, public_pem: str) -> None:
    """Add an entry and, where it is new, its public key; within the caller's transaction."""
    store.execute(
        f"INSERT INTO entries ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)",
        (entry.seq, entry.event, entry.previous, entry.digest, entry.key, entry.signature),
    )
    store.execute("INSERT OR IGNORE INTO keys VALUES (?, ?)", (entry.key, public_pem))


@contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    """Open a log for reading, also on a read-only medium. Raises DataError."""
    if not path.is_file():
        raise DataError(f"there is no audit log {path}")
    try:
        store = _read_only(path)
    except sqlite3.Error as error:
        raise DataError(f"{path} is not an audit log or is damaged: {error}") from error
    with closing(store):
        yield store


def _read_only(path: Path) -> sqlite3.Connection:
    for options in ("mode=ro", "mode=ro&immutable=1"):
        store = sqlite3.connect(f"{path.absolute().as_uri()}?{options}", uri=True, timeout=WAIT_S)
        try:
            found = store.execute("PRAGMA application_id").fetchone()[0]
        except sqlite3.OperationalError:  # WAL's shared memory cannot be created there
            store.close()
            continue
        except sqlite3.Error:
            store.close()
            raise
        if found != APPLICATION:
            store.close()
            raise DataError(f"{path} is not an audit log")
        return store
    raise DataError(f"the audit log {path} cannot be read")


def entries(store: sqlite3.Connection, first: int = 0, last: int | None = None) -> Iterator[Entry]:
    """The entries in order of their numbers. Raises sqlite3.Error where the file is damaged."""
    query = f"SELECT {COLUMNS} FROM entries WHERE seq >= ?"
    rows = (
        store.execute(f"{query} ORDER BY seq", (first,))
        if last is None
        else store.execute(f"{query} AND seq <= ? ORDER BY seq", (first, last))
    )
    for row in rows:
        yield Entry(*row)


def keys(store: sqlite3.Connection) -> dict[str, str]:
    """The public keys stored in the log itself; they prove nothing about its origin."""
    return {str(key): str(pem) for key, pem in store.execute("SELECT id, pem FROM keys")}
