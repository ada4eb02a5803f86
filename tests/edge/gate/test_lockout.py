"""The attempt limit: counted by one clock, kept over a restart, never shortened by a power cut."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from edge.config import SessionConfig
from edge.gate.lockout import Lockout
from edge.security.durable_times import PURPOSE, boot
from edge.security.file_signature import write_sealed

CONFIG = SessionConfig(attempts=3, attempts_window_s=100, cooldown_s=200)


def a_limit(path: Path | None, now: float, run: str | None = "run-1") -> Lockout:
    return Lockout(CONFIG, path, now, boot_id=lambda: run)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "attempts" / "door.json"


def test_a_number_of_failures_shuts_the_gate_for_a_while() -> None:
    limit = a_limit(None, 0.0)
    lefts = []
    for now in (10.0, 20.0, 30.0):
        limit.fail(now)
        lefts.append(limit.left(now))
    assert lefts == [2, 1, 0]
    assert limit.shut_for(30.0) == 200
    assert limit.shut_for(229.0) == 1
    assert limit.shut_for(230.0) == 0
    assert limit.left(230.0) == 3


def test_old_failures_count_no_more() -> None:
    limit = a_limit(None, 0.0)
    limit.fail(0.0)
    limit.fail(50.0)
    assert limit.left(101.0) == 2
    limit.fail(120.0)
    assert limit.shut_for(120.0) == 0


def test_failures_outlive_the_process(path: Path) -> None:
    first = a_limit(path, 0.0)
    first.fail(10.0)
    first.fail(20.0)
    assert a_limit(path, 60.0).left(60.0) == 1
    assert a_limit(path, 115.0).left(115.0) == 2  # the first one is 105 s old


def test_a_cooldown_outlives_the_process_to_the_second(path: Path) -> None:
    first = a_limit(path, 0.0)
    for now in (1.0, 2.0, 3.0):
        first.fail(now)
    assert a_limit(path, 100.0).shut_for(100.0) == pytest.approx(103)
    assert a_limit(path, 300.0).shut_for(300.0) == 0


@pytest.mark.parametrize(("run", "now"), [("run-2", 5.0), (None, 5.0), ("run-2", 9e6)])
def test_time_without_power_does_not_count(path: Path, run: str | None, now: float) -> None:
    before = a_limit(path, 0.0)
    for at in (1.0, 2.0, 3.0):
        before.fail(at)
    after = a_limit(path, now, run)
    assert after.shut_for(now) == pytest.approx(200)
    assert after.shut_for(now + 201) == 0


def test_failures_before_a_power_cut_count_after_it(path: Path) -> None:
    before = a_limit(path, 0.0)
    before.fail(1000.0)
    before.fail(1010.0)
    after = a_limit(path, 3.0, "run-2")
    assert after.left(3.0) == 1
    after.fail(4.0)
    assert after.shut_for(4.0) == 200


def test_a_clock_that_went_back_within_a_run_shortens_nothing(path: Path) -> None:
    before = a_limit(path, 0.0)
    for at in (1000.0, 1001.0, 1002.0):
        before.fail(at)
    assert a_limit(path, 500.0).shut_for(500.0) == pytest.approx(200)


def sealed(path: Path, text: str) -> None:
    """As this gate would have written it."""
    write_sealed(path, text.encode(), PURPOSE)


STRANGE: list[Callable[[Path], object]] = [
    lambda p: p.write_bytes(b""),
    lambda p: p.write_bytes(b"\xff\x00 not json"),
    lambda p: sealed(p, "[]"),
    lambda p: sealed(p, '{"boot": "run-1", "failures": [], "saved_at": 1}'),
    lambda p: sealed(p, '{"boot": "run-1", "failures": [NaN], "saved_at": 1, "shut_until": null}'),
    lambda p: sealed(p, '{"boot": "run-1", "failures": [], "saved_at": Infinity, "shut_until": 5}'),
    lambda p: p.write_text('{"boot": "run-1", "failures": [], "saved_at": 1, "shut_until": null}'),
    lambda p: p.mkdir(),
]


@pytest.mark.parametrize("spoil", STRANGE)
def test_a_record_that_was_tampered_with_shuts_the_gate(
    path: Path, spoil: Callable[[Path], object]
) -> None:
    path.parent.mkdir(parents=True)
    spoil(path)
    assert a_limit(path, 50.0).shut_for(50.0) == 200


def test_a_record_cannot_shut_the_gate_for_longer_than_a_cooldown(path: Path) -> None:
    path.parent.mkdir(parents=True)
    state = {"boot": "run-1", "failures": [], "saved_at": 1.0, "shut_until": 1e9}
    sealed(path, json.dumps(state))
    assert a_limit(path, 50.0).shut_for(50.0) == 200


def test_an_operators_reset_is_stored_too(path: Path) -> None:
    limit = a_limit(path, 0.0)
    for now in (1.0, 2.0, 3.0):
        limit.fail(now)
    limit.clear(4.0)
    assert limit.left(4.0) == 3
    assert a_limit(path, 5.0).left(5.0) == 3


def test_a_folder_that_cannot_be_written_leaves_the_count_in_memory(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    limit = a_limit(tmp_path / "file" / "door.json", 0.0)
    for now in (1.0, 2.0, 3.0):
        limit.fail(now)
    assert limit.shut_for(3.0) == 200


def test_the_id_of_a_boot_is_stable() -> None:
    assert boot() == boot()
