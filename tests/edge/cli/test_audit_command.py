"""`facevouch audit`: its output, its files and its exit status."""

from __future__ import annotations

import argparse
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import cv2
import numpy as np
import pytest

from edge.audit.crop_encryption import read_recipient, seal
from edge.audit.crops import crops_folder
from edge.audit.log import AuditLog, audit_path
from edge.cli import audit as command
from edge.cli.exit import guarded
from edge.events.event import EventKind, GateEvent
from edge.security.keys import KioskKey, keys_folder


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FACEVOUCH_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("COLUMNS", "200")
    return tmp_path / "state"


def run(*words: str | Path) -> int:
    parser = argparse.ArgumentParser()
    command.add(parser.add_subparsers())
    args = parser.parse_args(["audit", *map(str, words)])
    return guarded(lambda: command.execute(args))


def a_log(entries: int = 3) -> Path:
    log = AuditLog(audit_path(), KioskKey.load_or_create(keys_folder()))
    for n in range(entries):
        at = datetime(2026, 3, 1 + n, tzinfo=UTC)
        log.on_event(GateEvent(EventKind.SESSION, "door", {"decision": "accepted", "n": n}, at))
    log.close()
    return audit_path()


def test_a_whole_log_verifies_and_a_changed_one_is_named(
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = a_log()
    assert run("verify") == 0
    out = capsys.readouterr().out
    assert "4 entries, 1 to 4" in out
    assert "the chain is complete" in out
    with closing(sqlite3.connect(path, isolation_level=None)) as store:
        store.execute("UPDATE entries SET event = replace(event, 'accepted', 'refused')")
    assert run("verify") == 1
    assert "changed: entry 2 was changed" in capsys.readouterr().out
    assert run("verify", "--from", "1") == 1


def test_an_export_is_verified_elsewhere_with_what_was_noted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    a_log()
    key, head, out = tmp_path / "gate.pem", tmp_path / "head.json", tmp_path / "out.jsonl"
    assert run("key") == 0
    key.write_text(capsys.readouterr().out)
    assert run("head") == 0
    head.write_text(capsys.readouterr().out)
    assert run("export", "--out", out, "--since", "2026-03-02") == 0
    monkeypatch.setenv("FACEVOUCH_STATE", str(tmp_path / "elsewhere"))
    capsys.readouterr()
    assert run("verify", out, "--key", key, "--head", head) == 0
    assert "the chain is complete" in capsys.readouterr().out
    assert run("verify", out) == 2
    assert "--key" in capsys.readouterr().err
    assert not (tmp_path / "elsewhere").exists()


def test_the_newest_entries_are_shown(capsys: pytest.CaptureFixture[str]) -> None:
    a_log(5)
    assert run("show", "-n", "2") == 0
    out = capsys.readouterr().out
    assert '"n": 4' in out
    assert '"n": 3' in out
    assert '"n": 2' not in out


def test_a_purge_keeps_what_the_configuration_keeps(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    a_log()
    assert run("purge", "--before", "2999-01-01") == 2
    assert "audit.keep_days" in capsys.readouterr().err
    assert run("purge") == 0
    assert "no entry is older" in capsys.readouterr().err
    assert run("purge", "--before", "2999-01-01", "--force") == 0
    assert "4 entries up to number 4 were deleted" in capsys.readouterr().err
    assert run("verify") == 0


def test_a_key_can_be_changed(capsys: pytest.CaptureFixture[str]) -> None:
    a_log()
    before = KioskKey.load_or_create(keys_folder()).key_id
    assert run("rotate-key") == 0
    assert KioskKey.load_or_create(keys_folder()).key_id != before
    a_log(1)
    assert run("verify") == 0
    assert before in capsys.readouterr().out


def test_a_crop_is_opened_with_the_operators_key_only(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("crops", "keygen", "--out", tmp_path / "op.pem") == 0
    assert run("crops", "keygen", "--out", tmp_path / "op.pem") == 2
    assert run("crops", "keygen", "--out", tmp_path / "other.pem") == 0
    kiosk = KioskKey.load_or_create(keys_folder())
    picture = np.arange(48, dtype=np.uint8).reshape(4, 4, 3)
    png = cv2.imencode(".png", picture)[1].tobytes()
    told = {"session": "s1", "decision": "refused", "at": "2026-03-01"}
    sealed = seal(png, told, read_recipient(tmp_path / "op.pub.pem"), kiosk)
    crops_folder().mkdir(parents=True)
    file = crops_folder() / "20260301T000000Z-door-1.crop"
    file.write_bytes(sealed.content)
    (tmp_path / "gate.pem").write_text(kiosk.public_pem)
    (tmp_path / "thief.pem").write_text(KioskKey.generate().public_pem)
    capsys.readouterr()
    assert run("crops", "list") == 0
    assert "s1" in capsys.readouterr().out
    opened = ["crops", "decrypt", str(file), "--out", str(tmp_path / "out"), "--key"]
    assert run(*opened, tmp_path / "other.pem") == 2
    assert "is encrypted to the key" in capsys.readouterr().err
    assert run(*opened, tmp_path / "op.pem", "--kiosk", tmp_path / "thief.pem") == 2
    assert run(*opened, tmp_path / "op.pem", "--kiosk", tmp_path / "gate.pem") == 0
    out = tmp_path / "out" / "20260301T000000Z-door-1.png"
    assert np.array_equal(cv2.imread(str(out)), picture)
    assert out.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "words",
    [
        ["verify", "absent.sqlite"],
        ["verify", "--key", "absent.pem"],
        ["verify", "--head", "absent.json"],
        ["show"],
        ["export", "--out", "/nowhere/out.jsonl"],
        ["purge"],
        ["head"],
        ["crops", "decrypt", "absent.crop", "--key", "absent.pem", "--out", "out"],
    ],
)
def test_bad_input_is_one_line_and_status_2(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    KioskKey.load_or_create(keys_folder())
    assert run(*words) == 2
    err = capsys.readouterr().err
    assert err.startswith("facevouch: ")
    assert err.count("\n") == 1


@pytest.mark.parametrize("verb", ["verify", "show"])
def test_a_log_that_is_not_there_is_named_whether_or_not_there_is_a_key(
    verb: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(verb) == 2
    assert capsys.readouterr().err == f"facevouch: there is no audit log {audit_path()}\n"


@pytest.mark.parametrize("number", ["-5", "0", "many"])
def test_no_fewer_than_one_entry_can_be_shown(
    number: str, capsys: pytest.CaptureFixture[str]
) -> None:
    a_log()
    with pytest.raises(SystemExit) as ended:
        run("show", "-n", number)
    assert ended.value.code == 2
    assert "argument -n" in capsys.readouterr().err


def test_a_date_that_is_none_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        run("purge", "--before", "yesterday")
    assert "2026-03-01" in capsys.readouterr().err
