"""The cameras of this machine, by name."""

from __future__ import annotations

import platform
import re
import sys
from dataclasses import dataclass
from pathlib import Path

from edge.capture.opencv_capture import cv2

SYSFS = Path("/sys/class/video4linux")
DEV = Path("/dev")

VIDIOC_QUERYCAP = 0x80685600
"""linux/videodev2.h: _IOR('V', 0, struct v4l2_capability), 104 bytes."""

CAPTURE = 0x00000001
CAPTURE_MPLANE = 0x00001000
DEVICE_CAPS = 0x80000000

PROBED = 4
"""Indices tried where the system gives no list."""


@dataclass(frozen=True, slots=True)
class CameraInfo:
    """index: as `--source` takes it. path: the device, where the system has one."""

    index: int
    name: str
    path: str


def list_cameras() -> list[CameraInfo]:
    """Cameras that deliver pictures, in order of index. Names are the system's, on Linux."""
    if platform.system() == "Linux":
        return _linux(SYSFS, DEV)
    return _probed()


def _linux(sysfs: Path, dev: Path) -> list[CameraInfo]:
    """One USB camera has several nodes (pictures, metadata); only those with pictures count."""
    if not sysfs.is_dir():
        return []
    found = []
    for folder in sysfs.iterdir():
        number = re.fullmatch(r"video(\d+)", folder.name)
        device = dev / folder.name
        if number is None or not device.exists() or not _captures(device):
            continue
        try:
            name = (folder / "name").read_text(encoding="utf-8", errors="replace").strip()
        except OSError:
            name = folder.name
        found.append(CameraInfo(int(number[1]), name or folder.name, str(device)))
    return sorted(found, key=lambda camera: camera.index)


def _captures(device: Path) -> bool:
    """Whether a V4L2 node delivers pictures. True for a node that cannot be queried, most often for
    want of permission: opening it will report the reason."""
    import fcntl

    answer = bytearray(104)
    try:
        with device.open("rb", buffering=0) as node:
            fcntl.ioctl(node, VIDIOC_QUERYCAP, answer)
    except OSError:
        return True
    capabilities = int.from_bytes(answer[84:88], sys.byteorder)
    of_node = int.from_bytes(answer[88:92], sys.byteorder)
    stated = of_node if capabilities & DEVICE_CAPS else capabilities
    return bool(stated & (CAPTURE | CAPTURE_MPLANE))


def _probed() -> list[CameraInfo]:
    """On macOS and Windows OpenCV lists no cameras: open one index after the other."""
    found = []
    for index in range(PROBED):
        capture = cv2.VideoCapture(index)
        if capture.isOpened():
            found.append(CameraInfo(index, f"camera {index}", ""))
        capture.release()
    return found
