"""The rotation of videos, the accepted containers, and closing a video at any time."""

from __future__ import annotations

import struct
import threading
from pathlib import Path

import cv2
import numpy as np
import pytest

from edge.capture.video import VideoFile
from edge.errors import SourceError

QUARTER_TURN = struct.pack(">9i", 0, 1 << 16, 0, -1 << 16, 0, 0, 0, 0, 1 << 30)
"""ISO 14496-12's matrix {a, b, u, c, d, v, x, y, w} of a phone held upright: 90° clockwise."""

MATRIX_IN_TKHD = 40
"""Bytes from the end of the box type to the matrix, in version 0 of the box."""


def a_clip(path: Path, fourcc: str = "mp4v", frames: int = 5) -> Path:
    """White on the left half, black on the right."""
    picture = np.zeros((48, 96, 3), np.uint8)
    picture[:, :48] = 255
    video = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*fourcc), 25, (96, 48))
    assert video.isOpened()
    for _ in range(frames):
        video.write(picture)
    video.release()
    return path


def test_a_phones_upright_video_is_turned_upright(tmp_path: Path) -> None:
    path = a_clip(tmp_path / "phone.mp4")
    data = bytearray(path.read_bytes())
    at = data.index(b"tkhd") + 4 + MATRIX_IN_TKHD
    data[at : at + len(QUARTER_TURN)] = QUARTER_TURN
    path.write_bytes(data)
    with VideoFile(path) as video:
        frame = video.read()
    assert frame is not None
    assert frame.size == (48, 96)
    assert frame.bgr[:40].mean() > 200 > 50 > frame.bgr[56:].mean()


@pytest.mark.parametrize(
    ("name", "fourcc"), [("a.webm", "VP80"), ("a.mkv", "MJPG"), ("a.mov", "mp4v")]
)
def test_each_common_container_is_read_whole(tmp_path: Path, name: str, fourcc: str) -> None:
    with VideoFile(a_clip(tmp_path / name, fourcc)) as video:
        count = 0
        while video.read() is not None:
            count += 1
    assert count == 5


def test_an_mp4_without_its_index_is_refused_in_one_line(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = a_clip(tmp_path / "a.mp4", frames=30)
    data = path.read_bytes()
    path.write_bytes(data[: data.index(b"moov")])
    capfd.readouterr()
    with pytest.raises(SourceError, match="cannot be decoded as a video"), VideoFile(path) as video:
        video.read()
    assert capfd.readouterr().err == ""


def test_a_video_closed_by_another_thread_just_ends(tmp_path: Path) -> None:
    path = a_clip(tmp_path / "a.avi", "MJPG", frames=400)
    for _ in range(10):
        video = VideoFile(path)
        video.open()
        begun = threading.Event()
        read: list[int] = []

        def read_on(video: VideoFile = video, begun: threading.Event = begun) -> None:
            while (frame := video.read()) is not None:
                read.append(frame.index)  # noqa: B023 — joined within the turn
                begun.set()

        reader = threading.Thread(target=read_on)
        reader.start()
        assert begun.wait(10)
        video.close()
        reader.join(10)
        assert not reader.is_alive()
        assert read == list(range(len(read)))


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "gone.mp4", tmp_path):
        with pytest.raises(SourceError, match="cannot read"):
            VideoFile(path).open()


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    """Two seconds at 10 fps; each frame's brightness is its number times ten."""
    path = tmp_path / "clip.avi"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 10, (64, 48))
    for number in range(20):
        writer.write(np.full((48, 64, 3), number * 10, np.uint8))
    writer.release()
    return path


@pytest.mark.parametrize(("start", "first"), [(0.0, 0), (0.5, 5), (1.9, 19), (99.0, 19)])
def test_a_file_can_be_played_from_any_place(clip: Path, start: float, first: int) -> None:
    video = VideoFile(clip)
    video.start_at(start)
    video.open()
    assert video.duration_s == pytest.approx(2.0)
    frame = video.read()
    assert frame is not None
    assert frame.index == first
    assert frame.captured_at == pytest.approx(first / 10, abs=0.02)
    assert float(frame.bgr.mean()) == pytest.approx(first * 10, abs=3)
    rest = 0
    while video.read() is not None:
        rest += 1
    assert rest == 19 - first
    assert video.remark is None
    video.close()
    assert video.duration_s is None
