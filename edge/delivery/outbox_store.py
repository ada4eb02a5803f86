"""The outbox's file: SQLite, with a cursor for each reader."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

LOCK_TIMEOUT_S = 2.0
SCHEMA = """
CREATE TABLE IF NOT EXISTS events (seq INTEGER PRIMARY KEY AUTOINCREMENT, line TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS cursors (
    reader TEXT PRIMARY KEY, seq INTEGER NOT NULL, dropped INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS aside (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    reader TEXT NOT NULL, line TEXT NOT NULL, why TEXT NOT NULL);
"""
DAMAGE = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


def damaged(error: sqlite3.Error) -> bool:
    """Whether the file itself is damaged, as opposed to a full disk or a locked file."""
    code = getattr(error, "sqlite_errorcode", None)
    return code is not None and (code & 0xFF) in DAMAGE


def in_use(error: Exception) -> bool:
    """Whether another process has locked the database."""
    return (getattr(error, "sqlite_errorcode", 0) & 0xFF) in {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
    }


def opened(path: Path, readers: Sequence[str], beyond: int = 0) -> sqlite3.Connection:
    """Open or create the database. Raises sqlite3.DatabaseError and OSError.

    A new reader begins with the next event; the cursors of other readers are deleted. beyond: the
    highest event number used before; a new database continues from it, so that a late
    acknowledgement of an old event does not acknowledge a new one.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))  # events are private
    db = sqlite3.connect(
        path, timeout=LOCK_TIMEOUT_S, isolation_level=None, check_same_thread=False
    )
    try:
        db.execute("PRAGMA locking_mode=EXCLUSIVE")
        db.execute("PRAGMA journal_mode=WAL")
        db.execute("PRAGMA synchronous=FULL")
        verdict = db.execute("PRAGMA quick_check(1)").fetchone()[0]
        if verdict != "ok":
            error = sqlite3.DatabaseError(str(verdict))
            error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
            raise error  # noqa: TRY301 — the handler below closes what was opened
        db.executescript(SCHEMA)
        if _last(db) < beyond:
            db.execute("INSERT INTO sqlite_sequence (name, seq) VALUES ('events', ?)", (beyond,))
        _register(db, readers)
    except BaseException:
        db.close()
        raise
    return db


def moved_aside(path: Path) -> Path:
    """Rename the database and its WAL files; returns its new name."""
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%fZ")
    target = path.with_name(f"{path.name}.damaged-{stamp}")
    path.rename(target)
    for suffix in ("-wal", "-shm"):
        beside = path.with_name(path.name + suffix)
        if beside.exists():
            beside.rename(target.with_name(target.name + suffix))
    return target


def append(db: sqlite3.Connection, line: str, keep: int) -> int:
    """Add an event, and drop the oldest where more than `keep` wait; returns its number."""
    with _transaction(db, durable=True):
        last = db.execute("INSERT INTO events (line) VALUES (?)", (line,)).lastrowid or 0
        oldest_kept = last - keep + 1
        db.execute(
            "UPDATE cursors SET dropped = dropped + ? - 1 - seq, seq = ? - 1 WHERE seq < ? - 1",
            (oldest_kept, oldest_kept, oldest_kept),
        )
        db.execute("DELETE FROM events WHERE seq < ?", (oldest_kept,))
    return last


def after_cursor(db: sqlite3.Connection, reader: str, limit: int) -> list[tuple[int, str]]:
    """(seq, line) of a reader's next events, oldest first, at most `limit`."""
    return db.execute(
        "SELECT seq, line FROM events WHERE seq > (SELECT seq FROM cursors WHERE reader = ?)"
        " ORDER BY seq LIMIT ?",
        (reader, limit),
    ).fetchall()


def advance(db: sqlite3.Connection, reader: str, seq: int) -> None:
    """Move a reader's cursor to `seq`. Not durable: after a crash some events are sent again."""
    with _transaction(db, durable=False):
        _advance(db, reader, seq)


def set_aside(db: sqlite3.Connection, reader: str, seq: int, why: str, keep: int) -> None:
    """Move a reader's cursor past `seq`, and store that event with the reason; the newest
    `keep`."""
    with _transaction(db, durable=True):
        db.execute(
            "INSERT INTO aside (reader, line, why) SELECT ?, line, ? FROM events WHERE seq = ?",
            (reader, why, seq),
        )
        db.execute("DELETE FROM aside WHERE number <= (SELECT max(number) FROM aside) - ?", (keep,))
        _advance(db, reader, seq)


def aside(db: sqlite3.Connection, reader: str) -> list[tuple[str, str]]:
    """(line, why) of the events set aside for a reader, oldest first."""
    return db.execute(
        "SELECT line, why FROM aside WHERE reader = ? ORDER BY number", (reader,)
    ).fetchall()


def refusals(path: Path) -> list[tuple[str, str, str]]:
    """(reader, line, why) of all events set aside, oldest first; read-only.

    Raises sqlite3.DatabaseError, also while a gate has locked the database.
    """
    with closing(
        sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=0.2)
    ) as db:
        return db.execute("SELECT reader, line, why FROM aside ORDER BY number").fetchall()


def arrears(db: sqlite3.Connection, reader: str) -> tuple[int, int, int]:
    """(waiting, dropped, set aside)."""
    cursor, dropped = db.execute(
        "SELECT seq, dropped FROM cursors WHERE reader = ?", (reader,)
    ).fetchone()
    refused = db.execute("SELECT count(*) FROM aside WHERE reader = ?", (reader,)).fetchone()[0]
    return _last(db) - cursor, dropped, refused


def _advance(db: sqlite3.Connection, reader: str, seq: int) -> None:
    db.execute("UPDATE cursors SET seq = max(seq, ?) WHERE reader = ?", (seq, reader))
    db.execute("DELETE FROM events WHERE seq <= (SELECT min(seq) FROM cursors)")


def _register(db: sqlite3.Connection, readers: Sequence[str]) -> None:
    with _transaction(db, durable=True):
        marks = ", ".join("?" * len(readers))
        db.execute(f"DELETE FROM cursors WHERE reader NOT IN ({marks})", tuple(readers))
        for reader in readers:
            db.execute(
                "INSERT OR IGNORE INTO cursors (reader, seq) VALUES (?, ?)", (reader, _last(db))
            )
        db.execute("DELETE FROM events WHERE seq <= (SELECT min(seq) FROM cursors)")


def _last(db: sqlite3.Connection) -> int:
    """Number of the newest event ever stored, also once it was deleted."""
    row = db.execute("SELECT seq FROM sqlite_sequence WHERE name = 'events'").fetchone()
    return int(row[0]) if row else 0


@contextmanager
def _transaction(db: sqlite3.Connection, *, durable: bool) -> Iterator[None]:
    db.execute(f"PRAGMA synchronous={'FULL' if durable else 'NORMAL'}")
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise
