"""The service from the package, under the unit's account and watch, as systemd would start it."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from machine import Machine, wait_for


class Daemon:
    """`facevouch serve`, with a socket in the service manager's place."""

    def __init__(self, machine: Machine, *options: str) -> None:
        self._manager = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        path = machine.root / "run/notify"
        path.unlink(missing_ok=True)
        self._manager.bind(str(path))
        path.chmod(0o666)
        self._manager.setblocking(False)
        self._log = machine.root / "tmp/serve.log"
        words = ["env", "NOTIFY_SOCKET=/run/notify", "WATCHDOG_USEC=2000000"]
        words += ["FACEVOUCH_STATE=/var/lib/facevouch", "facevouch", "serve", "--port", "0"]
        command = machine.words(*words, *options, user="facevouch", network=True)
        with self._log.open("w") as log:
            self.process = subprocess.Popen(command, stderr=log, stdin=subprocess.DEVNULL)
        self.told: list[str] = []

    def hears(self, word: str) -> bool:
        """Whether the manager was told this by now."""
        while True:
            try:
                self.told.append(self._manager.recv(4096).decode())
            except BlockingIOError:
                break
        assert self.process.poll() is None or word == "STOPPING=1", self._log.read_text()
        return word in self.told

    def answer(self, path: str) -> dict[str, object]:
        line = next(row for row in self._log.read_text().splitlines() if "serving http" in row)
        url = line.split("serving ")[1].split()[0].rstrip("/")
        with urllib.request.urlopen(url + path, timeout=30) as said:
            return dict(json.load(said)) if path != "/v1/cameras" else {"all": json.load(said)}

    def end(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(60)
        self.hears("STOPPING=1")
        return status

    def __enter__(self) -> Daemon:
        try:
            wait_for(lambda: self.hears("READY=1"))
        except BaseException:  # also Ctrl-C
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self._manager.close()


@pytest.fixture
def daemon(installed: Machine) -> Iterator[Daemon]:
    words = ("--source", "demo", "--config", "/etc/facevouch/facevouch.toml")
    with Daemon(installed, *words) as running:
        yield running


def test_the_service_notifies_ready_and_watchdog_and_ends_in_good_order(
    daemon: Daemon,
) -> None:
    wait_for(lambda: daemon.hears("WATCHDOG=1"))
    assert daemon.answer("/healthz")["status"] == "alive"
    # the service answers who asks too often with 429
    wait_for(lambda: '"LIVE"' in json.dumps(daemon.answer("/v1/cameras")), pause=0.5)
    assert daemon.end() == 0
    assert "STOPPING=1" in daemon.told


def test_the_service_restarts_after_an_upgrade_and_after_a_rollback(
    daemon: Daemon, installed: Machine, deb: Callable[..., Path]
) -> None:
    first = next(iter(installed.slots()))
    assert installed.install(deb(revision=2)).returncode == 0
    assert daemon.answer("/healthz")["status"] == "alive"  # still of the first
    assert daemon.end() == 0

    for marks in ("previous", "in use"):  # what systemd's restart does after each
        with Daemon(installed, "--source", "demo") as again:
            assert again.end() == 0
        assert installed.slots()[first] == marks
        if marks == "previous":
            installed.good("facevouch-rollback")


def test_the_service_refuses_settings_of_a_newer_version_in_one_line(installed: Machine) -> None:
    (installed.root / "etc/facevouch/facevouch.toml").write_text("version = 99\n")
    done = installed.run(
        "facevouch", "serve", "--config", "/etc/facevouch/facevouch.toml", user="facevouch"
    )
    assert done.returncode == 2
    assert "version 99" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
