"""Webcams: a made one through OpenCV's own V4L2 code and a confined process, and a fake of OpenCV's
documented interface for the other systems."""

from __future__ import annotations

import math
import os
import signal
import threading
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from confined import attempted
from made_camera import INDEX, MadeCamera, needs_made_camera
from needs import needs_landlock, needs_seccomp

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
    monkeypatch.setattr(webcam.platform, "system", lambda: "Darwin")
    return fake


def test_format_size_and_rate_are_asked_of_the_camera_format_first(capture: FakeCapture) -> None:
    with webcam.webcam(0, ASKED) as camera:
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
    with webcam.webcam(3, ASKED) as camera:
        first, second = camera.read(), camera.read()
    assert first is not None
    assert second is not None
    assert (first.index, second.index) == (0, 1)
    assert second.captured_at >= first.captured_at
    assert first.source_id == "camera 3"


def test_a_camera_that_gives_nothing_is_an_error_not_a_frame(capture: FakeCapture) -> None:
    capture.gives = False
    with (
        webcam.webcam(0, ASKED) as camera,
        pytest.raises(SourceError, match="delivers no more frames"),
    ):
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
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, node: bool, mode: int, says: str
) -> None:
    monkeypatch.setattr(webcam.platform, "system", lambda: "Linux")
    device = tmp_path / "video5"
    if node:
        device.touch(mode)
    monkeypatch.setattr(webcam, "Path", lambda _: device)
    monkeypatch.setattr(webcam.os, "access", lambda path, _: bool(path.stat().st_mode & 0o400))
    there = [CameraInfo(2, "USB camera", "/dev/video2")]
    monkeypatch.setattr(webcam, "list_cameras", lambda: there)
    assert says in webcam.open_failure(5)


@pytest.mark.parametrize(
    ("system", "works", "tried"),
    [
        ("Darwin", "CAP_AVFOUNDATION", ["CAP_AVFOUNDATION"]),
        ("Windows", "CAP_DSHOW", ["CAP_DSHOW"]),
        ("Windows", "CAP_MSMF", ["CAP_DSHOW", "CAP_MSMF"]),
        ("FreeBSD", "CAP_ANY", ["CAP_ANY"]),
    ],
)
def test_each_other_system_opens_cameras_its_own_way(
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
    with webcam.webcam(0, ASKED) as camera:
        assert camera.read() is not None
    assert asked == [getattr(cv2, name) for name in tried]


def test_opencv_says_nothing_of_a_camera_that_is_not_there(
    capfd: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SourceError, match="camera 63"):
        webcam.webcam(63, ASKED).open()
    assert capfd.readouterr().err == ""


SIZE = (128, 96)


def jpeg(level: int) -> bytes:
    picture = np.full((SIZE[1], SIZE[0], 3), level, np.uint8)
    return cv2.imencode(".jpg", picture)[1].tobytes()


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> MadeCamera:
    return MadeCamera(tmp_path, monkeypatch)


def opened() -> Webcam:
    camera = webcam.webcam(INDEX, CameraConfig())
    assert isinstance(camera, Webcam)
    camera.open()
    return camera


def count(camera: Webcam) -> int:
    """The number of pictures until the camera ends with its error."""
    frames: list[object] = []
    with pytest.raises(SourceError, match="delivers no more frames; check that it is plugged in"):
        frames.extend(iter(camera.read, None))
    return len(frames)


def confined_pid(camera: Webcam) -> int:
    assert camera._process is not None
    assert camera._process.pid is not None
    return camera._process.pid


@needs_made_camera
def test_pictures_of_a_camera_are_those_it_sent_and_come_in_order(made: MadeCamera) -> None:
    sent = [jpeg(level) for level in (10, 90, 170, 250)]
    made.plug_in(sent, SIZE, fps=25)
    camera = opened()
    try:
        frames = [camera.read() for _ in range(8)]
    finally:
        camera.close()
    assert camera.fps == 25
    for index, frame in enumerate(frames, 1):  # OpenCV drops a first picture
        assert frame is not None
        here = cv2.imdecode(np.frombuffer(sent[index % 4], np.uint8), cv2.IMREAD_COLOR)
        assert np.array_equal(frame.bgr, here)
    times = [frame.captured_at for frame in frames if frame is not None]
    assert times == sorted(times)
    assert [frame.index for frame in frames if frame is not None] == list(range(8))


@needs_made_camera
@needs_landlock
@needs_seccomp
def test_process_that_decodes_a_camera_is_confined(made: MadeCamera) -> None:
    made.plug_in([jpeg(90)], SIZE, fps=25)
    camera = opened()
    try:
        status = Path(f"/proc/{confined_pid(camera)}/status").read_text()
    finally:
        camera.close()
    assert "NoNewPrivs:\t1" in status
    assert "Seccomp:\t2" in status


@needs_landlock
@needs_seccomp
def test_camera_that_took_over_the_codec_writes_starts_and_reaches_nothing(tmp_path: Path) -> None:
    done = attempted(
        tmp_path,
        f"""
saved = os.dup(1)
from edge.capture.camera_order import CameraOrder
CameraOrder({INDEX}, 640, 480, 30, True, 1, 1).opened()
os.dup2(saved, 1)
""",
    )
    # a thread: the limit of processes does not hold for root
    assert {name for name, works in done.items() if works} - {"thread"} == {
        "read the program",
        "share memory",
        "pipe",
        "end itself by a signal",
    }


@needs_made_camera
def test_a_camera_that_is_unplugged_is_one_line(made: MadeCamera) -> None:
    made.plug_in([jpeg(90)] * 5, SIZE, ends=True)
    camera = opened()
    assert count(camera) == 4
    assert camera._process is not None
    assert camera._process.pid is None


@needs_made_camera
@pytest.mark.parametrize("pixels", [0, 100_000_000])
def test_a_camera_that_sends_nothing_or_too_much_is_one_line(made: MadeCamera, pixels: int) -> None:
    side = math.isqrt(pixels)
    sent = cv2.imencode(".jpg", np.zeros((side, side), np.uint8))[1].tobytes() if side else b""
    made.plug_in([jpeg(90), jpeg(90), sent], SIZE)
    assert count(opened()) == 1


@needs_made_camera
@pytest.mark.parametrize("broken", ["cut off", "another's scan", "no picture"])
def test_a_picture_that_is_broken_ends_nothing(made: MadeCamera, broken: str) -> None:
    rng = np.random.default_rng(3)
    whole = cv2.imencode(".jpg", rng.integers(0, 255, (96, 128, 3), np.uint8))[1].tobytes()
    half = len(whole) // 2
    sent = {
        "cut off": whole[:half],
        "another's scan": whole[:half] + rng.bytes(half),
        "no picture": b"\xff\xd8" + rng.bytes(half),
    }[broken]
    made.plug_in([whole, whole, sent], SIZE)
    camera = opened()
    try:
        frames = [camera.read() for _ in range(6)]
    finally:
        camera.close()
    assert [frame.size for frame in frames if frame is not None] == [SIZE] * 6


@needs_made_camera
def test_a_codec_that_crashes_ends_the_camera_and_it_can_be_opened_again(made: MadeCamera) -> None:
    made.plug_in([jpeg(90)], SIZE, fps=25)
    camera = opened()
    os.kill(confined_pid(camera), signal.SIGSEGV)
    count(camera)
    again = opened()
    assert again.read() is not None
    again.close()
