"""The list of cameras that each system gives."""

from __future__ import annotations

from pathlib import Path
from unittest.mock import Mock

import pytest

from edge.capture import camera_list


def test_each_index_is_tried_where_the_system_gives_no_list(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made: list[Mock] = []

    def open_index(index: int, *_: object) -> Mock:
        made.append(Mock(**{"isOpened.return_value": index == 1}))
        return made[-1]

    monkeypatch.setattr(camera_list.platform, "system", lambda: "Darwin")
    monkeypatch.setattr(camera_list.cv2, "VideoCapture", open_index)
    assert [(c.index, c.name) for c in camera_list.list_cameras()] == [(1, "camera 1")]
    assert all(fake.release.call_count == 1 for fake in made)


def test_linux_cameras_are_listed_by_name_without_their_metadata_nodes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dev = tmp_path / "dev"
    dev.mkdir()
    for number, name in ((10, "Second camera"), (0, "First camera"), (1, "First camera")):
        (tmp_path / "sys" / f"video{number}").mkdir(parents=True)
        (tmp_path / "sys" / f"video{number}" / "name").write_text(f"{name}\n")
        (dev / f"video{number}").touch()
    monkeypatch.setattr(camera_list, "_captures", lambda device: device.name != "video1")
    found = camera_list._linux(tmp_path / "sys", dev)
    assert [(c.index, c.name) for c in found] == [(0, "First camera"), (10, "Second camera")]
    assert camera_list._linux(tmp_path / "none", dev) == []


@pytest.mark.parametrize(
    ("capabilities", "of_node", "expected"),
    [
        (camera_list.CAPTURE, 0, True),
        (camera_list.DEVICE_CAPS | camera_list.CAPTURE, 0x00800000, False),
        (camera_list.DEVICE_CAPS, camera_list.CAPTURE_MPLANE, True),
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
        assert request == camera_list.VIDIOC_QUERYCAP
        buffer[84:92] = capabilities.to_bytes(4, "little") + of_node.to_bytes(4, "little")
        return 0

    monkeypatch.setattr(fcntl, "ioctl", answer)
    node = tmp_path / "video0"
    node.touch()
    assert camera_list._captures(node) is expected
