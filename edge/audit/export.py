"""An export of the log as signed JSON lines, which can be verified on another machine.

Line 1 is the header: the range of entries, the public keys, and the kiosk's signature over both.
Every other line is an entry. `event` is a string, not an object, because the digest is over its
bytes.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from edge.audit import store as files
from edge.audit.entry import Entry
from edge.errors import DataError, OutputError
from edge.security.keys import KioskKey, as_text, from_text, verify

FORMAT = "facevouch audit export 1"
LONGEST_LINE = 1 << 22


@dataclass(frozen=True, slots=True)
class Header:
    """entries, first, last: number and range of the entries; first and last are 0 with none."""

    entries: int
    first: int
    last: int
    at: str
    keys: dict[str, str]
    key: str = ""
    signature: str = ""

    def content(self) -> bytes:
        """The signed bytes."""
        fields = {
            "format": FORMAT,
            "entries": self.entries,
            "first": self.first,
            "last": self.last,
            "at": self.at,
            "keys": self.keys,
        }
        return json.dumps(fields, sort_keys=True, separators=(",", ":")).encode()

    def to_json(self) -> str:
        """The export's first line: the content and its signature."""
        data = json.loads(self.content()) | {"key": self.key, "signature": self.signature}
        return json.dumps(data, sort_keys=True)

    def signed_by(self, public_pem: str) -> bool:
        """Whether this key made the signature; False also for a malformed one."""
        try:
            return verify(public_pem, self.content(), from_text(self.signature))
        except ValueError:
            return False


def extract(
    log: Path,
    out: Path,
    key: KioskKey | None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> Header:
    """Write the entries from the first of `since` to the last before `until`.

    Entries between these are included regardless of their own time, because a wall clock may step.
    key: signs the header, which makes a truncated export detectable. Raises DataError, OutputError.
    """
    with files.reading(log) as store:
        try:
            store.execute("BEGIN")  # one consistent state, while other processes write
            first, last = _range(files.entries(store), since, until)
            chosen = files.entries(store, first, last) if first else iter(())
            count = 0 if not first else last - first + 1
            at = datetime.now(UTC).isoformat(timespec="seconds")
            header = Header(count, first, last, at, files.keys(store))
            if key is not None:
                signature = as_text(key.sign(header.content()))
                header = Header(count, first, last, at, header.keys, key.key_id, signature)
            _write(out, header, chosen)
        except (sqlite3.Error, ValueError, KeyError, TypeError) as error:
            raise DataError(
                f"the audit log {log} is damaged: {error}; see: facevouch audit verify"
            ) from error
    return header


def _range(
    chain: Iterable[Entry], since: datetime | None, until: datetime | None
) -> tuple[int, int]:
    first = last = 0
    for entry in chain:
        at = entry.at if since or until else None
        if not first and (since is None or (at and at >= since)):
            first = entry.seq
        if first and (until is None or (at and at < until)):
            last = entry.seq
    return (first, last) if last else (0, 0)


def _write(out: Path, header: Header, chain: Iterable[Entry]) -> None:
    try:
        with out.open("w", encoding="utf-8") as file:
            file.write(header.to_json() + "\n")
            for entry in chain:
                file.write(as_line(entry) + "\n")
    except OSError as error:
        raise OutputError(f"cannot write {out}: {error.strerror}") from error


def as_line(entry: Entry) -> str:
    """An entry as one line of JSON, with its signature."""
    return json.dumps(
        {
            "seq": entry.seq,
            "event": entry.event,
            "previous": entry.previous,
            "digest": entry.digest,
            "key": entry.key,
            "signature": as_text(entry.signature),
        },
        ensure_ascii=False,
    )


def is_export(path: Path) -> bool:
    """Whether a file is an export, not the log itself. Raises DataError where it cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(1) == b"{"
    except OSError as error:
        raise DataError(f"cannot read {path}: {error.strerror}") from error


def read_header(path: Path) -> Header:
    """Read the header. Raises DataError on a file that is no export."""
    first = next(_lines(path), None)
    data = _parsed(first, 1) if first is not None else {}
    if data.get("format") != FORMAT:
        raise DataError(f"{path} is not an export of an audit log")
    try:
        return Header(
            int(data["entries"]),
            int(data["first"]),
            int(data["last"]),
            str(data["at"]),
            {str(key): str(pem) for key, pem in dict(data["keys"]).items()},
            str(data["key"]),
            str(data["signature"]),
        )
    except (KeyError, ValueError, TypeError, OverflowError) as error:
        raise DataError(f"{path}: line 1 is not the header of an export: {error}") from error


def read_entries(path: Path) -> Iterator[Entry]:
    """Read the entries. Raises DataError naming the first malformed line."""
    for number, line in enumerate(_lines(path), start=1):
        if number == 1:
            continue
        data = _parsed(line, number)
        try:
            yield Entry(
                int(data["seq"]),
                str(data["event"]),
                str(data["previous"]),
                str(data["digest"]),
                str(data["key"]),
                from_text(data["signature"]),
            )
        except (KeyError, ValueError, TypeError, OverflowError) as error:
            raise DataError(f"line {number} is not an entry: {error}") from error


def _lines(path: Path) -> Iterator[str]:
    try:
        with path.open(encoding="utf-8", newline="\n") as file:
            while line := file.readline(LONGEST_LINE):
                yield line
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"cannot read {path}: {error}") from error


def _parsed(line: str, number: int) -> dict[str, Any]:
    try:
        data = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise DataError(f"line {number} is not JSON") from error
    if not isinstance(data, dict):
        raise DataError(f"line {number} is not a JSON object")
    return data
