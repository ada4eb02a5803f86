"""Verify a log or an extract of one."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from edge.audit import export
from edge.audit import store as files
from edge.audit.chain import Break, Fault, Finding, examine
from edge.audit.entry import Entry
from edge.audit.head import Head
from edge.audit.log import head_path
from edge.errors import DataError


def verify_file(
    path: Path, trusted: Mapping[str, str], heads: Sequence[Head] = (), *, start: int = 0
) -> Finding:
    """What a log or an export was found to be. Raises DataError on what is neither.

    trusted: public keys by id. heads: noted elsewhere; the one noted beside a log counts too.
    start: begin with this entry of a log, as after a break that is known.
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
                unread = f"{error}; unless it is mended, a cut at the log's end would not show"
        finding = examine(_rows(store, start), trusted, heads, part=start > 0)
    if unread:
        finding.notes.append(unread)
    if not heads and not unread:
        finding.notes.append("no head was noted: a cut at its end would not show")
    return finding


def _rows(store: sqlite3.Connection, start: int) -> Iterator[Entry]:
    try:
        yield from files.entries(store, start)
    except sqlite3.Error as error:
        raise DataError(str(error)) from error


def _verify_export(path: Path, trusted: Mapping[str, str], heads: Sequence[Head]) -> Finding:
    header = export.read_header(path)
    within = [head for head in heads if header.first <= head.seq <= header.last]
    finding = examine(export.read_entries(path), trusted, within, part=True)
    if finding.broken is not None:
        return finding
    pem = finding.trusted.get(header.key)
    if not header.signature:
        finding.notes.append("its header is not signed: a cut at either end would not show")
    elif pem is None or not header.signed_by(pem):
        text = f"the header is not signed by a trusted key ({header.key}): it was changed"
        finding.broken = Break(header.first, Fault.SIGNATURE, text)
        return finding
    if (finding.first, finding.last) != (header.first, header.last):
        text = (
            f"the header promises entries {header.first} to {header.last}, but they are "
            f"{finding.first} to {finding.last}: the export was cut"
        )
        finding.broken = Break(finding.last + 1, Fault.TRUNCATED, text)
    return finding
