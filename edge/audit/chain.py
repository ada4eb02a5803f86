"""Verifies a chain of log entries: finds the first break, its entry's number and its kind."""

from __future__ import annotations

import itertools
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from edge.audit import export
from edge.audit import store as files
from edge.audit.entry import GENESIS, Entry
from edge.audit.head import Head
from edge.audit.log import head_path
from edge.errors import DataError


class ChainFault(StrEnum):
    """How a log was tampered with, as far as can be determined."""

    CHANGED = "changed"
    REMOVED = "removed"
    INSERTED = "inserted"
    REORDERED = "reordered"
    SIGNATURE = "wrong signature"
    STRANGER = "unknown key"
    TRUNCATED = "truncated"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Break:
    """The first entry that breaks the chain. text: a whole sentence."""

    seq: int
    fault: ChainFault
    text: str


@dataclass(slots=True)
class ChainReport:
    """The result for one chain. first, last: numbers of the verified entries, 0 for none.

    keys: ids of the keys that signed verified entries, in order of appearance. trusted: public keys
    by id, including those that a trusted key announced as its successor. notes: sentences about
    what cannot be verified.
    """

    entries: int = 0
    first: int = 0
    last: int = 0
    since: datetime | None = None
    until: datetime | None = None
    keys: list[str] = field(default_factory=list)
    trusted: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    broken: Break | None = None


def examine(
    chain: Iterable[Entry],
    trusted: Mapping[str, str],
    heads: Sequence[Head] = (),
    *,
    part: bool = False,
) -> ChainReport:
    """Verify a chain from its first entry to its last, or to its first break.

    trusted: public keys by id; a further key is trusted where a trusted one announced it as its
    successor. heads: recorded entries that the chain must contain. part: an extract, which may
    begin and end anywhere.
    """
    return _Examination(trusted, heads, part=part).run(chain)


class _Examination:
    def __init__(self, trusted: Mapping[str, str], heads: Sequence[Head], *, part: bool) -> None:
        self._keys = dict(trusted)
        self._announced: set[str] = set()
        self._noted = {head.seq: head for head in heads}
        self._heads = heads
        self._part = part
        self._finding = ChainReport(trusted=self._keys)
        self._before: Entry | None = None
        self._beginning: Entry | None = None  # earlier entries must have been purged

    def run(self, chain: Iterable[Entry]) -> ChainReport:
        found = self._finding
        found.broken = self._strange_head()
        rest = iter(chain)
        try:
            for entry in rest:
                if found.broken is None:
                    found.broken = self._fault(entry, rest)
                if found.broken is not None:
                    return found
                self._count(entry)
        except DataError as error:
            place = found.last + 1
            found.broken = Break(
                place,
                ChainFault.UNREADABLE,
                f"the log is unreadable from entry {place} on: {error}",
            )
            return found
        self._note_unknown_heads()
        found.broken = (
            found.broken
            or self._strange_head()  # last, because entries may announce further keys
            or self._missing_beginning()
            or self._missing_end()
        )
        return found

    def _count(self, entry: Entry) -> None:
        found = self._finding
        found.entries += 1
        found.first = found.first or entry.seq
        found.last = entry.seq
        found.until = entry.at
        found.since = found.since or found.until
        if entry.key not in found.keys:
            if found.keys and entry.key not in self._announced:
                found.notes.append(
                    f"from entry {entry.seq} on it is signed by another key, {entry.key}, "
                    "which the previous key did not announce"
                )
            found.keys.append(entry.key)
        about = entry.about()
        if about.get("audit") == "key":
            self._keys[str(about["next"])] = str(about["public_key"])
            self._announced.add(str(about["next"]))
        beginning = self._beginning
        if (
            beginning is not None
            and about.get("audit") == "purged"
            and about.get("through") == beginning.seq - 1
            and about.get("digest") == beginning.previous
        ):
            self._beginning = None
        self._before = entry

    # -- one entry ------------------------------------------------------------------------------

    def _fault(self, entry: Entry, rest: Iterator[Entry]) -> Break | None:
        before = self._before
        broken = self._place(entry, before, rest) if before else self._first(entry)
        return broken or self._content(entry, rest) or self._telling(entry)

    def _first(self, entry: Entry) -> Break | None:
        if entry.seq != 1:
            self._beginning = entry
        elif entry.whole and entry.previous != GENESIS:
            text = "entry 1 is not the first of a log: entries before it were removed"
            return Break(1, ChainFault.REMOVED, text)
        return None

    def _place(self, entry: Entry, before: Entry, rest: Iterator[Entry]) -> Break | None:
        due = before.seq + 1
        if entry.seq > due:
            if any(later.seq == due and later.whole for later in rest):
                return Break(
                    due, ChainFault.REORDERED, f"entry {due} comes after entry {entry.seq}"
                )
            missing = (
                f"entry {due} is"
                if entry.seq == due + 1
                else (f"entries {due} to {entry.seq - 1} are")
            )
            return Break(due, ChainFault.REMOVED, f"{missing} missing")
        if entry.seq < due:
            again = entry.seq == before.seq
            fault = ChainFault.INSERTED if again else ChainFault.REORDERED
            what = "occurs twice" if again else f"comes after entry {before.seq}"
            return Break(entry.seq, fault, f"entry {entry.seq} {what}")
        return None

    def _content(self, entry: Entry, rest: Iterator[Entry]) -> Break | None:
        seq = entry.seq
        before = self._before
        if not entry.whole:
            return self._displaced(entry, rest) or Break(
                seq, ChainFault.CHANGED, f"entry {seq} was changed after it was written"
            )
        pem = self._keys.get(entry.key)
        follows = before is None or entry.previous == before.digest
        if pem is None or not entry.signed_by(pem):
            after = next(rest, None)
            if before is not None and after is not None and after.previous == before.digest:
                text = f"entry {seq} was inserted: the entry after it does not follow it"
                return Break(seq, ChainFault.INSERTED, text)
            if pem is None:
                text = f"entry {seq} is signed by {entry.key}, a key that is not known or trusted"
                return Break(seq, ChainFault.STRANGER, text)
            text = f"entry {seq} is not signed by key {entry.key}: it was changed or forged"
            return Break(seq, ChainFault.SIGNATURE, text)
        if not follows:
            text = (
                f"entry {seq} is genuine but does not follow entry {seq - 1}: entries "
                "between them were removed, or an older copy of the log was restored and "
                "continued"
            )
            return Break(seq, ChainFault.REMOVED, text)
        return None

    def _displaced(self, entry: Entry, rest: Iterator[Entry]) -> Break | None:
        """The break where an entry's digest is valid at another place of the chain than its own."""
        remaining = list(rest)
        near, passed = len(remaining) + 2, range(self._finding.first, self._finding.last + 1)
        places = itertools.chain(range(entry.seq - near, entry.seq + near), passed)
        place = next((n for n in places if n > 0 and entry.fits(n)), None)
        if place is None:
            return None
        seq = entry.seq
        if place < seq:  # its own place was passed already, and was filled
            text = f"entry {seq} was inserted: it is a copy of entry {place}"
            return Break(seq, ChainFault.INSERTED, text)
        digest = self._before.digest if self._before else GENESIS
        if any(one.fits(seq) and one.previous == digest for one in remaining):
            text = f"entry {seq} is not in its place: entry {place} is there"
            return Break(seq, ChainFault.REORDERED, text)
        text = f"entry {seq} was removed: entry {place} is in its place"
        return Break(seq, ChainFault.REMOVED, text)

    def _telling(self, entry: Entry) -> Break | None:
        """The break that a genuine entry reports, or that shows against a recorded head."""
        about = entry.about()
        if about.get("audit") == "truncated":
            seq = entry.seq
            text = (
                f"entry {seq} records that entries up to {about.get('noted')} were missing "
                "when the log was opened: the log was cut, replaced or restored from an "
                "older copy"
            )
            return Break(seq, ChainFault.TRUNCATED, text)
        noted = self._noted.get(entry.seq)
        if noted is not None and noted.digest != entry.digest:
            text = f"entry {entry.seq} differs from the head noted on {noted.at}"
            return Break(entry.seq, ChainFault.CHANGED, text)
        return None

    # -- the ends -------------------------------------------------------------------------------

    def _strange_head(self) -> Break | None:
        """The break where a recorded head is not signed by a known key."""
        for head in self._heads:
            pem = self._keys.get(head.key)
            if pem is not None and not head.signed_by(pem):
                text = f"the noted head of entry {head.seq} is not signed by key {head.key}"
                return Break(head.seq, ChainFault.SIGNATURE, text)
        return None

    def _note_unknown_heads(self) -> None:
        self._finding.notes += [
            (
                f"the noted head is signed by {head.key}, an unknown key; its hash is compared "
                "all the same"
            )
            for head in self._heads
            if head.key not in self._keys
        ]

    def _missing_beginning(self) -> Break | None:
        first = self._beginning
        if first is None:
            return None
        if self._part:
            self._finding.notes.append(
                f"it begins with entry {first.seq}; earlier entries cannot be verified"
            )
            return None
        text = f"entries 1 to {first.seq - 1} are missing, and no entry records a purge"
        return Break(1, ChainFault.REMOVED, text)

    def _missing_end(self) -> Break | None:
        last = self._finding.last
        beyond = [seq for seq in self._noted if seq > last]
        if not beyond:
            return None
        text = (
            f"the log ends with entry {last}, but a head with entry {max(beyond)} was "
            "noted: the log was cut"
        )
        return Break(last + 1, ChainFault.TRUNCATED, text)


def verify_file(
    path: Path, trusted: Mapping[str, str], heads: Sequence[Head] = (), *, start: int = 0
) -> ChainReport:
    """Verify a log or an export. Raises DataError on a file that is neither.

    trusted: public keys by id. heads: recorded elsewhere, in addition to the one beside the log.
    start: number of the entry of a log to begin with, for example after a known break.
    """
    if export.is_export(path):
        return _verify_export(path, trusted, heads)
    with files.reading(path) as store:
        beside = head_path(path)
        unread = ""
        if beside.exists():
            try:
                heads = [*heads, Head.read(beside)]
            except DataError as error:
                unread = (
                    f"{error}; until this is corrected, missing entries at the end "
                    "cannot be detected"
                )
        finding = examine(_rows(store, start), trusted, heads, part=start > 0)
    if unread:
        finding.notes.append(unread)
    if not heads and not unread:
        finding.notes.append("no head was noted, so missing entries at the end cannot be detected")
    return finding


def _rows(store: sqlite3.Connection, start: int) -> Iterator[Entry]:
    try:
        yield from files.entries(store, start)
    except sqlite3.Error as error:
        raise DataError(str(error)) from error


def _verify_export(path: Path, trusted: Mapping[str, str], heads: Sequence[Head]) -> ChainReport:
    header = export.read_header(path)
    within = [head for head in heads if header.first <= head.seq <= header.last]
    finding = examine(export.read_entries(path), trusted, within, part=True)
    if finding.broken is not None:
        return finding
    pem = finding.trusted.get(header.key)
    if not header.signature:
        finding.notes.append(
            "its header is not signed, so missing entries at either end cannot be detected"
        )
    elif pem is None or not header.signed_by(pem):
        text = f"the header is not signed by a trusted key ({header.key}): it was changed"
        finding.broken = Break(header.first, ChainFault.SIGNATURE, text)
        return finding
    if (finding.first, finding.last) != (header.first, header.last):
        text = (
            f"the header states entries {header.first} to {header.last}, but they are "
            f"{finding.first} to {finding.last}: the export was cut"
        )
        finding.broken = Break(finding.last + 1, ChainFault.TRUNCATED, text)
    return finding
