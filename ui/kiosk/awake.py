"""Keeps the screen saver away, where a desktop offers a way to ask for that."""

from __future__ import annotations

from PyQt6.QtDBus import QDBusConnection, QDBusMessage

_PLACE = ("org.freedesktop.ScreenSaver", "/org/freedesktop/ScreenSaver")


def keep_awake() -> bool:
    """Ask the desktop; it holds for as long as this process lives. False: there is nobody to ask.

    Does not wait for an answer. A bare X server has no such desktop: see docs/kiosk.md.
    """
    bus = QDBusConnection.sessionBus()
    if not bus.isConnected():
        return False
    message = QDBusMessage.createMethodCall(_PLACE[0], _PLACE[1], _PLACE[0], "Inhibit")
    message.setArguments(["facevouch", "the gate is in use"])
    return bool(bus.send(message))
