"""Notifies the service manager: the sd_notify protocol, a datagram to $NOTIFY_SOCKET.

Source: sd_notify(3). Without the variable nothing is sent, and nothing fails.
"""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Mapping

log = logging.getLogger(__name__)


class Systemd:
    """environment: where the manager left its address and its time limit."""

    def __init__(self, environment: Mapping[str, str] | None = None) -> None:
        given = os.environ if environment is None else environment
        self._address = _address(given.get("NOTIFY_SOCKET", ""))
        self.interval_s = _interval(given)

    def ready(self) -> None:
        """The service is up; systemd starts its watchdog timer."""
        self._send("READY=1")

    def alive(self) -> None:
        """Reset systemd's watchdog timer."""
        self._send("WATCHDOG=1")

    def stopping(self) -> None:
        """The service is shutting down in an orderly way."""
        self._send("STOPPING=1")

    def ending(self, status: int) -> None:
        """The status the process will end with; for a proxy between it and the manager."""
        self._send(f"EXIT_STATUS={status}")

    def status(self, text: str) -> None:
        """One line for `systemctl status`."""
        self._send("STATUS=" + " ".join(text.split()))

    def forward(self, text: str) -> None:
        """Forward another process's notification."""
        self._send(text)

    def _send(self, text: str) -> None:
        if self._address is None:
            return
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as there:
                there.setblocking(False)
                there.sendto(text.encode(), self._address)
        except OSError as error:  # a missing service manager must not stop the gate
            log.warning("the service manager does not accept %s: %s", text, error)


def _address(named: str) -> str | None:
    """A path, or an abstract socket's name, in which @ stands for a zero byte."""
    if not named or not hasattr(socket, "AF_UNIX"):
        return None
    if named.startswith("@"):
        return "\0" + named[1:]
    return named if named.startswith("/") else None


def _interval(given: Mapping[str, str]) -> float | None:
    """Seconds between watchdog notifications, half of WATCHDOG_USEC; None without a watchdog.

    WATCHDOG_PID names the process that must notify; a child inherits the variable and must not.
    """
    meant = given.get("WATCHDOG_PID", "")
    if meant.isdecimal() and int(meant) != os.getpid():
        return None
    asked = given.get("WATCHDOG_USEC", "")
    return int(asked) / 2e6 if asked.isdecimal() and int(asked) > 0 else None
