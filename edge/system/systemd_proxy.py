"""Runs a program and forwards its notifications to the service manager in its own name.

systemd accepts notifications from a unit's main process only, and pam_systemd moves the others into
a session outside the unit. A kiosk's main process is the compositor or X server, which does not
report how the window ended. So this program is the main process:

    python3 -m edge.system.systemd_proxy cage -d -- facevouch app --kiosk
"""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from edge.system.systemd import Systemd

TICK_S = 0.5
LONGEST = 4096
STATUS = re.compile(r"^EXIT_STATUS=(\d{1,3})$", re.MULTILINE)
HAND_ON = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
NOT_FOUND = 127


class SystemdProxy:
    """Runs one program. manager: where its notifications go."""

    def __init__(self, words: Sequence[str], manager: Systemd | None = None) -> None:
        self._words = list(words)
        self._manager = manager or Systemd()
        self._said: int | None = None
        self._child: subprocess.Popen[bytes] | None = None
        self._told_to_stop = False

    def stop(self) -> None:
        """Ask the program to end; `run` still waits for it."""
        self._told_to_stop = True
        if self._child is not None:
            self._child.terminate()

    def run(self) -> int:
        """Run until the program ends. Returns the status it announced, else its own exit status.

        Exit status 0 that was neither requested nor announced counts as a failure: 1.
        """
        with (
            tempfile.TemporaryDirectory(prefix="facevouch-") as folder,
            socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ear,
        ):
            path = Path(folder, "notify")
            ear.bind(str(path))
            ear.settimeout(TICK_S)
            environ = os.environ | {"NOTIFY_SOCKET": str(path)}
            environ.pop("WATCHDOG_PID", None)  # it names this process, but the child notifies
            try:
                child = subprocess.Popen(self._words, env=environ)
            except OSError as error:
                reason = error.strerror or str(error)
                print(f"facevouch: cannot start {self._words[0]}: {reason}", file=sys.stderr)  # noqa: T201
                return NOT_FOUND
            self._child = child
            if self._told_to_stop:
                child.terminate()
            while child.poll() is None:
                self._listen(ear)
            ear.setblocking(False)
            while self._listen(ear):  # notifications that are still in the socket
                pass
        if self._said is not None:
            return self._said
        if self._told_to_stop:
            return max(child.returncode, 0)
        return child.returncode if child.returncode > 0 else 1

    def _listen(self, ear: socket.socket) -> bool:
        try:
            words = ear.recv(LONGEST).decode(errors="replace")
        except (TimeoutError, BlockingIOError):
            return False
        found = STATUS.search(words)
        if found is None:
            self._manager.forward(words)
        else:
            self._said = int(found[1])
        return True


def main(words: Sequence[str]) -> int:
    """Run the words as a command; SIGTERM, SIGINT and SIGHUP end it."""
    relay = SystemdProxy(words)
    for number in HAND_ON:
        signal.signal(number, lambda *_: relay.stop())
    return relay.run()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
