"""Webcams and Pi cameras, through fakes of their documented interfaces."""

from __future__ import annotations

import threading
import types
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from edge.capture import cameras, opencv
from edge.capture.opencv import Webcam
from edge.capture.picamera import PiCamera
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
    monkeypatch.setattr(opencv.cv2, "VideoCapture", lambda *_: fake)
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
    with Webcam(0, ASKED) as camera, pytest.raises(SourceError, match="unplugged"):
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
    monkeypatch.setattr(opencv.platform, "system", lambda: "Linux")
    device = tmp_path / "video5"
    if node:
        device.touch(mode)
    monkeypatch.setattr(opencv, "Path", lambda _: device)
    monkeypatch.setattr(opencv.os, "access", lambda path, _: bool(path.stat().st_mode & 0o400))
    there = [cameras.CameraInfo(2, "USB camera", "/dev/video2")]
    monkeypatch.setattr(opencv, "list_cameras", lambda: there)
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

    monkeypatch.setattr(opencv.platform, "system", lambda: system)
    monkeypatch.setattr(opencv.cv2, "VideoCapture", open_with)
    with Webcam(0, ASKED) as camera:
        assert camera.read() is not None
    assert asked == [getattr(cv2, name) for name in tried]


def test_where_the_system_gives_no_list_each_index_is_tried(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made: list[FakeCapture] = []

    def open_index(index: int, *_: object) -> FakeCapture:
        made.append(FakeCapture())
        made[-1].opened = index == 1
        return made[-1]

    monkeypatch.setattr(cameras.platform, "system", lambda: "Darwin")
    monkeypatch.setattr(cameras.cv2, "VideoCapture", open_index)
    assert [(c.index, c.name) for c in cameras.list_cameras()] == [(1, "camera 1")]
    assert all(fake.released == 1 for fake in made)


def test_opencv_says_nothing_of_a_camera_that_is_not_there(
    capfd: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SourceError, match="camera 63"):
        Webcam(63, ASKED).open()
    assert capfd.readouterr().err == ""


def test_linux_cameras_are_listed_by_name_without_their_metadata_nodes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dev = tmp_path / "dev"
    dev.mkdir()
    for number, name in ((10, "Second camera"), (0, "First camera"), (1, "First camera")):
        (tmp_path / "sys" / f"video{number}").mkdir(parents=True)
        (tmp_path / "sys" / f"video{number}" / "name").write_text(f"{name}\n")
        (dev / f"video{number}").touch()
    monkeypatch.setattr(cameras, "_captures", lambda device: device.name != "video1")
    found = cameras._linux(tmp_path / "sys", dev)
    assert [(c.index, c.name) for c in found] == [(0, "First camera"), (10, "Second camera")]
    assert cameras._linux(tmp_path / "none", dev) == []


@pytest.mark.parametrize(
    ("capabilities", "of_node", "expected"),
    [
        (cameras.CAPTURE, 0, True),
        (cameras.DEVICE_CAPS | cameras.CAPTURE, 0x00800000, False),
        (cameras.DEVICE_CAPS, cameras.CAPTURE_MPLANE, True),
    ],
    ids=["old driver", "metadata node", "multi-planar"],
)
def test_a_nodes_own_capabilities_decide(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capabilities: int,
    of_node: int,
    expected: bool,
) -> None:
    import fcntl

    def answer(_: object, request: int, buffer: bytearray) -> int:
        assert request == cameras.VIDIOC_QUERYCAP
        buffer[84:92] = capabilities.to_bytes(4, "little") + of_node.to_bytes(4, "little")
        return 0

    monkeypatch.setattr(fcntl, "ioctl", answer)
    node = tmp_path / "video0"
    node.touch()
    assert cameras._captures(node) is expected


class FakePicamera2:
    """Picamera2's documented interface, as far as a video stream needs it."""

    made: list[FakePicamera2] = []  # noqa: RUF012

    def __init__(self, number: int) -> None:
        if number > 0:
            raise IndexError("list index out of range")
        self.calls: list[str] = []
        self.made.append(self)

    def create_video_configuration(self, **options: Any) -> dict[str, Any]:
        return options

    def configure(self, settings: dict[str, Any]) -> None:
        self.settings = settings

    def start(self) -> None:
        self.calls.append("start")

    def capture_array(self, name: str) -> np.ndarray:
        assert name == "main"
        width, height = self.settings["main"]["size"]
        image = np.zeros((height, width, 3), np.uint8)
        image[..., 0] = 200  # blue first: libcamera's "RGB888" is BGR in memory
        return image

    def stop(self) -> None:
        self.calls.append("stop")

    def close(self) -> None:
        self.calls.append("close")


@pytest.fixture
def picamera2(monkeypatch: pytest.MonkeyPatch) -> type[FakePicamera2]:
    module = types.ModuleType("picamera2")
    module.Picamera2 = FakePicamera2  # type: ignore[attr-defined]
    monkeypatch.setitem(__import__("sys").modules, "picamera2", module)
    FakePicamera2.made.clear()
    return FakePicamera2


def test_a_pi_camera_is_configured_read_and_given_back(picamera2: type[FakePicamera2]) -> None:
    with PiCamera(0, ASKED) as camera:
        frame = camera.read()
    assert frame is not None
    assert frame.bgr.shape == (576, 1024, 3)
    assert tuple(frame.bgr[0, 0]) == (200, 0, 0)
    (device,) = picamera2.made
    assert device.settings["main"] == {"size": (1024, 576), "format": "RGB888"}
    assert device.settings["controls"] == {"FrameRate": 25}
    assert device.calls == ["start", "stop", "close"]


def test_a_pi_camera_that_is_not_there_says_what_to_check(
    picamera2: type[FakePicamera2],
) -> None:
    with pytest.raises(SourceError, match="check the ribbon cable"):
        PiCamera(1, ASKED).open()


def test_a_pi_camera_in_use_is_given_back_so_that_it_can_be_tried_again(
    picamera2: type[FakePicamera2], monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(self: FakePicamera2) -> None:
        raise RuntimeError("Device or resource busy")

    monkeypatch.setattr(picamera2, "start", busy)
    with pytest.raises(SourceError, match=r"busy; check .* no other program uses it"):
        PiCamera(0, ASKED).open()
    assert picamera2.made[0].calls == ["close"]


def test_without_picamera2_the_package_to_install_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "picamera2", None)
    with pytest.raises(SourceError, match="apt install python3-picamera2"):
        PiCamera(0, ASKED).open()
