"""The durable queue: no accepted event is lost, and dropped ones are counted."""

from __future__ import annotations

import resource
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from edge.delivery import outbox_store as outbox_module
from edge.delivery.outbox import Outbox, QueueInUseError
from edge.errors import OutputError
from edge.events.event import GateEvent

Verdicts = Callable[[int], list[GateEvent]]
MakeOutbox = Callable[..., Outbox]


def drain(outbox: Outbox, reader: str) -> list[str]:
    ids = []
    while (found := outbox.next(reader)) is not None:
        ids.append(found[1].id)
        outbox.acknowledge(reader, found[0])
    return ids


def test_each_reader_gets_every_event_in_order(make_outbox: MakeOutbox, verdicts: Verdicts) -> None:
    outbox, events = make_outbox("a", "b"), verdicts(5)
    for event in events:
        outbox.on_event(event)
    assert drain(outbox, "a") == [event.id for event in events]
    assert drain(outbox, "b") == [event.id for event in events]


def test_an_event_is_returned_again_until_it_is_acknowledged(
    make_outbox: MakeOutbox, verdicts: Verdicts
) -> None:
    outbox, (event,) = make_outbox("a"), verdicts(1)
    outbox.on_event(event)
    first, second = outbox.next("a"), outbox.next("a")
    assert first is not None
    assert first == second
    assert first[0] == 1
    assert first[1].to_json() == event.to_json()
    outbox.acknowledge("a", 1)
    assert outbox.next("a") is None


def test_events_that_all_readers_have_are_deleted(
    make_outbox: MakeOutbox, verdicts: Verdicts, tmp_path: Path
) -> None:
    outbox = make_outbox("a", "b")
    for event in verdicts(4):
        outbox.on_event(event)
    drain(outbox, "a")
    outbox.acknowledge("b", 3)
    outbox.close()
    with sqlite3.connect(tmp_path / "outbox.sqlite") as db:
        assert db.execute("SELECT seq FROM events").fetchall() == [(4,)]
    db.close()


def test_cursors_outlive_a_restart(make_outbox: MakeOutbox, verdicts: Verdicts) -> None:
    outbox, events = make_outbox("a", "b"), verdicts(3)
    for event in events:
        outbox.on_event(event)
    outbox.acknowledge("a", 2)
    outbox.close()
    again = make_outbox("a", "b")
    assert drain(again, "a") == [events[2].id]
    assert drain(again, "b") == [event.id for event in events]


def test_a_new_reader_begins_with_the_next_event_and_a_removed_one_delays_no_deletion(
    make_outbox: MakeOutbox, verdicts: Verdicts
) -> None:
    outbox, events = make_outbox("gone"), verdicts(3)
    outbox.on_event(events[0])
    outbox.close()
    again = make_outbox("new")
    assert again.next("new") is None
    again.on_event(events[1])
    assert drain(again, "new") == [events[1].id]
    again.on_event(events[2])
    assert again.arrears("new").waiting == 1


def test_the_oldest_events_of_a_full_queue_are_dropped_and_counted_for_each_reader(
    make_outbox: MakeOutbox, verdicts: Verdicts
) -> None:
    outbox, events = make_outbox("slow", "quick", keep=100), verdicts(130)
    for event in events:
        outbox.on_event(event)
        drain(outbox, "quick")
    assert outbox.arrears("quick").dropped == 0
    assert outbox.arrears("slow").dropped == 30
    assert outbox.arrears("slow").waiting == 100
    assert drain(outbox, "slow") == [event.id for event in events[30:]]


@pytest.mark.parametrize("damage", [b"this is no database, but text" * 100, None])
def test_a_damaged_database_is_moved_aside_and_a_new_one_begun(
    make_outbox: MakeOutbox, verdicts: Verdicts, tmp_path: Path, damage: bytes | None
) -> None:
    path, events = tmp_path / "outbox.sqlite", verdicts(60)
    first = make_outbox("a")
    for event in events:
        first.on_event(event)
    first.close()
    if damage is None:  # a page in the middle, as a failing card does it
        content = bytearray(path.read_bytes())
        content[4096:12288] = b"\xa5" * 8192
        damage = bytes(content)
    path.write_bytes(damage)
    outbox = make_outbox("a")
    assert outbox.moved_aside is not None
    assert outbox.moved_aside.read_bytes() == damage
    assert outbox.unreported_damage() == outbox.moved_aside
    assert outbox.unreported_damage() is None
    outbox.on_event(events[0])
    assert drain(outbox, "a") == [events[0].id]


def test_a_late_acknowledgement_of_a_lost_database_acknowledges_no_new_event(
    tmp_path: Path, make_outbox: MakeOutbox, verdicts: Verdicts, monkeypatch: pytest.MonkeyPatch
) -> None:
    outbox, events = make_outbox("a"), verdicts(5)
    for event in events[:3]:
        outbox.on_event(event)
    late = outbox.batch("a", 3)[-1][0]
    error = sqlite3.DatabaseError("database disk image is malformed")
    error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
    real, failures = outbox_module.append, [error]

    def broken(*arguments: object) -> int:
        if failures:
            raise failures.pop()
        return real(*arguments)

    monkeypatch.setattr("edge.delivery.outbox_store.append", broken)
    outbox.on_event(events[3])
    outbox.acknowledge("a", late)
    assert drain(outbox, "a") == [events[3].id]


@contextmanager
def no_room_on_disk(left: int) -> Iterator[None]:
    """No file of this process may grow beyond so many bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (left, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_full_disk_is_an_error_until_there_is_space(
    make_outbox: MakeOutbox, verdicts: Verdicts, tmp_path: Path
) -> None:
    outbox, events = make_outbox("a"), verdicts(3)
    outbox.on_event(events[0])
    with (
        no_room_on_disk((tmp_path / "outbox.sqlite-wal").stat().st_size),
        pytest.raises(OutputError, match="space"),
    ):
        outbox.on_event(events[1])
    outbox.on_event(events[2])
    assert drain(outbox, "a") == [events[0].id, events[2].id]


def test_a_disk_that_is_full_at_the_start_is_tried_again_at_each_event(
    make_outbox: MakeOutbox, verdicts: Verdicts
) -> None:
    events = verdicts(2)
    with no_room_on_disk(0):
        outbox = make_outbox("a")
        with pytest.raises(OutputError, match="cannot use the queue"):
            outbox.on_event(events[0])
    outbox.on_event(events[1])
    assert drain(outbox, "a") == [events[1].id]


def test_a_second_process_is_refused(make_outbox: MakeOutbox, tmp_path: Path) -> None:
    make_outbox("a")
    script = (
        "import sys, pathlib\n"
        "from edge.config import OutboxConfig\n"
        "from edge.delivery import outbox_store as outbox\n"
        "from edge.delivery.outbox import Outbox, QueueInUseError\n"
        "outbox.LOCK_TIMEOUT_S = 0.05\n"
        "try:\n    Outbox(pathlib.Path(sys.argv[1]), OutboxConfig(), ('a',))\n"
        "except QueueInUseError as error:\n    print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "outbox.sqlite")],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert "in use by another facevouch" in done.stdout
    assert issubclass(QueueInUseError, OutputError)


def test_an_event_that_a_target_refuses_is_stored_with_the_reason(
    make_outbox: MakeOutbox, verdicts: Verdicts
) -> None:
    outbox, events = make_outbox("a"), verdicts(2)
    for event in events:
        outbox.on_event(event)
    outbox.set_aside("a", 1, "answers 400")
    assert drain(outbox, "a") == [events[1].id]
    assert outbox.refused("a") == [(events[0].to_json(), "answers 400")]
    assert outbox.arrears("a").set_aside == 1


def test_a_stored_line_that_is_no_event_is_set_aside_and_the_next_goes_on(
    make_outbox: MakeOutbox, verdicts: Verdicts, tmp_path: Path
) -> None:
    outbox, events = make_outbox("a"), verdicts(3)
    for event in events:
        outbox.on_event(event)
    outbox.close()
    with sqlite3.connect(tmp_path / "outbox.sqlite") as db:
        db.execute("UPDATE events SET line = '{\"kind\": 1' WHERE seq = 2")
    db.close()
    again = make_outbox("a")
    assert drain(again, "a") == [events[0].id, events[2].id]
    assert again.arrears("a").set_aside == 1


def test_many_threads_write_and_read_at_once(make_outbox: MakeOutbox, verdicts: Verdicts) -> None:
    outbox = make_outbox("a")
    heaps = [verdicts(20) for _ in range(4)]
    writers = [
        threading.Thread(target=lambda heap=heap: [outbox.on_event(event) for event in heap])
        for heap in heaps
    ]
    for writer in writers:
        writer.start()
    got: list[str] = []
    while len(got) < 80:
        got += drain(outbox, "a")
    for writer in writers:
        writer.join()
    for heap in heaps:
        order = [got.index(event.id) for event in heap]
        assert order == sorted(order)


def test_only_the_owner_may_read_the_file(make_outbox: MakeOutbox, tmp_path: Path) -> None:
    make_outbox("a")
    assert (tmp_path / "outbox.sqlite").stat().st_mode & 0o077 == 0
