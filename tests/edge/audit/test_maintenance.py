"""Purging and changing the key leave a log that can still be verified."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from edge.audit.chain import verify_file
from edge.audit.log import AuditLog, head_path
from edge.audit.maintenance import Purged, change_key, purge_before
from edge.errors import DataError, OutputError
from edge.events.event import EventKind, GateEvent
from edge.security.keys import KioskKey, own_keys

START = datetime(2020, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    KioskKey.load_or_create(tmp_path / "keys")
    return tmp_path / "keys"


def a_log(path: Path, keys: Path, *days: float) -> AuditLog:
    log = AuditLog(path, KioskKey.load_or_create(keys))
    for day in days:
        log.on_event(GateEvent(EventKind.SESSION, "door", {}, START + timedelta(days=day)))
    return log


def trusted(keys: Path) -> dict[str, str]:
    key = KioskKey.load_or_create(keys)
    return {key.key_id: key.public_pem}


def test_entries_are_purged_up_to_the_first_that_is_young(tmp_path: Path, keys: Path) -> None:
    path = tmp_path / "audit.sqlite"
    log = a_log(path, keys, 0)  # entry 1 is the opening, today
    log.close()
    key = KioskKey.load_or_create(keys)
    assert purge_before(path, key, START + timedelta(days=2)) == Purged(0, 0)
    assert purge_before(path, key, datetime.now(UTC) + timedelta(days=1)) == Purged(2, 2)
    a_log(path, keys, 1, 2).close()  # 3 opened, 4 purged, 5 opened, 6, 7
    finding = verify_file(path, trusted(keys))
    assert finding.broken is None
    assert (finding.first, finding.last) == (3, 7)


def test_a_purge_beside_a_running_gate_breaks_nothing(tmp_path: Path, keys: Path) -> None:
    path = tmp_path / "audit.sqlite"
    running = a_log(path, keys, 0, 1)
    done = purge_before(path, KioskKey.load_or_create(keys), datetime.now(UTC) + timedelta(days=1))
    assert done.entries == 3
    running.on_event(GateEvent(EventKind.SESSION, "door", {}))
    running.close()
    assert verify_file(path, trusted(keys)).broken is None


def test_purging_without_a_log_is_refused(tmp_path: Path, keys: Path) -> None:
    with pytest.raises(DataError, match="there is no audit log"):
        purge_before(tmp_path / "audit.sqlite", KioskKey.load_or_create(keys), START)
    assert not (tmp_path / "audit.sqlite").exists()


def test_a_new_key_is_announced_by_the_old_one_and_both_verify(tmp_path: Path, keys: Path) -> None:
    path = tmp_path / "audit.sqlite"
    a_log(path, keys, 0).close()
    noted_long_ago = trusted(keys)
    new = change_key(keys, path)
    assert KioskKey.load_or_create(keys).key_id == new.key_id
    a_log(path, keys, 1).close()
    finding = verify_file(path, noted_long_ago)
    assert finding.broken is None
    assert finding.keys == [*noted_long_ago, new.key_id]
    assert finding.notes == []
    assert set(own_keys(keys)) == {*noted_long_ago, new.key_id}


def test_a_key_that_nobody_announced_is_pointed_out(tmp_path: Path, keys: Path) -> None:
    path = tmp_path / "audit.sqlite"
    a_log(path, keys, 0).close()
    (keys / "kiosk.pem").unlink()
    a_log(path, keys, 1).close()  # a new key is made
    finding = verify_file(path, own_keys(keys))
    assert finding.broken is None
    assert "which the previous key did not announce" in finding.notes[0]


def test_the_key_is_not_changed_under_a_running_gate(tmp_path: Path, keys: Path) -> None:
    path = tmp_path / "audit.sqlite"
    log = a_log(path, keys, 0)
    before = trusted(keys)
    with pytest.raises(OutputError, match="stop the gate and try again"):
        change_key(keys, path)
    log.close()
    assert trusted(keys) == before


def test_a_key_is_changed_where_there_is_no_log_yet(tmp_path: Path, keys: Path) -> None:
    before = trusted(keys)
    change_key(keys, tmp_path / "audit.sqlite")
    assert trusted(keys) != before
    assert not head_path(tmp_path / "audit.sqlite").exists()
