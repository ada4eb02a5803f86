"""Where a window can be opened, and that OpenCV's Qt does not get in the way."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from ui import platform
from ui.platform import debian_package, display_problem, remove_opencv_paths

linux_only = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="looks at X and Wayland"
)


def test_opencvs_plugin_paths_are_dropped_and_the_users_own_are_kept():
    environ = {
        "QT_QPA_PLATFORM_PLUGIN_PATH": "/venv/lib/site-packages/cv2/qt/plugins",
        "QT_QPA_FONTDIR": "/home/me/fonts",
        "OTHER": "/cv2/",
    }

    assert remove_opencv_paths(environ) == ["QT_QPA_PLATFORM_PLUGIN_PATH"]
    assert environ == {"QT_QPA_FONTDIR": "/home/me/fonts", "OTHER": "/cv2/"}


def test_opencvs_qt_variables_are_removed_after_its_import():
    code = (
        "import os, cv2; from ui.platform import remove_opencv_paths as r; r();"
        "print([k for k, v in os.environ.items() if k.startswith('QT_') and 'cv2' in v])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert run.stdout.strip() == "[]"


@pytest.mark.parametrize("platform_name", ["offscreen", "minimal"])
def test_qt_opens_beside_opencv_in_a_fresh_process(platform_name: str):
    code = (
        "import cv2; from ui.platform import remove_opencv_paths as r; r();"
        "from PyQt6.QtWidgets import QApplication; a = QApplication([]); print(a.platformName())"
    )
    environ = os.environ | {"QT_QPA_PLATFORM": platform_name}
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environ, check=True
    )

    assert run.stdout.strip() == platform_name


@linux_only
@pytest.mark.parametrize(
    ("environ", "says"),
    [
        ({}, "there is no display"),
        ({"DISPLAY": ""}, "there is no display"),
        ({"QT_QPA_PLATFORM": "xcb"}, "there is no display"),
        ({"DISPLAY": ":4711"}, "the X display :4711 does not answer"),
        ({"WAYLAND_DISPLAY": "gone", "XDG_RUNTIME_DIR": "/nowhere"}, "the Wayland display gone"),
        ({"DISPLAY": ":4711", "QT_QPA_PLATFORM": "wayland"}, "WAYLAND_DISPLAY is not set"),
        ({"QT_QPA_PLATFORM": "offscreen"}, None),
        ({"QT_QPA_PLATFORM": "offscreen:size=800x600"}, None),
        ({"QT_QPA_PLATFORM": "vnc;xcb"}, None),
    ],
)
def test_a_missing_display_is_one_sentence_before_qt_aborts(
    environ: dict[str, str], says: str | None, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(platform, "_plugin_problem", lambda _file: None)
    problem = display_problem(environ)

    if says is None:
        assert problem is None
    else:
        assert problem is not None
        assert says in problem
        assert "\n" not in problem


@linux_only
def test_a_wayland_socket_that_exists_is_a_display(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(platform, "_plugin_problem", lambda _file: None)
    (tmp_path / "wayland-0").touch()

    assert (
        display_problem({"WAYLAND_DISPLAY": "wayland-0", "XDG_RUNTIME_DIR": str(tmp_path)}) is None
    )


@linux_only
def test_a_missing_library_is_named_with_its_debian_package(monkeypatch: pytest.MonkeyPatch):
    def fail(_path: str) -> None:
        raise OSError("libxcb-cursor.so.0: cannot open shared object file: No such file")

    monkeypatch.setattr(platform.ctypes, "CDLL", fail)
    problem = display_problem({"DISPLAY": ":0"})

    assert problem is not None
    assert "libxcb-cursor.so.0" in problem
    assert "apt-get install libxcb-cursor0" in problem


@pytest.mark.parametrize(
    ("library", "package"),
    [
        ("libxcb-icccm.so.4", "libxcb-icccm4"),
        ("libxkbcommon-x11.so.0", "libxkbcommon-x11-0"),
        ("libEGL.so.1", "libegl1"),
        ("libgthread-2.0.so.0", "libglib2.0-0"),
        ("libwayland-client.so.0", "libwayland-client0"),
        ("libfontconfig.so.1", "libfontconfig1"),
    ],
)
def test_the_debian_package_of_a_library(library: str, package: str):
    assert debian_package(library) == package


def test_a_missing_toolkit_says_which_extra_installs_it(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(platform.importlib.util, "find_spec", lambda _name: None)

    assert "facevouch[app]" in str(display_problem({"DISPLAY": ":0"}))
