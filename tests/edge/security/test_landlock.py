"""Landlock leaves a process the files and the ports that are named, and no others."""

from __future__ import annotations

import errno
import socket
from pathlib import Path

import pytest
from confined import attempted
from needs import needs_landlock

from edge.security import landlock

RESTRICT = """
ctypes.CDLL(None).prctl(38, 1, 0, 0, 0)
from edge.security import landlock
landlock.restrict([sys.prefix, sys.base_prefix, "/lib", "/usr/lib", "/no/such/folder"], [port])
"""


@needs_landlock
def test_restriction_leaves_reading_what_is_named_and_connecting_to_one_port(
    tmp_path: Path,
) -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as near,
        socket.create_server(("127.0.0.1", 0)) as far,
    ):
        ports = {"port": near.getsockname()[1], "other": far.getsockname()[1]}
        free = attempted(tmp_path, "", **ports)
        bound = attempted(tmp_path, RESTRICT, **ports)
    lost = {name for name in free if free[name] and not bound[name]}
    assert {
        "new file",
        "write",
        "append",
        "read",
        "list",
        "folder",
        "remove",
        "rename",
        "link",
        "program",
    } <= lost
    assert {"read the program", "write to what is open", "thread"}.isdisjoint(lost)
    if landlock.version() >= landlock.NETWORK_VERSION:
        assert {"connect elsewhere", "listen"} <= lost
        assert bound["connect"]


@pytest.mark.parametrize("code", [errno.ENOSYS, errno.EOPNOTSUPP, errno.EPERM])
def test_kernel_without_landlock_is_of_version_0_and_restricts_nothing(
    monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    asked: list[int] = []

    def refuse(number: int, *_: object) -> int:
        asked.append(number)
        raise OSError(code, "no")

    monkeypatch.setattr(landlock, "_call", refuse)
    assert landlock.version() == 0
    landlock.restrict(["/"], [80])
    assert set(asked) == {landlock.CREATE_RULESET}


def test_any_other_error_is_not_taken_for_a_kernel_without_landlock(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*_: object) -> int:
        raise OSError(errno.ENOMEM, "no memory")

    monkeypatch.setattr(landlock, "_call", fail)
    with pytest.raises(OSError, match="no memory"):
        landlock.restrict(["/"], [])
