"""Video files, images and folders: all frames in order, and one clear line about a broken file."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
import pytest

from edge.capture.base import Source
from edge.capture.image import LONGEST, Images, read_image
from edge.capture.video import VideoFile
from edge.errors import SourceError
from edge.types import Frame


def a_clip(path: Path, frames: int = 12, fourcc: str = "mp4v") -> Path:
    """Frame i is grey of level 15·i, so that order can be told from the picture."""
    video = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*fourcc), 25, (64, 48))
    for i in range(frames):
        video.write(np.full((48, 64, 3), min(15 * i, 255), np.uint8))
    video.release()
    return path


def all_frames(source: Source) -> list[Frame]:
    found = []
    with source:
        while (frame := source.read()) is not None:
            found.append(frame)
    return found


@pytest.mark.parametrize(("name", "fourcc"), [("a.mp4", "mp4v"), ("a.avi", "MJPG")])
def test_every_frame_of_a_video_comes_in_order_and_in_media_time(
    tmp_path: Path, name: str, fourcc: str
) -> None:
    frames = all_frames(VideoFile(a_clip(tmp_path / name, fourcc=fourcc)))
    assert [f.index for f in frames] == list(range(12))
    assert [round(float(f.bgr.mean()) / 15) for f in frames] == list(range(12))
    np.testing.assert_allclose([f.captured_at for f in frames], np.arange(12) / 25, atol=0.002)
    assert {f.source_id for f in frames} == {name}


def test_a_video_states_its_rate_and_length_once_open(tmp_path: Path) -> None:
    source = VideoFile(a_clip(tmp_path / "a.mp4"))
    assert (source.fps, source.frame_count) == (None, None)
    with source:
        assert source.fps == pytest.approx(25)
        assert source.frame_count == 12


def test_a_truncated_video_gives_the_frames_that_decode(tmp_path: Path) -> None:
    whole = a_clip(tmp_path / "a.avi", frames=30, fourcc="MJPG").read_bytes()
    cut = tmp_path / "cut.avi"
    cut.write_bytes(whole[: len(whole) // 2])
    frames = all_frames(VideoFile(cut))
    assert 0 < len(frames) < 30


@pytest.mark.field_data
@pytest.mark.parametrize("clip", ["live_lowlight_d.webm", "small_face.mkv"])
@pytest.mark.parametrize("whole", [True, False], ids=["whole", "cut off"])
def test_a_clip_that_was_cut_off_says_so_and_a_whole_one_does_not(
    field_data: Path, tmp_path: Path, clip: str, whole: bool
) -> None:
    content = (field_data / "data" / "clips" / clip).read_bytes()
    path = tmp_path / clip
    path.write_bytes(content if whole else content[: len(content) // 2])
    source = VideoFile(path)
    assert all_frames(source)
    assert (source.remark is None) is whole
    if not whole:
        assert "it is incomplete" in str(source.remark)


@pytest.mark.parametrize(
    ("content", "says"),
    [(b"", r"is empty \(0 bytes\)"), (b"no video" * 500, "cannot be decoded as a video")],
)
def test_a_file_that_is_no_video_is_refused_in_one_line(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], content: bytes, says: str
) -> None:
    path = tmp_path / "a.mp4"
    path.write_bytes(content)
    with pytest.raises(SourceError, match=says):
        VideoFile(path).open()
    assert capfd.readouterr().err == ""


@pytest.mark.field_data
@pytest.mark.parametrize(
    ("clip", "frames"),
    [("small_face.mkv", 66), ("two_people.gif", 56), ("live_studio_b.mp4", 216)],
)
def test_the_containers_of_the_field_are_read_whole(
    field_data: Path, clip: str, frames: int
) -> None:
    found = all_frames(VideoFile(field_data / "data" / "clips" / clip))
    assert len(found) == frames
    times = [frame.captured_at for frame in found]
    assert all(b > a for a, b in pairwise(times))


def an_image(path: Path, pixels: np.ndarray) -> Path:
    assert cv2.imwrite(str(path), pixels)
    return path


GREY16 = np.full((30, 40), 0x8000, np.uint16)
HALF_ALPHA = np.dstack([np.full((30, 40, 3), 200, np.uint8), np.full((30, 40), 128, np.uint8)])


@pytest.mark.parametrize(
    ("pixels", "level"),
    [
        (np.full((30, 40, 3), 77, np.uint8), 77),
        (np.full((30, 40), 99, np.uint8), 99),
        (GREY16, 128),
        (np.dstack([GREY16] * 3), 128),
        (HALF_ALPHA, 100),
        (np.full((1, 1, 3), 5, np.uint8), 5),
    ],
    ids=["colour", "grey", "grey 16 bit", "colour 16 bit", "alpha", "one pixel"],
)
def test_any_image_becomes_eight_bit_bgr(tmp_path: Path, pixels: np.ndarray, level: int) -> None:
    image = read_image(an_image(tmp_path / "a.png", pixels))
    assert image.dtype == np.uint8
    assert image.shape == (*pixels.shape[:2], 3)
    assert np.all(image == level)


def test_an_image_too_large_is_scaled_down(tmp_path: Path) -> None:
    image = read_image(an_image(tmp_path / "a.png", np.zeros((20, 20_000, 3), np.uint8)))
    assert image.shape == (20 * LONGEST // 20_000, LONGEST, 3)
    source = Images(tmp_path / "a.png")
    assert [f.size for f in all_frames(source)] == [(LONGEST, image.shape[0])]
    assert source.remark == f"1 were scaled down to {LONGEST} px"


@pytest.mark.parametrize("grey", [False, True], ids=["colour", "grey"])
def test_an_image_is_turned_as_its_exif_says(tmp_path: Path, grey: bool) -> None:
    pixels = np.zeros((40, 80, 3), np.uint8)
    pixels[:, :40] = 255
    ok, encoded = cv2.imencode(".jpg", pixels[..., 0] if grey else pixels)
    assert ok
    orientation_6 = bytes.fromhex(
        "ffe1002245786966000049492a0008000000010012010300010000000600000000000000"
    )
    path = tmp_path / "a.jpg"
    path.write_bytes(encoded.tobytes()[:2] + orientation_6 + encoded.tobytes()[2:])
    image = read_image(path)
    assert image.shape == (80, 40, 3)
    assert image[:30].mean() > 200 > 50 > image[50:].mean()


def test_a_folder_is_shown_in_natural_order_and_passes_over_what_is_broken(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    for i in (10, 2, 1):
        an_image(tmp_path / f"face{i}.png", np.full((4, 4, 3), i, np.uint8))
    (tmp_path / "face3.jpg").write_bytes(b"broken")
    (tmp_path / "notes.txt").write_text("no image")
    source = Images(tmp_path)
    assert [int(f.bgr[0, 0, 0]) for f in all_frames(source)] == [1, 2, 10]
    assert source.unreadable == 1
    assert source.remark == "1 of 4 images could not be read"
    assert "face3.jpg" in caplog.text


def test_a_folders_pictures_stand_alone_and_frames_follow_one_another(tmp_path: Path) -> None:
    for i in (0, 1, 2):
        an_image(tmp_path / f"f{i}.png", np.full((4, 4, 3), i, np.uint8))
    alone = all_frames(Images(tmp_path))
    assert [(f.picture, f.captured_at) for f in alone] == [
        ("f0.png", 0.0), ("f1.png", 1.0), ("f2.png", 2.0)
    ]  # fmt: skip
    (tmp_path / "f1.png").write_bytes(b"broken")
    sequence = all_frames(Images(tmp_path, rate=25))
    assert [(f.picture, f.captured_at) for f in sequence] == [(None, 0.0), (None, 2 / 25)]
    assert (Images(tmp_path).fps, Images(tmp_path, rate=25).fps) == (1, 25)


@pytest.mark.parametrize(
    ("files", "says"),
    [
        ({}, "contains no images"),
        ({"a.jpg": b"x", "b.png": b""}, "none of the 2 images"),
    ],
)
def test_a_folder_without_a_readable_image_is_refused(
    tmp_path: Path, files: dict[str, bytes], says: str
) -> None:
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    with pytest.raises(SourceError, match=says):
        all_frames(Images(tmp_path))
