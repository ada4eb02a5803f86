"""A program of the operator's choice does its work, and cannot reach the gate's own files."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path

import pytest
from needs import needs_landlock

from edge.security import landlock, shielded_program
from edge.security.shielded_program import start_shielded

ATTEMPTS = """
import json, os, subprocess, sys
state, beside, code, gate, scoped = sys.argv[1:]
ATTEMPTS = {
    "read the state": lambda: open(state + "/key").read(),
    "write the state": lambda: open(state + "/key", "a"),
    "new file in the state": lambda: open(state + "/new", "w"),
    "list the state": lambda: os.listdir(state),
    "read the state by a program": lambda: subprocess.run(["cat", state + "/key"], check=True),
    "read the state by a link": lambda: open(beside + "/link/key").read(),
    "move the state": lambda: os.rename(state, beside + "/moved"),
    "change the code": lambda: open(code + "/extra.py", "w"),
    "read the gate's memory": lambda: open(f"/proc/{gate}/mem", "rb"),
    "read the code": lambda: open(code + "/message.py").read(),
    "read": lambda: open(beside + "/file").read(),
    "write": lambda: open(beside + "/file", "a"),
    "new file": lambda: open(beside + "/new", "w"),
    "device": lambda: open("/dev/null", "r+b"),
    "program": lambda: subprocess.run(["true"], check=True),
}
if scoped == "True":
    ATTEMPTS["signal the gate"] = lambda: os.kill(int(gate), 0)
done = {}
for name, attempt in ATTEMPTS.items():
    try:
        attempt()
        done[name] = True
    except (OSError, subprocess.CalledProcessError):
        done[name] = False
print(json.dumps(done))
"""
FREE = {"read the code", "read", "write", "new file", "device", "program"}


@needs_landlock
def test_state_and_code_are_shut_and_everything_else_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    state, beside, code = tmp_path / "state", tmp_path / "beside", tmp_path / "code"
    for folder, name in ((state, "key"), (beside, "file"), (code, "message.py")):
        folder.mkdir()
        (folder / name).write_text("held")
    (beside / "link").symlink_to(state)
    monkeypatch.setenv("FACEVOUCH_STATE", str(state))
    monkeypatch.setattr(shielded_program, "python_code", lambda: {str(code)})
    scoped = landlock.version() >= landlock.SCOPES_VERSION
    given = map(str, (state, beside, code, os.getpid(), scoped))
    words = [sys.executable, "-c", ATTEMPTS, *given]
    with tempfile.TemporaryFile() as errors, start_shielded(words, errors) as process:
        done = json.loads(process.communicate(timeout=60)[0])
    assert {name for name, works in done.items() if works} == FREE
    assert (state / "key").read_text() == "held"


@needs_landlock
def test_what_starts_it_keeps_its_own_rights(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FACEVOUCH_STATE", str(tmp_path))
    with tempfile.TemporaryFile() as errors, start_shielded(["true"], errors) as process:
        assert process.wait(60) == 0
    (tmp_path / "key").write_text("held")
    assert (tmp_path / "key").read_text() == "held"


def test_without_landlock_it_starts_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(landlock, "version", lambda: 0)
    with tempfile.TemporaryFile() as errors, start_shielded(["true"], errors) as process:
        assert process.wait(60) == 0
