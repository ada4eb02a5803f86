"""A camera's provenance: driver, bus and maker, as the operating system states them.

A virtual camera is recognised by its driver, or by having no hardware parent in sysfs. A hardware
device that imitates a webcam (a USB gadget) is not recognised here; see docs/threat-model.md.
"""

from __future__ import annotations

import json
import platform
import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from edge.capture.camera_list import DEV, DEVICE_CAPS, SYSFS, VIDIOC_QUERYCAP, list_cameras
from edge.security.redact import redacted

SECONDS = 10
"""Time limit for listing cameras on macOS."""

FILTERS = r"CLSID\{860BB310-5D01-11D0-BD3B-00A0C911CE86}\Instance"
"""Windows: the registry key of DirectShow video inputs that programs registered."""


@lru_cache(maxsize=1)
def installed_cameras() -> tuple[str, ...]:
    """Names of installed cameras, read once per process; empty on Linux, where sysfs has more."""
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


SOFTWARE = (
    "v4l2loopback", "v4l2 loopback", "akvcam", "vcam", "vivid", "vimc", "dummy video",
    "obs virtual", "obs-camera", "virtual camera", "manycam", "snap camera", "xsplit",
    "splitcam", "youcam", "droidcam", "epoccam", "ivcam", "iriun", "camo studio", "reincubate",
    "ndi video", "ndi webcam", "mmhmm", "unity video capture", "webcamoid", "sparkocam",
    "chromacam", "prism live", "deepfacelive",
)  # fmt: skip
"""Parts of the driver's or the card's name, in lower case."""

SIMULATED = ("/devices/virtual/", "/vhci_hcd", "/dummy_hcd", "/usbip")
"""Parts of a path in sysfs: no hardware, or hardware that a program simulates."""

ON_CHIP = (
    "unicam", "bcm2835", "bm2835", "rp1-cfe", "pispbe", "tegra", "rkisp", "rkcif", "sun4i-csi",
    "sun6i-csi", "imx", "mxc", "qcom-camss", "stm32-dcmi", "omap3isp", "xilinx", "atmel-isc",
    "mtk-cam", "j721e-csi2", "ipu",
)  # fmt: skip
"""Drivers of camera ports of the processor, for which a platform bus is expected."""


@dataclass(frozen=True, slots=True)
class Provenance:
    """The provenance of one source. kind: `camera` (known to the system), `stream`, `pi` or
    `unknown`.

    usb: such as `046d:0825`, serial: as the device states it; both empty for others than USB.
    capabilities: V4L2's bits of this node. virtual: why it counts as a virtual camera, or None.
    """

    kind: str
    card: str = ""
    driver: str = ""
    bus: str = ""
    usb: str = ""
    serial: str = ""
    capabilities: int = 0
    virtual: str | None = None


def provenance(
    spec: str | None,
    sysfs: Path = SYSFS,
    dev: Path = DEV,
    installed: Callable[[], Sequence[str]] = installed_cameras,
) -> Provenance:
    """The provenance of a live source. spec: as after --source; None is the first camera.

    installed: names of cameras, on systems that state nothing else.
    """
    text = _first(spec)
    if text.startswith("gst:"):
        inside = re.search(r"device=\"?(?:/dev/video)?(\d+)", text)
        if inside is None:
            return Provenance("stream", card="gst pipeline")
        text = inside[1]
    node = re.fullmatch(r"(?:/dev/video)?(\d+)", text)
    if node is None and Path(text).is_relative_to(DEV):
        node = re.fullmatch(r"video(\d+)", Path(text).resolve().name)
    if node is not None:
        return _of_node(int(node[1]), sysfs, dev, installed)
    return Provenance("pi" if text.startswith("picamera") else "stream", card=redacted(text))


def _first(spec: str | None) -> str:
    if spec is not None:
        return spec
    cameras = list_cameras()
    return str(cameras[0].index) if cameras else "demo"


def _of_node(
    index: int, sysfs: Path, dev: Path, installed: Callable[[], Sequence[str]]
) -> Provenance:
    folder = sysfs / f"video{index}"
    if not folder.exists():
        virtual = next((why for name in installed() if (why := _named_software(name))), None)
        if virtual is not None:
            virtual = f"a virtual camera is installed here ({virtual}), and this may be it"
        return Provenance("unknown", card=f"camera {index}", virtual=virtual)
    asked = _asked(dev / f"video{index}")
    where = str(folder.resolve())
    card = asked.card or _text(folder / "name")
    device = folder / "device"
    driver = asked.driver or _link(device / "driver") or _link(device / "driver" / "module")
    usb_folder = _usb_above(device)
    usb = serial = ""
    if usb_folder is not None:
        usb = f"{_text(usb_folder / 'idVendor')}:{_text(usb_folder / 'idProduct')}"
        serial = _text(usb_folder / "serial")
    bus = asked.bus or ("usb" if usb else _link(device / "subsystem"))
    virtual = _why_virtual(where, card, driver, bus, usb, has_device=device.exists())
    return Provenance("camera", card, driver, bus, usb, serial, asked.capabilities, virtual)


def _why_virtual(
    where: str, card: str, driver: str, bus: str, usb: str, *, has_device: bool
) -> str | None:
    named = _named_software(f"{driver} {card} {bus}")
    if named is not None:
        return named
    for part in SIMULATED:
        if part in where:
            return f"its sysfs path is under {part.strip('/')}, where there is no hardware"
    if not has_device:
        return "it has no device in sysfs"
    on_chip = any(part in driver.lower() for part in ON_CHIP)
    if not usb and bus.startswith("platform") and not on_chip:
        return (
            f"it is on the platform bus with {driver or 'no driver'}, which is not a "
            "camera port's driver"
        )
    return None


def _named_software(name: str) -> str | None:
    low = name.lower()
    part = next((part for part in SOFTWARE if part in low), None)
    return None if part is None else f"its name says {part}"


def _usb_above(device: Path) -> Path | None:
    """The USB device of an interface: the nearest folder upwards that states a vendor."""
    try:
        here = device.resolve(strict=True)
    except OSError:
        return None
    for folder in (here, *here.parents):
        if (folder / "idVendor").is_file():
            return folder
    return None


@dataclass(frozen=True, slots=True)
class _Answer:
    """VIDIOC_QUERYCAP's: struct v4l2_capability of linux/videodev2.h."""

    driver: str = ""
    card: str = ""
    bus: str = ""
    capabilities: int = 0


def _asked(node: Path) -> _Answer:
    """The driver's own statement; empty where it cannot be queried."""
    if platform.system() != "Linux" or not node.exists():
        return _Answer()
    import fcntl

    answer = bytearray(104)
    try:
        with node.open("rb", buffering=0) as device:
            fcntl.ioctl(device, VIDIOC_QUERYCAP, answer)
    except OSError:
        return _Answer()
    return unpacked(bytes(answer))


def unpacked(answer: bytes) -> _Answer:
    """The fields of a v4l2_capability: driver[16], card[32], bus_info[32], version, two words."""

    def words(start: int, end: int) -> str:
        return answer[start:end].split(b"\0", 1)[0].decode("utf-8", "replace").strip()

    device = int.from_bytes(answer[84:88], sys.byteorder)
    node = int.from_bytes(answer[88:92], sys.byteorder)
    stated = node if device & DEVICE_CAPS else device
    return _Answer(words(0, 16), words(16, 48), words(48, 80), stated)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""


def _link(path: Path) -> str:
    try:
        return path.resolve(strict=True).name
    except OSError:
        return ""
