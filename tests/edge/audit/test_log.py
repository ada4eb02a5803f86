"""The audit log: on disk before it is acknowledged, one chain, and losses are reported."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from edge.audit import store as files
from edge.audit.chain import ChainFault, verify_file
from edge.audit.entry import Entry
from edge.audit.head import Head
from edge.audit.log import AuditLog, head_path, hold
from edge.errors import OutputError
from edge.events.bus import EventBus
from edge.events.event import EventKind, GateEvent
from edge.security.keys import KioskKey

KEY = KioskKey.generate()
TRUSTED = {KEY.key_id: KEY.public_pem}


def an_event(number: int = 0, kind: EventKind = EventKind.VERDICT) -> GateEvent:
    return GateEvent(kind, "door", {"number": number, "name": "Zoë\nline"})


class Listener:
    """A subscriber that only remembers."""

    name = "listener"
    blocks_gate = False

    def __init__(self) -> None:
        self.taken: list[GateEvent] = []

    def on_event(self, event: GateEvent) -> None:
        self.taken.append(event)

    def close(self) -> None:
        """Nothing to let go of."""


def chain(path: Path) -> list[Entry]:
    with files.reading(path) as store:
        return list(files.entries(store))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "audit" / "audit.sqlite"


def test_every_event_is_there_as_it_was_published_and_the_chain_is_whole(path: Path) -> None:
    log = AuditLog(path, KEY, gate="north", models={"antispoof": "one"})
    events = [an_event(n) for n in range(5)]
    for event in events:
        log.on_event(event)
    log.close()
    opened, *rest = chain(path)
    assert [entry.event for entry in rest] == [event.to_json() for event in events]
    about = opened.about()
    assert (about["gate"], about["models"], about["key"]) == (
        "north",
        {"antispoof": "one"},
        KEY.key_id,
    )
    assert about["software"]
    finding = verify_file(path, TRUSTED)
    assert finding.broken is None
    assert (finding.first, finding.last, finding.keys) == (1, 6, [KEY.key_id])
    assert finding.notes == []


def test_it_goes_on_where_it_was_closed(path: Path) -> None:
    for _ in range(3):
        log = AuditLog(path, KEY)
        log.on_event(an_event())
        log.close()
        log.close()
    assert [entry.seq for entry in chain(path)] == [1, 2, 3, 4, 5, 6]
    assert verify_file(path, TRUSTED).broken is None


def test_nobody_else_can_read_it(path: Path) -> None:
    log = AuditLog(path, KEY)
    log.on_event(an_event())
    modes = {p.name: stat.S_IMODE(p.stat().st_mode) for p in path.parent.glob("audit.sqlite*")}
    log.close()
    assert set(modes) >= {"audit.sqlite", "audit.sqlite-wal"}
    assert set(modes.values()) == {0o600}
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_two_writers_and_many_threads_make_one_chain(path: Path) -> None:
    logs = [AuditLog(path, KEY), AuditLog(path, KEY)]

    def write(number: int) -> None:
        for n in range(5):
            logs[number % 2].on_event(an_event(100 * number + n))

    threads = [threading.Thread(target=write, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for log in logs:
        log.close()
    finding = verify_file(path, TRUSTED)
    assert finding.broken is None
    assert finding.entries == 2 + 20


def test_the_head_is_noted_after_every_session_and_now_and_then(path: Path) -> None:
    now = [0.0]
    log = AuditLog(path, KEY, clock=lambda: now[0])

    def noted() -> int:
        return Head.read(head_path(path)).seq

    assert noted() == 1
    log.on_event(an_event())
    assert noted() == 1
    log.on_event(an_event(kind=EventKind.SESSION))
    assert noted() == 3
    log.on_event(an_event())
    now[0] = 61.0
    log.on_event(an_event())
    assert noted() == 5
    for n in range(64):
        log.on_event(an_event(n))
    assert noted() == 69
    log.on_event(an_event())
    log.close()
    assert noted() == 70


def test_a_shortened_log_is_found_at_once_and_for_ever(path: Path) -> None:
    log = AuditLog(path, KEY)
    for n in range(5):
        log.on_event(an_event(n))
    log.close()
    with sqlite3.connect(path) as store:
        store.execute("DELETE FROM entries WHERE seq > 4")
    store.close()
    broken = verify_file(path, TRUSTED).broken
    assert broken is not None
    assert (broken.seq, broken.fault) == (5, ChainFault.TRUNCATED)
    again = AuditLog(path, KEY)  # writes on, and must not cover it up
    again.on_event(an_event())
    again.close()
    broken = verify_file(path, TRUSTED).broken
    assert broken is not None
    assert (broken.seq, broken.fault) == (5, ChainFault.TRUNCATED)
    assert "entries up to 6" in broken.text


def its_file(path: Path) -> None:
    path.unlink()


def its_file_and_its_head(path: Path) -> None:
    path.unlink()
    head_path(path).unlink()


def its_folder(path: Path) -> None:
    shutil.rmtree(path.parent)


@pytest.mark.parametrize("delete", [its_file, its_file_and_its_head, its_folder])
def test_a_log_that_is_deleted_under_it_is_begun_anew_and_says_so(
    path: Path, delete: Callable[[Path], None]
) -> None:
    log = AuditLog(path, KEY)
    log.on_event(an_event())
    lost = chain(path)[-1]
    delete(path)
    log.on_event(an_event(7))
    log.close()
    truncated, opened, event = chain(path)
    about = truncated.about()
    assert (about["audit"], about["noted"], about["digest"]) == ("truncated", 2, lost.digest)
    assert opened.about()["audit"] == "opened"
    assert '"number":7' in event.event
    broken = verify_file(path, TRUSTED).broken
    assert broken is not None
    assert (broken.seq, broken.fault) == (1, ChainFault.TRUNCATED)


def test_a_log_whose_folder_is_in_the_way_goes_on_once_it_is_not_and_says_so(path: Path) -> None:
    log = AuditLog(path, KEY)
    shutil.rmtree(path.parent)
    path.parent.write_text("a file where a folder belongs")
    for _ in range(2):
        with pytest.raises(OutputError, match="audit"):
            log.on_event(an_event())
    path.parent.unlink()
    log.on_event(an_event(7))
    log.close()
    assert [entry.about().get("audit") for entry in chain(path)] == ["truncated", "opened", None]


def test_a_closed_log_refuses_events(path: Path) -> None:
    log = AuditLog(path, KEY)
    log.close()
    with pytest.raises(OutputError, match="is closed"):
        log.on_event(an_event())


@pytest.mark.parametrize("content", [b"no database at all, but long enough to be one" * 50, None])
def test_a_file_that_is_something_else_is_refused_and_left_alone(
    path: Path, content: bytes | None
) -> None:
    path.parent.mkdir()
    if content is None:
        with sqlite3.connect(path) as other:
            other.execute("CREATE TABLE mine (x)")
        other.close()
    else:
        path.write_bytes(content)
    before = path.read_bytes()
    with pytest.raises(OutputError, match=r"audit\.sqlite"):
        AuditLog(path, KEY)
    if content is not None:
        assert path.read_bytes() == before


def test_the_bus_tells_of_a_log_that_cannot_be_written_and_the_next_entry_fits(path: Path) -> None:
    log = AuditLog(path, KEY)
    others = Listener()
    bus = EventBus([log, others])
    store = log._store
    assert store is not None
    assert bus.publish(an_event(1))
    (pages,) = store.execute("PRAGMA page_count").fetchone()
    store.execute(f"PRAGMA max_page_count = {pages}")  # the disk is full
    big = GateEvent(EventKind.VERDICT, "door", {"text": "x" * 20_000})
    assert not bus.publish(big)
    assert big in others.taken
    faults = [event.body for event in others.taken if event.kind is EventKind.FAULT]
    (told,) = [body["text"] for body in faults if body["part"] == "audit" and not body["ok"]]
    assert "cannot be written: database or disk is full" in told
    store.execute("PRAGMA max_page_count = 100000")  # somebody made room
    assert bus.publish(an_event(2))
    assert bus.failing == {}
    bus.close()
    kept = [entry.event for entry in chain(path)]
    assert big.to_json() not in kept
    assert verify_file(path, TRUSTED).broken is None


FULL = """
import resource, signal, sys
from pathlib import Path
from edge.audit.log import AuditLog
from edge.errors import OutputError
from edge.events.event import EventKind, GateEvent
from edge.security.keys import KioskKey

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
folder = Path(sys.argv[1])
log = AuditLog(folder / "audit.sqlite", KioskKey.load_or_create(folder / "keys"))
acknowledged = []


def write(upto):
    for _ in range(upto):
        event = GateEvent(EventKind.VERDICT, "door", {"text": "x" * 500})
        try:
            log.on_event(event)
        except OutputError:
            return True
        acknowledged.append(event.id)
    return False


resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, resource.RLIM_INFINITY))
assert write(2000), "the limit was never felt"
assert write(1), "it went on as if nothing were"
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
assert not write(10), "it did not recover"
log.close()
print(*acknowledged)
"""


def test_on_a_full_disk_nothing_acknowledged_is_lost_and_it_recovers(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(tmp_path)],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[3])},
    )
    acknowledged = done.stdout.split()
    assert len(acknowledged) > 10
    kept = "\n".join(entry.event for entry in chain(tmp_path / "audit.sqlite"))
    assert [id_ for id_ in acknowledged if id_ not in kept] == []
    key = KioskKey.load_or_create(tmp_path / "keys")
    finding = verify_file(tmp_path / "audit.sqlite", {key.key_id: key.public_pem})
    assert finding.broken is None


def test_a_log_in_use_is_not_to_be_had_alone(path: Path) -> None:
    log = AuditLog(path, KEY)
    with pytest.raises(OutputError, match="stop the gate and try again"):
        hold(path, alone=True)
    log.close()
    os.close(hold(path, alone=True))
