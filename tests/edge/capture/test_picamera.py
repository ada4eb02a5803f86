"""Pi cameras, through a fake of Picamera2's documented interface."""

from __future__ import annotations

import types
from typing import Any

import numpy as np
import pytest

from edge.capture.picamera import PiCamera
from edge.config import CameraConfig
from edge.errors import SourceError

ASKED = CameraConfig(width=1024, height=576, fps=25)


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


def test_the_package_to_install_is_named_without_picamera2(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "picamera2", None)
    with pytest.raises(SourceError, match="apt install python3-picamera2"):
        PiCamera(0, ASKED).open()
