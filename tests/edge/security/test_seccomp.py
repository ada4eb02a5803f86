"""The filter of system calls: what it refuses, and that what codecs need is left."""

from __future__ import annotations

import re
import socket
from pathlib import Path

import pytest
from confined import attempted
from needs import needs_seccomp

from edge.security import seccomp

RESTRICT = """
ctypes.CDLL(None).prctl(38, 1, 0, 0, 0)
from edge.security import seccomp
seccomp.restrict(network={network}, datagrams={datagrams})
"""
REFUSED = {
    "new file",
    "write",
    "append",
    "folder",
    "remove",
    "rename",
    "link",
    "truncate",
    "mode",
    "program",
    "fork",
    "signal",
    "unix socket",
    "listen",
    "memory as a file",
}
UNSEEN = {
    "connect elsewhere by sending",
    "connect elsewhere by a message",
    "connect elsewhere on several paths",
}
"""Ways of TCP whose ports Landlock does not check."""

NETWORK = {"datagram", "connect", "connect elsewhere"} | UNSEEN
HEADERS = (
    Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h"),
    Path("/usr/include/asm-generic/unistd.h"),
)


@needs_seccomp
@pytest.mark.parametrize(
    ("network", "datagrams", "lost"),
    [
        (True, True, REFUSED | UNSEEN),
        (True, False, REFUSED | UNSEEN | {"datagram"}),
        (False, False, REFUSED | NETWORK),
    ],
)
def test_filter_refuses_writing_programs_processes_and_sockets_and_leaves_the_rest(
    tmp_path: Path, network: bool, datagrams: bool, lost: set[str]
) -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as near,
        socket.create_server(("127.0.0.1", 0)) as far,
    ):
        ports = {"port": near.getsockname()[1], "other": far.getsockname()[1]}
        free = attempted(tmp_path, "", **ports)
        restrict = RESTRICT.format(network=network, datagrams=datagrams)
        bound = attempted(tmp_path, restrict, **ports)
    possible = {name for name, works in free.items() if works}
    assert {name for name in possible if not bound[name]} == lost & possible


@pytest.mark.parametrize("column", [0, 1])
def test_numbers_are_those_of_the_kernels_headers(column: int) -> None:
    if not HEADERS[column].is_file():
        pytest.skip("the kernel's headers are not installed (linux-libc-dev)")
    text = HEADERS[column].read_text()
    known = dict(re.findall(r"#define __NR(?:3264)?_(\w+)\s+(\d+)", text))
    rows = {**seccomp.DENIED, **seccomp.UNKNOWN_TO_US, **seccomp.SENDING}
    for name, numbers in rows.items():
        if name in known or numbers[column] == seccomp.NO_NUMBER:
            assert known.get(name, seccomp.NO_NUMBER) in (
                str(numbers[column]),
                numbers[column],
            ), name


def test_processor_whose_numbers_are_unknown_is_not_filtered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("platform.machine", lambda: "riscv64")
    assert not seccomp.available()
    seccomp.restrict(network=False)
    with socket.socket(socket.AF_UNIX):
        pass
