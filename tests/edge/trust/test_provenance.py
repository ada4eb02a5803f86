"""A camera's provenance, read from a simulated sysfs."""

from __future__ import annotations

from pathlib import Path

import pytest

from edge.capture.camera_list import CAPTURE, DEVICE_CAPS
from edge.trust.provenance import Provenance, _of_macos, provenance, unpacked


class Sysfs:
    """A tree like /sys: devices, and the class folder with links to them."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.classes = root / "sys/class/video4linux"
        self.classes.mkdir(parents=True)
        self.dev = root / "dev"
        self.dev.mkdir()

    def add(
        self,
        index: int,
        parent: str,
        *,
        name: str,
        driver: str | None = None,
        usb: tuple[str, str, str] | None = None,
        bus: str = "",
    ) -> None:
        """parent: folder of the device, under sys/devices; none stands behind a virtual one."""
        device = self.root / "sys/devices" / parent
        node = device / "video4linux" / f"video{index}"
        node.mkdir(parents=True)
        (node / "name").write_text(name + "\n")
        (self.classes / f"video{index}").symlink_to(node)
        if not parent.startswith("virtual"):
            (node / "device").symlink_to(device)
        for link, what in (("driver", driver), ("subsystem", bus)):
            if what:
                target = self.root / "sys" / link / what
                target.mkdir(parents=True, exist_ok=True)
                (device / link).symlink_to(target)
        if usb is not None:
            vendor, product, serial = usb
            (device.parent / "idVendor").write_text(vendor + "\n")
            (device.parent / "idProduct").write_text(product + "\n")
            (device.parent / "serial").write_text(serial + "\n")

    def of(self, spec: str) -> Provenance:
        return provenance(spec, self.classes, self.dev)


@pytest.fixture
def sysfs(tmp_path: Path) -> Sysfs:
    return Sysfs(tmp_path)


def test_a_usb_camera_is_known_by_driver_maker_and_serial(sysfs: Sysfs) -> None:
    sysfs.add(0, "pci0/usb1/1-2/1-2:1.0", name="HD Webcam", driver="uvcvideo",
              usb=("046d", "0825", "A1B2"))  # fmt: skip
    seen = sysfs.of("0")
    assert seen == Provenance("camera", "HD Webcam", "uvcvideo", "usb", "046d:0825", "A1B2")
    assert sysfs.of("/dev/video0") == seen


@pytest.mark.parametrize(
    ("parent", "settings", "says"),
    [
        ("virtual", {"name": "Dummy video device (0x0000)"}, "dummy video"),
        ("virtual", {"name": "Front Camera"}, "devices/virtual"),
        ("virtual", {"name": "OBS Virtual Camera"}, "obs virtual"),
        ("platform/vivid.0", {"name": "vivid-000-vid-cap", "driver": "vivid"}, "vivid"),
        ("platform/thing.0", {"name": "Camera", "driver": "thing", "bus": "platform"}, "thing"),
        ("platform/vhci_hcd.0/usb9/9-1/9-1:1.0", {"name": "HD Webcam", "driver": "uvcvideo",
          "usb": ("046d", "0825", "A1B2")}, "vhci_hcd"),
        ("platform/dummy_hcd.0/usb9/9-1/9-1:1.0", {"name": "HD Webcam", "driver": "uvcvideo",
          "usb": ("046d", "0825", "A1B2")}, "dummy_hcd"),
    ],
    ids=["v4l2loopback", "renamed loopback", "obs", "vivid", "platform", "usbip", "usb gadget"],
)  # fmt: skip
def test_a_camera_made_of_software_is_told_apart(
    sysfs: Sysfs, parent: str, settings: dict[str, object], says: str
) -> None:
    sysfs.add(7, parent, **settings)  # type: ignore[arg-type]
    virtual = sysfs.of("7").virtual
    assert virtual is not None
    assert says in virtual


@pytest.mark.parametrize(
    ("parent", "driver", "bus"),
    [
        ("platform/soc/fe801000.csi", "unicam", "platform"),
        ("platform/axi/1f00110000.csi", "rp1-cfe", "platform"),
        ("pci0000:00/0000:00:05.0", "ipu6-isys", "pci"),
    ],
)
def test_a_camera_on_the_processors_own_port_is_real(
    sysfs: Sysfs, parent: str, driver: str, bus: str
) -> None:
    sysfs.add(0, parent, name="csi", driver=driver, bus=bus)
    assert sysfs.of("0").virtual is None


def test_a_gstreamer_pipeline_is_judged_by_the_device_inside_it(sysfs: Sysfs) -> None:
    sysfs.add(3, "virtual", name="Loop")
    assert sysfs.of("gst:v4l2src device=/dev/video3 ! videoconvert ! appsink").virtual is not None
    assert sysfs.of("gst:rtspsrc location=rtsp://door ! appsink").kind == "stream"


def test_a_stream_is_known_by_its_address_without_credentials(sysfs: Sysfs) -> None:
    seen = sysfs.of("rtsp://user:secret@door/1")
    assert (seen.kind, seen.virtual) == ("stream", None)
    assert "secret" not in seen.card


def test_a_camera_that_is_not_there_is_unknown(sysfs: Sysfs) -> None:
    assert sysfs.of("5").kind == "unknown"


@pytest.mark.parametrize(
    ("names", "virtual"),
    [
        ([], False),
        (["FaceTime HD Camera"], False),
        (["FaceTime HD Camera", "OBS Virtual Camera"], True),
        (["ManyCam Virtual Webcam"], True),
    ],
)
def test_where_there_is_no_sysfs_names_of_installed_cameras_count(
    sysfs: Sysfs, names: list[str], virtual: bool
) -> None:
    seen = provenance("0", sysfs.classes, sysfs.dev, lambda: names)
    assert (seen.kind, seen.virtual is not None) == ("unknown", virtual)


@pytest.mark.parametrize(
    ("said", "names"),
    [
        (
            '{"SPCameraDataType": [{"_name": "FaceTime HD"}, {"_name": "OBS"}]}',
            ["FaceTime HD", "OBS"],
        ),
        ("{}", []),
        ("[]", []),
        ("no JSON", []),
        ('{"SPCameraDataType": [{}]}', []),
    ],
)
def test_what_macos_says_of_its_cameras_is_read(said: str, names: list[str]) -> None:
    assert _of_macos(lambda: said) == names


def test_what_the_driver_answers_is_unpacked() -> None:
    answer = bytearray(104)
    answer[0:8] = b"uvcvideo"
    answer[16:25] = b"HD Webcam"
    answer[48:61] = b"usb-0000:00-2"
    answer[84:88] = (CAPTURE | DEVICE_CAPS).to_bytes(4, "little")
    answer[88:92] = CAPTURE.to_bytes(4, "little")
    said = unpacked(bytes(answer))
    assert (said.driver, said.card, said.bus) == ("uvcvideo", "HD Webcam", "usb-0000:00-2")
    assert said.capabilities == CAPTURE
