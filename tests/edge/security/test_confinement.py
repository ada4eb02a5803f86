"""A confined process can neither write, start anything nor reach anybody."""

from __future__ import annotations

import logging
import re
import socket
from pathlib import Path

import pytest
from confined import attempted
from needs import needs_landlock, needs_seccomp

from edge.security import confinement, landlock, seccomp

CONFINE = """
from edge.security.confinement import Confinement, confine
confine(Confinement(2**30, ports={ports}))
"""
HARMLESS = {"read the program", "share memory", "pipe", "thread", "end itself by a signal"}


@needs_landlock
@needs_seccomp
@pytest.mark.parametrize(
    ("ports", "left"),
    [
        ("None", HARMLESS),
        ("(port,)", HARMLESS | {"connect"}),
        ("(port,), datagrams=True", HARMLESS | {"connect", "datagram"}),
    ],
)
def test_confined_process_is_left_what_decoding_needs(
    tmp_path: Path, ports: str, left: set[str]
) -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as near,
        socket.create_server(("127.0.0.1", 0)) as far,
    ):
        done = attempted(
            tmp_path,
            CONFINE.format(ports=ports),
            port=near.getsockname()[1],
            other=far.getsockname()[1],
        )
    if ports != "None" and landlock.version() < landlock.NETWORK_VERSION:
        left = left | {"connect elsewhere"}
    assert {name for name, works in done.items() if works} == left
    assert (tmp_path / "held").read_bytes() == b"held"


def test_limits_alone_keep_a_file_that_is_open_as_it_is(tmp_path: Path) -> None:
    confine = f"""
from edge.security import landlock, seccomp
landlock.restrict = seccomp.restrict = lambda *_, **__: None
{CONFINE.format(ports="None")}"""
    assert not attempted(tmp_path, confine)["write to what is open"]


@pytest.mark.parametrize(
    ("version", "filters", "said"),
    [
        (7, True, None),
        (0, True, "no Landlock"),
        (3, True, "Landlock 3 .*every port"),
        (7, False, "no seccomp"),
        (0, False, "no Landlock.*no seccomp"),
    ],
)
def test_what_a_kernel_lacks_is_said_once(
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    version: int,
    filters: bool,
    said: str | None,
) -> None:
    monkeypatch.setattr(landlock, "version", lambda: version)
    monkeypatch.setattr(seccomp, "available", lambda: filters)
    confinement.warn_of_lacking.cache_clear()
    with caplog.at_level(logging.WARNING):
        confinement.warn_of_lacking()
        confinement.warn_of_lacking()
    confinement.warn_of_lacking.cache_clear()
    if said is None:
        assert caplog.messages == []
    else:
        (line,) = caplog.messages
        assert re.search(said, line)
