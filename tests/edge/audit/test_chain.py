"""The first broken entry is named with the kind of damage, in the log and in its export."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from edge.audit import store as files
from edge.audit.chain import ChainFault, ChainReport, examine, verify_file
from edge.audit.entry import PURPOSE, Entry, digest_of, next_entry, own_event
from edge.audit.export import as_line, extract, read_entries
from edge.audit.head import Head
from edge.audit.log import AuditLog, head_path
from edge.errors import DataError
from edge.events.event import EventKind, GateEvent
from edge.security.keys import KioskKey

KEY, THIEF = KioskKey.generate(), KioskKey.generate()
TRUSTED = {KEY.key_id: KEY.public_pem}
START = datetime(2026, 3, 1, 12, tzinfo=UTC)
ENTRIES = 8


def an_event(number: int) -> GateEvent:
    at = START + timedelta(days=number)
    return GateEvent(EventKind.SESSION, "door", {"number": number, "p": 0.1}, at)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a log of 9 entries: its opening and eight events, one a day."""
    folder = tmp_path_factory.mktemp("audit")
    log = AuditLog(folder / "audit.sqlite", KEY)
    for number in range(ENTRIES):
        log.on_event(an_event(number))
    log.close()
    return folder


@pytest.fixture
def path(written: Path, tmp_path: Path) -> Path:
    """A copy of that log, to be tampered with."""
    shutil.copytree(written, tmp_path, dirs_exist_ok=True)
    return tmp_path / "audit.sqlite"


def chain_of(path: Path) -> list[Entry]:
    with files.reading(path) as store:
        return list(files.entries(store))


def forged(seq: int, follows: Entry) -> Entry:
    """An entry as whoever can write the file but has not the kiosk's key would make it."""
    event = an_event(99).to_json()
    digest = digest_of(follows.digest, seq, KEY.key_id, event)
    signature = THIEF.sign(PURPOSE + bytes.fromhex(digest))
    return Entry(seq, event, follows.digest, digest, KEY.key_id, signature)


def put(store: sqlite3.Connection, entries: list[Entry]) -> None:
    store.execute("DELETE FROM entries")
    for entry in entries:
        files.insert(store, entry, KEY.public_pem)


def at(seq: int, entry: Entry) -> Entry:
    return Entry(seq, entry.event, entry.previous, entry.digest, entry.key, entry.signature)


def changed(entries: list[Entry]) -> list[Entry]:
    e = entries[4]
    event = e.event.replace('"number":3', '"number":4')
    entries[4] = Entry(e.seq, event, e.previous, e.digest, e.key, e.signature)
    return entries


def changed_and_hashed_anew(entries: list[Entry]) -> list[Entry]:
    entries[4] = forged(5, entries[3])
    return entries


def signed_by_a_thief(entries: list[Entry]) -> list[Entry]:
    return [*entries[:4], next_entry(entries[3], an_event(99), THIEF), *entries[5:]]


def removed(entries: list[Entry]) -> list[Entry]:
    return entries[:4] + entries[5:]


def removed_and_renumbered(entries: list[Entry]) -> list[Entry]:
    return entries[:4] + [at(e.seq - 1, e) for e in entries[5:]]


def inserted(entries: list[Entry]) -> list[Entry]:
    shifted = [at(e.seq + 1, e) for e in entries[4:]]
    return [*entries[:4], forged(5, entries[3]), *shifted]


def copied(entries: list[Entry]) -> list[Entry]:
    shifted = [at(e.seq + 1, e) for e in entries[4:]]
    return [*entries[:4], at(5, entries[2]), *shifted]


def swapped(entries: list[Entry]) -> list[Entry]:
    entries[4], entries[6] = at(5, entries[6]), at(7, entries[4])
    return entries


def beginning_removed(entries: list[Entry]) -> list[Entry]:
    return entries[4:]


def end_removed(entries: list[Entry]) -> list[Entry]:
    return entries[:4]


def emptied(entries: list[Entry]) -> list[Entry]:
    return []


def rolled_back_and_written_on(entries: list[Entry]) -> list[Entry]:
    """Yesterday's copy of the log, put back, and written on by the kiosk itself."""
    kept = entries[:4]
    for number in range(50, 55):
        kept.append(next_entry(kept[-1], an_event(number), KEY))
    return kept


def spliced(entries: list[Entry]) -> list[Entry]:
    other = rolled_back_and_written_on(list(entries))
    return entries[:6] + other[6:]


TAMPERING: list[tuple[Callable[[list[Entry]], list[Entry]], int, ChainFault]] = [
    (changed, 5, ChainFault.CHANGED),
    (changed_and_hashed_anew, 5, ChainFault.SIGNATURE),
    (signed_by_a_thief, 5, ChainFault.STRANGER),
    (removed, 5, ChainFault.REMOVED),
    (removed_and_renumbered, 5, ChainFault.REMOVED),
    (inserted, 5, ChainFault.INSERTED),
    (copied, 5, ChainFault.INSERTED),
    (swapped, 5, ChainFault.REORDERED),
    (beginning_removed, 1, ChainFault.REMOVED),
    (end_removed, 5, ChainFault.TRUNCATED),
    (emptied, 1, ChainFault.TRUNCATED),
    (rolled_back_and_written_on, 9, ChainFault.CHANGED),
    (spliced, 7, ChainFault.REMOVED),
]


@pytest.mark.parametrize(
    ("tamper", "seq", "fault"), TAMPERING, ids=lambda v: getattr(v, "__name__", "")
)
def test_tampering_with_a_log_is_named_at_its_first_broken_entry(
    path: Path, tamper: Callable[[list[Entry]], list[Entry]], seq: int, fault: ChainFault
) -> None:
    assert verify_file(path, TRUSTED).broken is None
    entries = tamper(chain_of(path))
    with closing(sqlite3.connect(path, isolation_level=None)) as store:
        put(store, entries)
    broken = verify_file(path, TRUSTED).broken
    assert broken is not None
    assert (broken.seq, broken.fault) == (seq, fault), broken.text
    assert broken.text


@pytest.mark.parametrize("column", ["event", "previous", "digest", "key", "signature"])
@pytest.mark.parametrize("value", ["x", "", "00", "é" * 10])
def test_no_column_can_be_changed_unseen(path: Path, column: str, value: str) -> None:
    stored = value.encode() if column == "signature" else value
    with closing(sqlite3.connect(path, isolation_level=None)) as store:
        store.execute(f"UPDATE entries SET {column} = ? WHERE seq = 4", (stored,))
    broken = verify_file(path, TRUSTED).broken
    assert broken is not None
    assert broken.seq == 4


def test_a_damaged_file_is_named_from_where_it_cannot_be_read(path: Path, tmp_path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[4096 : 4096 * 4] = b"\xff" * (4096 * 3)
    path.write_bytes(content)
    try:
        finding = verify_file(path, TRUSTED)
    except DataError:
        return
    assert finding.broken is not None


def test_a_damaged_head_is_called_unreadable_and_not_missing(path: Path) -> None:
    chain_of(path)
    head_path(path).write_text("{")
    (note,) = verify_file(path, {KEY.key_id: KEY.public_pem}).notes
    assert "does not contain an output of `facevouch audit head`" in note
    assert "missing entries at the end cannot be detected" in note


def test_a_head_noted_elsewhere_outlives_the_one_beside_the_log(path: Path) -> None:
    noted = Head.of(chain_of(path)[-1], KEY)
    with closing(sqlite3.connect(path, isolation_level=None)) as store:
        put(store, end_removed(chain_of(path)))
    head_path(path).unlink()
    finding = verify_file(path, TRUSTED)
    assert finding.broken is None  # this is what cannot be seen
    assert "no head was noted" in finding.notes[0]  # and is said
    broken = verify_file(path, TRUSTED, [noted]).broken
    assert broken is not None
    assert (broken.seq, broken.fault) == (5, ChainFault.TRUNCATED)


def test_a_forged_head_counts_for_nothing(path: Path) -> None:
    last = chain_of(path)[-1]
    good = Head.of(last, KEY)
    bad = Head(99, last.digest, good.at, good.key, good.signature)
    broken = verify_file(path, TRUSTED, [bad]).broken
    assert broken is not None
    assert broken.fault is ChainFault.SIGNATURE


def test_a_log_of_another_kiosk_is_not_verified(path: Path) -> None:
    broken = verify_file(path, {THIEF.key_id: THIEF.public_pem}).broken
    assert broken is not None
    assert (broken.seq, broken.fault) == (1, ChainFault.STRANGER)


def test_a_key_that_the_former_key_announced_is_followed(path: Path) -> None:
    new = KioskKey.generate()
    log = AuditLog(path, KEY)
    log.on_event(own_event("key", next=new.key_id, public_key=new.public_pem))
    log.close()
    log = AuditLog(path, new)
    log.on_event(an_event(20))
    log.close()
    finding = verify_file(path, TRUSTED)
    assert finding.broken is None
    assert finding.keys == [KEY.key_id, new.key_id]


def test_a_purged_log_verifies_and_a_further_cut_shows(path: Path) -> None:
    log = AuditLog(path, KEY)
    assert log.purge(4, before="2026-03-04") == 4
    assert log.purge(4) == 0
    log.on_event(an_event(20))
    log.close()
    finding = verify_file(path, TRUSTED)
    assert finding.broken is None
    assert finding.first == 5
    with closing(sqlite3.connect(path, isolation_level=None)) as store:
        store.execute("DELETE FROM entries WHERE seq = 5")
    broken = verify_file(path, TRUSTED).broken
    assert broken is not None
    assert broken.fault is ChainFault.REMOVED


def test_a_second_purge_deletes_the_first_ones_entry(path: Path) -> None:
    log = AuditLog(path, KEY)
    log.purge(4)
    last = log.head()
    assert last is not None
    log.purge(last.seq)
    log.close()
    finding = verify_file(path, TRUSTED)
    assert finding.broken is None
    assert finding.entries == 1


def test_nothing_of_a_purged_entry_stays_in_the_files(path: Path) -> None:
    log = AuditLog(path, KEY)
    log.on_event(GateEvent(EventKind.SESSION, "door", {"nonce": "a-secret-of-the-purged"}))
    last = log.head()
    assert last is not None
    log.purge(last.seq)
    log.close()
    left = b"".join(p.read_bytes() for p in path.parent.iterdir() if p.is_file())
    assert b"a-secret-of-the-purged" not in left


# -- exports ------------------------------------------------------------------------------------


def exported(path: Path, key: KioskKey | None = KEY, **span: datetime) -> Path:
    out = path.with_name("out.jsonl")
    extract(path, out, key, **span)
    return out


def test_an_export_verifies_elsewhere_with_the_public_key_alone(path: Path) -> None:
    out = exported(path)
    finding = verify_file(out, TRUSTED)
    assert (finding.broken, finding.entries, finding.notes) == (None, ENTRIES + 1, [])
    assert list(read_entries(out)) == chain_of(path)


def test_a_span_is_cut_out_by_time(path: Path) -> None:
    out = exported(path, since=START + timedelta(days=2), until=START + timedelta(days=5))
    numbers = [
        json.loads(entry.event)["body"]["number"]
        for entry in list(read_entries(out))[0:]
        if "number" in entry.event
    ]
    finding = verify_file(out, TRUSTED)
    assert finding.broken is None
    assert numbers[-1] == 4
    empty = exported(path, since=START + timedelta(days=9000))
    assert verify_file(empty, TRUSTED).entries == 0


@pytest.mark.parametrize(
    ("change", "seq", "fault"),
    [
        (lambda lines: lines[:5], 5, ChainFault.TRUNCATED),
        (lambda lines: [lines[0], *lines[3:]], 10, ChainFault.TRUNCATED),
        (lambda lines: lines[:3] + lines[4:], 3, ChainFault.REMOVED),
        (lambda lines: [*lines[:3], lines[4], lines[3], *lines[5:]], 3, ChainFault.REORDERED),
        (lambda lines: [*lines[:4], lines[3], *lines[4:]], 3, ChainFault.INSERTED),
        (lambda lines: [*lines[:4], "nonsense\n"], 4, ChainFault.UNREADABLE),
        (
            lambda lines: [lines[0].replace('"last": 9', '"last": 4'), *lines[1:5]],
            1,
            ChainFault.SIGNATURE,
        ),
    ],
)
def test_tampering_with_an_export_is_named(
    path: Path, change: Callable[[list[str]], list[str]], seq: int, fault: ChainFault
) -> None:
    out = exported(path)
    lines = out.read_text().splitlines(keepends=True)
    out.write_text("".join(change(lines)))
    broken = verify_file(out, TRUSTED).broken
    assert broken is not None
    assert (broken.seq, broken.fault) == (seq, fault), broken.text


def test_an_unsigned_export_says_what_cannot_be_verified(path: Path) -> None:
    finding = verify_file(exported(path, key=None), TRUSTED)
    assert finding.broken is None
    assert "not signed" in finding.notes[0]


def test_an_entry_keeps_its_bytes_through_json(path: Path) -> None:
    for entry in chain_of(path):
        assert "\n" not in as_line(entry)
        assert entry.whole


def test_a_chain_of_nothing_is_whole() -> None:
    assert examine([], TRUSTED) == ChainReport(trusted=TRUSTED)


@pytest.mark.parametrize(
    "content", ["", "{}", '{"format": 1}\n', "[]", '{"format": "facevouch audit export 1"}']
)
def test_a_file_that_is_neither_log_nor_export_is_refused(tmp_path: Path, content: str) -> None:
    other = tmp_path / "other"
    other.write_text(content)
    with pytest.raises(DataError):
        verify_file(other, TRUSTED)
    with pytest.raises(DataError):
        verify_file(tmp_path / "absent", TRUSTED)
