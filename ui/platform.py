"""Checks the display, and excludes OpenCV's own Qt plugins. Imports no Qt."""

from __future__ import annotations

import ctypes
import importlib.util
import os
import re
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

# OpenCV's wheels hold a Qt 5 of their own and point these at it on import; our Qt would follow
# them to plugins of another version and abort.
_OPENCV_SETS = ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR", "QT_PLUGIN_PATH")

# Platforms that need neither an X server nor a Wayland compositor.
_STANDALONE = frozenset(
    ("offscreen", "minimal", "minimalegl", "vnc", "linuxfb", "eglfs", "vkkhrdisplay")
)

# The Debian package that holds a shared library, where its name does not simply follow.
_PACKAGES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11.so.6": "libx11-6",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libdbus-1.so.3": "libdbus-1-3",
}


def remove_opencv_paths(environ: dict[str, str] | os._Environ[str] | None = None) -> list[str]:
    """Drop the Qt variables that point into OpenCV's package; returns the names dropped.

    Call it after the last import of cv2 and before QApplication. A value of the user's own stays.
    """
    environ = os.environ if environ is None else environ
    dropped = [name for name in _OPENCV_SETS if "cv2" in Path(environ.get(name, "")).parts]
    for name in dropped:
        del environ[name]
    return dropped


def debian_package(library: str) -> str:
    """The Debian package of a shared library: libxcb-cursor.so.0 is in libxcb-cursor0."""
    if library in _PACKAGES:
        return _PACKAGES[library]
    match = re.fullmatch(r"(.+)\.so(?:\.(\d+))?.*", library)
    if match is None:
        return library
    stem, version = match.group(1), match.group(2) or ""
    return f"{stem}-{version}" if stem[-1].isdigit() else f"{stem}{version}"


def display_problem(environ: Mapping[str, str] | None = None) -> str | None:
    """One sentence on why no window can be opened here, or None when one can.

    It checks before Qt does, because Qt aborts the process without a display.
    """
    environ = os.environ if environ is None else environ
    if importlib.util.find_spec("PyQt6") is None:
        return "the window needs PyQt6; install it with: pip install 'facevouch[app]'"
    problem = _library_problem(lambda: __import__("PyQt6.QtWidgets"))
    if problem is not None or not sys.platform.startswith("linux"):
        return problem
    asked = [name.split(":")[0] for name in environ.get("QT_QPA_PLATFORM", "").split(";") if name]
    if any(name in _STANDALONE for name in asked):
        return None
    set_ = {"wayland": "WAYLAND_DISPLAY", "xcb": "DISPLAY"}
    there = [name for name, variable in set_.items() if environ.get(variable)]
    if not there:
        return (
            "there is no display: neither DISPLAY nor WAYLAND_DISPLAY is set; log in to a desktop, "
            "or use `facevouch run`, which needs none"
        )
    problems = [_platform_problem(platform, environ) for platform in asked or there]
    return None if None in problems else problems[0]


def _platform_problem(platform: str, environ: Mapping[str, str]) -> str | None:
    if platform.startswith("wayland"):
        return _wayland_problem(environ)
    if platform == "xcb":
        return _plugin_problem("libqxcb.so") or _x11_problem(environ)
    return None  # an unknown platform: Qt decides


def _wayland_problem(environ: Mapping[str, str]) -> str | None:
    name = environ.get("WAYLAND_DISPLAY")
    if not name:
        return "WAYLAND_DISPLAY is not set, so there is no Wayland display"
    socket = Path(environ.get("XDG_RUNTIME_DIR", "/nonexistent")) / name
    if not socket.exists():
        return f"the Wayland display {name} does not answer: {socket} does not exist"
    return _plugin_problem("libqwayland.so")


def _x11_problem(environ: Mapping[str, str]) -> str | None:
    name = environ.get("DISPLAY")
    if not name:
        return "DISPLAY is not set, so there is no X display"
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return "the library libxcb.so.1 is missing; on Debian: apt-get install libxcb1"
    xcb.xcb_connect.restype = ctypes.c_void_p
    connection = ctypes.c_void_p(xcb.xcb_connect(name.encode(), None))
    failed = xcb.xcb_connection_has_error(connection)
    xcb.xcb_disconnect(connection)
    return f"the X display {name} does not answer; is DISPLAY right?" if failed else None


def _plugin_problem(file: str) -> str | None:
    """Whether Qt's platform plugin finds the libraries it needs of the system."""
    spec = importlib.util.find_spec("PyQt6")
    if spec is None or not spec.submodule_search_locations:
        return None
    plugin = Path(spec.submodule_search_locations[0], "Qt6", "plugins", "platforms", file)
    if not plugin.exists():  # a distribution's own Qt keeps its plugins, and its packages, itself
        return None
    return _library_problem(lambda: ctypes.CDLL(str(plugin)))


def _library_problem(load: Callable[[], object]) -> str | None:
    try:
        load()
    except (ImportError, OSError) as error:
        library = str(error).split(":")[0].strip()
        if ".so" not in library:
            return f"Qt cannot be loaded: {error}"
        return (
            f"the system library {library}, which Qt needs for a window, is missing; on Debian, "
            f"Ubuntu and Raspberry Pi OS: apt-get install {debian_package(library)}"
        )
    return None
