"""The proxy between a kiosk's window and systemd passes messages, signals and the exit status."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from edge.system.systemd import Systemd
from edge.system.systemd_proxy import NOT_FOUND, SystemdProxy

pytestmark = pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="systemd is on Linux")

SAYS = "from edge.system.systemd import Systemd as M; m = M(); "


@pytest.fixture
def systemd(tmp_path: Path) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as there:
        there.bind(str(tmp_path / "n"))
        there.settimeout(60)
        yield there


@pytest.fixture
def manager(tmp_path: Path, systemd: socket.socket) -> Systemd:
    return Systemd({"NOTIFY_SOCKET": str(tmp_path / "n")})


def program(text: str) -> list[str]:
    return [sys.executable, "-c", text]


def test_notifications_of_the_child_reach_the_manager_from_the_proxy(
    systemd: socket.socket, manager: Systemd
) -> None:
    SystemdProxy(program(SAYS + "m.ready(); m.alive(); m.status('1 camera')"), manager).run()
    assert [systemd.recv(99) for _ in range(3)] == [b"READY=1", b"WATCHDOG=1", b"STATUS=1 camera"]


def test_the_sign_of_life_becomes_the_windows_duty(
    manager: Systemd, monkeypatch: pytest.MonkeyPatch, systemd: socket.socket
) -> None:
    monkeypatch.setenv("WATCHDOG_PID", str(os.getpid()))
    monkeypatch.setenv("WATCHDOG_USEC", "30000000")
    SystemdProxy(program(SAYS + "m.status(str(m.interval_s))"), manager).run()
    assert systemd.recv(99) == b"STATUS=15.0"


@pytest.mark.parametrize(
    ("window", "status"),
    [
        (SAYS + "m.ending(3)", 3),  # and the compositor ends with 0
        ("raise SystemExit(75)", 75),
        ("raise SystemExit(0)", 1),  # a compositor that ends without a word
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", 1),
    ],
    ids=["it said what it will end with", "its own", "an end without a word", "killed"],
)
def test_how_it_ends(manager: Systemd, window: str, status: int) -> None:
    assert SystemdProxy(program(window), manager).run() == status


def test_a_program_that_is_not_there_is_one_line(
    manager: Systemd, capsys: pytest.CaptureFixture[str]
) -> None:
    assert SystemdProxy(["/nonexistent/cage"], manager).run() == NOT_FOUND
    assert capsys.readouterr().err == (
        "facevouch: cannot start /nonexistent/cage: No such file or directory\n"
    )


def test_a_stop_is_handed_on_and_waited_for(tmp_path: Path) -> None:
    text = (
        "import os, signal, sys; "
        # os.write: the signal may arrive while print() still holds its buffer
        "signal.signal(signal.SIGTERM, lambda *_: os.write(1, b'put away\\n') and sys.exit(0)); "
        "print('up', flush=True); signal.pause()"
    )
    running = subprocess.Popen(
        [sys.executable, "-m", "edge.system.systemd_proxy", *program(text)],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"TMPDIR": str(tmp_path)},
    )
    with running:
        assert running.stdout is not None
        assert running.stdout.readline() == "up\n"
        running.send_signal(signal.SIGTERM)
        assert running.communicate(timeout=60)[0] == "put away\n"
    assert running.returncode == 0
    assert list(tmp_path.iterdir()) == []  # its socket is gone
