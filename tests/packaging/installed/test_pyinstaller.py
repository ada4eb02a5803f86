"""The folder for desktops: built by its command, started under Xvfb, and at work without Python."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pack.source import ROOT

LIMIT_S = 180.0
COLOURS = 500
"""A window with a picture in it has thousands; an empty screen one."""


@pytest.fixture(scope="module")
def program(work: Path) -> Path:
    """Built from the last commit, in a checkout of its own."""
    checkout = work / "pyinstaller"
    shutil.rmtree(checkout, ignore_errors=True)
    subprocess.run(["git", "clone", "-q", ROOT, checkout], check=True)
    subprocess.run(
        ["make", "pyinstaller"], cwd=checkout, check=True, capture_output=True, timeout=1800
    )
    return checkout / "dist/facevouch/facevouch"


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    """Nothing of this machine's Python or settings."""
    kept = {name: os.environ[name] for name in ("LANG", "TMPDIR") if name in os.environ}
    return kept | {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "FACEVOUCH_STATE": str(tmp_path)}


@pytest.fixture
def display(tmp_path: Path) -> Iterator[str]:
    """An X server of its own. Yields its name."""
    if shutil.which("Xvfb") is None or shutil.which("import") is None:
        pytest.skip("needs Xvfb and ImageMagick: the window was not started")
    ours, theirs = os.pipe()
    words = ["Xvfb", "-displayfd", str(theirs), "-screen", "0", "1280x800x24"]
    server = subprocess.Popen(words, pass_fds=(theirs,), stderr=subprocess.DEVNULL)
    os.close(theirs)
    try:
        yield f":{os.read(ours, 16).decode().strip()}"
    finally:
        os.close(ours)
        server.terminate()
        server.wait(30)


def said(program: Path, environ: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [program, *words],
        env=environ,
        capture_output=True,
        text=True,
        check=False,
        timeout=LIMIT_S,
    )


def test_the_command_line_judges_and_the_doctor_finds_nothing_wrong(
    program: Path, environ: dict[str, str]
) -> None:
    words = ("run", "--source", "demo", "--max-frames", "40", "--quiet", "--json", "-")
    last = json.loads(said(program, environ, *words).stdout.splitlines()[-1])
    assert [face["state"] for face in last["faces"]] == ["LIVE"]
    found = said(program, environ, "doctor", "--json")
    assert [one for one in json.loads(found.stdout) if one["grade"] == "wrong"] == []
    assert found.returncode == 0


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (("--help",), 0),
        (("models", "verify"), 0),
        (("calibrate", "--help"), 0),
        (("evaluate", "run", "--help"), 0),
        (("train", "antispoof"), 2),
        (("app", "--kiosk", "--source", "demo"), 2),
    ],
)
def test_every_command_is_in_it_or_says_in_one_line_what_it_lacks(
    program: Path, environ: dict[str, str], words: tuple[str, ...], status: int
) -> None:
    done = said(program, environ, *words)
    assert done.returncode == status, done.stderr
    assert "Traceback" not in done.stderr
    if status:
        assert len(done.stderr.splitlines()) == 1


def test_the_kiosks_tones_are_in_it_and_no_second_player_of_films(program: Path) -> None:
    qt = program.parent / "_internal/PyQt6"
    assert list(qt.glob("QtMultimedia*.so"))
    assert [p.name for p in qt.rglob("*avcodec*")] == []


def test_every_part_brings_its_licence(program: Path) -> None:
    folder = program.parent / "_internal/licences"
    there = {path.name.rsplit("-", 1)[0].lower() for path in folder.iterdir()}
    wanted = {"facevouch", "pyqt6", "pyqt6-qt6", "mediapipe", "onnxruntime", "numpy"}
    assert wanted | {"opencv-python-headless", "cryptography"} <= there
    assert [path for path in folder.iterdir() if not any(path.rglob("*"))] == []
    assert list(folder.glob("mediapipe-*/**/NOTICE"))
    assert list(folder.glob("onnxruntime-*/**/ThirdPartyNotices.txt"))


@pytest.mark.parametrize("words", [("app",), ("app", "--kiosk", "--no-pin")], ids=["app", "kiosk"])
def test_the_window_opens_and_shows_a_picture(
    program: Path, environ: dict[str, str], display: str, words: tuple[str, ...]
) -> None:
    environ = environ | {"DISPLAY": display}
    process = subprocess.Popen([program, *words, "--source", "demo"], env=environ)
    try:
        until = time.monotonic() + LIMIT_S
        while colours(display) < COLOURS:
            assert process.poll() is None, "it ended before it showed anything"
            assert time.monotonic() < until, "nothing was shown"
            threading.Event().wait(0.5)
    finally:
        process.terminate()
        assert process.wait(60) in (0, -15)


def colours(display: str) -> int:
    """How many colours are on the screen."""
    words = ["import", "-display", display, "-window", "root", "-format", "%k", "info:"]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    text = done.stdout.strip()
    return int(text) if text.isdigit() else 0
