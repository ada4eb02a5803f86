"""The window and the kiosk of the installed package, on a real X server and without one."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from machine import Machine, wait_for
from PyQt6.QtGui import QImage

MEDIAPIPES = re.compile(r"WARNING: Logging before InitGoogle|[IW]\d{4} .* inference_runner_litert")
"""Now and then it tells that it copies a picture, where the memory happens to lie unaligned."""

SOME_COLOURS = 50
"""A picture of a face has thousands, a page of the kiosk a hundred, an empty window a handful."""


@pytest.fixture(scope="module")
def display(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An X server that takes a number of its own."""
    if shutil.which("Xvfb") is None:
        pytest.skip("Xvfb is not here: apt-get install xvfb")
    log = tmp_path_factory.mktemp("x") / "number"
    reading = os.open(log, os.O_RDWR | os.O_CREAT)
    words = ["Xvfb", "-displayfd", str(reading), "-screen", "0", "1280x800x24", "-ac"]
    with subprocess.Popen(
        [*words, "-nolisten", "tcp"], pass_fds=(reading,), stderr=subprocess.DEVNULL
    ) as server:
        os.close(reading)
        try:
            wait_for(lambda: log.read_text().endswith("\n"))
            yield f":{log.read_text().strip()}"
        finally:
            server.terminate()


@pytest.fixture
def screen(installed: Machine, display: str) -> Machine:
    """The machine, with the X server's socket where programs look for it."""
    place = installed.mount("tmpfs", "tmp", "-o", "mode=1777") / ".X11-unix"
    place.mkdir()
    socket = Path("/tmp/.X11-unix", f"X{display[1:]}")
    (place / socket.name).touch()
    subprocess.run(["mount", "--bind", socket, place / socket.name], check=True)
    installed.mounted(place / socket.name)
    return installed


@pytest.mark.parametrize("platform", ["xcb", "offscreen"])
@pytest.mark.parametrize("words", [(), ("--kiosk", "--no-pin")], ids=["window", "kiosk"])
def test_the_window_draws_a_picture_without_errors(
    screen: Machine, display: str, platform: str, words: tuple[str, ...]
) -> None:
    picture = "/tmp/picture.png"
    command = ["facevouch", "app", *words, "--source", "demo", "--screenshot", picture]
    environ = ["env", f"DISPLAY={display}", f"QT_QPA_PLATFORM={platform}"]
    done = screen.run(*environ, *command, "--after", "3", user="facevouch")

    said = [line for line in done.stderr.splitlines() if not MEDIAPIPES.match(line)]
    assert (done.returncode, done.stdout, said) == (0, "", [])
    seen = QImage(str(screen.root / picture.lstrip("/")))
    colours = {
        seen.pixel(x, y) for x in range(0, seen.width(), 7) for y in range(0, seen.height(), 7)
    }
    assert len(colours) > SOME_COLOURS


def test_the_order_of_words_is_each_languages_own(screen: Machine) -> None:
    """Qt asks ICU for it, of whose tables the package carries a part."""
    script = (
        "from functools import cmp_to_key as key\n"
        "from PyQt6.QtCore import QCollator, QLocale\n"
        "words = ['zoo', 'ähre', 'ahorn', 'ñu', 'nube', '中', '阿']\n"
        "for name in ('de', 'es', 'zh_CN'):\n"
        "    order = QCollator(QLocale(name))\n"
        "    print(' '.join(sorted(words, key=key(order.compare))))\n"
        "print(QLocale('tr').toUpper('i'), QLocale('de').toString(3.5))\n"
    )
    said = screen.good("/opt/facevouch/current/bin/python3", "-I", "-c", script).splitlines()
    assert said == [
        "ahorn ähre ñu nube zoo 中 阿",
        "ahorn ähre nube ñu zoo 中 阿",
        "阿 中 ahorn ähre ñu nube zoo",
        "İ 3,5",
    ]


def test_a_missing_display_is_one_line_with_what_to_do(installed: Machine) -> None:
    done = installed.run("facevouch", "app", "--source", "demo", user="facevouch")
    assert done.returncode == 2
    assert done.stderr.startswith("facevouch: there is no display")
    assert done.stderr.count("\n") == 1


def test_a_missing_library_is_named_with_its_package(screen: Machine, display: str) -> None:
    for path in (screen.root / "usr/lib/x86_64-linux-gnu").glob("libxcb-cursor.so*"):
        path.unlink()
    done = screen.run(
        "env", f"DISPLAY={display}", "facevouch", "app", "--source", "demo", user="facevouch"
    )
    assert done.returncode == 2
    assert "apt-get install libxcb-cursor0" in done.stderr


def test_a_camera_that_the_account_may_not_open_is_named_with_its_group(
    installed: Machine,
) -> None:
    node = installed.root / "dev/video0"
    os.mknod(node, 0o020600, os.makedev(81, 0))  # root's alone, as where no udev rule is
    done = installed.run("facevouch", "run", "--source", "0", "--quiet", user="facevouch")
    assert done.returncode == 2
    assert "/dev/video0" in done.stderr
    assert "permission" in done.stderr.lower() or "group" in done.stderr.lower()
