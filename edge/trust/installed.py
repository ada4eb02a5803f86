"""Cameras made of software on macOS and Windows, by the names they are installed under.

OpenCV numbers cameras there in an order of its own, so which of them is `0` cannot be told: one
that is installed at all is reason enough for doubt.
"""

from __future__ import annotations

import json
import platform
import subprocess
import sys
from collections.abc import Callable
from functools import lru_cache

SECONDS = 10
"""How long macOS may take to list its cameras."""

FILTERS = r"CLSID\{860BB310-5D01-11D0-BD3B-00A0C911CE86}\Instance"
"""Windows: DirectShow's video inputs that a program registered; a device's own are elsewhere."""


@lru_cache(maxsize=1)
def installed_cameras() -> tuple[str, ...]:
    """Names, as the system tells them once a process; none on Linux, where sysfs says more."""
    system = platform.system()
    if system == "Darwin":
        return tuple(_of_macos(_profiled))
    if system == "Windows":
        return tuple(_of_windows())
    return ()


def _of_macos(profiled: Callable[[], str]) -> list[str]:
    try:
        found = json.loads(profiled()).get("SPCameraDataType", [])
        return [str(camera["_name"]) for camera in found]
    except (OSError, subprocess.SubprocessError, ValueError, KeyError, TypeError, AttributeError):
        return []


def _profiled() -> str:
    words = ["/usr/sbin/system_profiler", "-json", "SPCameraDataType"]
    return subprocess.run(words, capture_output=True, text=True, timeout=SECONDS, check=True).stdout


def _of_windows() -> list[str]:
    found: list[str] = []
    if sys.platform == "win32":
        import winreg

        try:
            with winreg.OpenKey(winreg.HKEY_CLASSES_ROOT, FILTERS) as filters:
                for i in range(winreg.QueryInfoKey(filters)[0]):
                    with winreg.OpenKey(filters, winreg.EnumKey(filters, i)) as one:
                        found.append(str(winreg.QueryValueEx(one, "FriendlyName")[0]))
        except OSError:
            pass  # no such key: no program registered one
    return found
