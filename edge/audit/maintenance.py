"""Maintenance of a log by an operator: purge old entries, change the kiosk's key."""

from __future__ import annotations

import os
import sqlite3
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from edge.audit import store as files
from edge.audit.entry import next_entry, own_event
from edge.audit.head import Head
from edge.audit.log import AuditLog, head_path, hold
from edge.errors import DataError, OutputError
from edge.security.keys import PRIVATE_NAME, KioskKey


@dataclass(frozen=True, slots=True)
class Purged:
    """entries: how many were deleted. through: the number of the last of them, 0 for none."""

    entries: int
    through: int


def purge_before(path: Path, key: KioskKey, before: datetime) -> Purged:
    """Delete the entries from the beginning up to the first one that is not older than `before`.

    Entries after that one stay regardless of their time, because a wall clock may have stepped.
    Raises DataError where there is no log, OutputError; then nothing is deleted.
    """
    through = _last_older(path, before)
    if not through:
        return Purged(0, 0)
    log = AuditLog(path, key)
    try:
        return Purged(log.purge(through, before=before.isoformat()), through)
    finally:
        log.close()


def _last_older(path: Path, before: datetime) -> int:
    through = 0
    with files.reading(path) as store:
        try:
            for entry in files.entries(store):
                if entry.at >= before:
                    break
                through = entry.seq
        except (sqlite3.Error, ValueError, KeyError, TypeError) as error:
            raise DataError(
                f"the audit log {path} is damaged: {error}; see: facevouch audit verify"
            ) from error
    return through


def change_key(folder: Path, path: Path) -> KioskKey:
    """Create a new kiosk key, announced in the log by an entry that the old key signs.

    Raises OutputError while a gate writes the log, and KeyFileError; the old key stays then.
    """
    old = KioskKey.load_or_create(folder)
    new = KioskKey.generate()
    if path.exists():
        alone = hold(path, alone=True)
        try:
            _announce(path, old, new)
        finally:
            os.close(alone)
    new.publish(folder)
    new.save(folder / PRIVATE_NAME)
    return new


def _announce(path: Path, old: KioskKey, new: KioskKey) -> None:
    store = files.open_store(path)
    try:
        with files.writing(store):
            event = own_event("key", next=new.key_id, public_key=new.public_pem)
            entry = next_entry(files.last_entry(store), event, old)
            files.insert(store, entry, old.public_pem)
    except sqlite3.Error as error:
        raise OutputError(f"the audit log {path} cannot be written: {error}") from error
    finally:
        store.close()
    Head.of(entry, old).write(head_path(path))
