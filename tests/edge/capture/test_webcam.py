"""Webcams, through a fake of OpenCV's documented interface."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from edge.capture import webcam
from edge.capture.camera_list import CameraInfo
from edge.capture.webcam import Webcam
from edge.config import CameraConfig
from edge.errors import SourceError

ASKED = CameraConfig(width=1024, height=576, fps=25, mjpg=True)


class FakeCapture:
    """As cv2.VideoCapture: remembers what was set, in order."""

    def __init__(self, *_: object) -> None:
        self.asked: list[tuple[int, float]] = []
        self.opened = True
        self.gives = True
        self.released = 0
        self.gate = threading.Event()
        self.gate.set()
        self.reading = threading.Event()

    def isOpened(self) -> bool:  # noqa: N802 — OpenCV's name
        return self.opened

    def set(self, what: int, value: float) -> bool:
        self.asked.append((what, value))
        return True

    def get(self, what: int) -> float:
        return dict(self.asked).get(what, 0.0)

    def read(self) -> tuple[bool, Any]:
        self.reading.set()
        self.gate.wait(10)
        return self.gives, np.zeros((4, 6, 3), np.uint8) if self.gives else None

    def release(self) -> None:
        self.released += 1


@pytest.fixture
def capture(monkeypatch: pytest.MonkeyPatch) -> FakeCapture:
    fake = FakeCapture()
    monkeypatch.setattr(webcam.cv2, "VideoCapture", lambda *_: fake)
    return fake


def test_format_size_and_rate_are_asked_of_the_camera_format_first(capture: FakeCapture) -> None:
    with Webcam(0, ASKED) as camera:
        assert camera.fps == 25
    mjpg = cv2.VideoWriter.fourcc(*"MJPG")
    assert capture.asked == [
        (cv2.CAP_PROP_FOURCC, mjpg),
        (cv2.CAP_PROP_FRAME_WIDTH, 1024),
        (cv2.CAP_PROP_FRAME_HEIGHT, 576),
        (cv2.CAP_PROP_FPS, 25),
        (cv2.CAP_PROP_BUFFERSIZE, 1),
    ]


def test_frames_are_numbered_and_timed_as_they_arrive(capture: FakeCapture) -> None:
    with Webcam(3, ASKED) as camera:
        first, second = camera.read(), camera.read()
    assert first is not None
    assert second is not None
    assert (first.index, second.index) == (0, 1)
    assert second.captured_at >= first.captured_at
    assert first.source_id == "camera 3"


def test_a_camera_that_gives_nothing_is_an_error_not_a_frame(capture: FakeCapture) -> None:
    capture.gives = False
    with Webcam(0, ASKED) as camera, pytest.raises(SourceError, match="delivers no more frames"):
        camera.read()


@pytest.mark.parametrize(
    ("node", "mode", "says"),
    [
        (False, 0o600, "there is no camera 5; cameras here: 2 (USB camera)"),
        (True, 0o600, "close the program that uses it"),
        (True, 0o000, "group video"),
    ],
    ids=["absent", "busy", "no permission"],
)
def test_a_camera_that_does_not_open_says_why(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capture: FakeCapture,
    node: bool,
    mode: int,
    says: str,
) -> None:
    monkeypatch.setattr(webcam.platform, "system", lambda: "Linux")
    device = tmp_path / "video5"
    if node:
        device.touch(mode)
    monkeypatch.setattr(webcam, "Path", lambda _: device)
    monkeypatch.setattr(webcam.os, "access", lambda path, _: bool(path.stat().st_mode & 0o400))
    there = [CameraInfo(2, "USB camera", "/dev/video2")]
    monkeypatch.setattr(webcam, "list_cameras", lambda: there)
    capture.opened = False
    with pytest.raises(SourceError) as caught:
        Webcam(5, ASKED).open()
    assert says in str(caught.value)
    assert capture.released == 1


@pytest.mark.parametrize(
    ("system", "works", "tried"),
    [
        ("Linux", "CAP_V4L2", ["CAP_V4L2"]),
        ("Darwin", "CAP_AVFOUNDATION", ["CAP_AVFOUNDATION"]),
        ("Windows", "CAP_DSHOW", ["CAP_DSHOW"]),
        ("Windows", "CAP_MSMF", ["CAP_DSHOW", "CAP_MSMF"]),
        ("FreeBSD", "CAP_ANY", ["CAP_ANY"]),
    ],
)
def test_each_system_opens_cameras_its_own_way(
    monkeypatch: pytest.MonkeyPatch, system: str, works: str, tried: list[str]
) -> None:
    asked: list[int] = []

    def open_with(index: int, api: int) -> FakeCapture:
        asked.append(api)
        fake = FakeCapture()
        fake.opened = api == getattr(cv2, works)
        return fake

    monkeypatch.setattr(webcam.platform, "system", lambda: system)
    monkeypatch.setattr(webcam.cv2, "VideoCapture", open_with)
    with Webcam(0, ASKED) as camera:
        assert camera.read() is not None
    assert asked == [getattr(cv2, name) for name in tried]


def test_opencv_says_nothing_of_a_camera_that_is_not_there(
    capfd: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SourceError, match="camera 63"):
        Webcam(63, ASKED).open()
    assert capfd.readouterr().err == ""
