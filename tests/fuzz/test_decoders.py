"""Images and videos that are almost right: decoded or refused, never a crash, a hang or a flood."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from decoder_process import Decoder, png_stating
from hypothesis import given, settings
from hypothesis import strategies as st
from mutations import SLOW_IS_FINE, mutated

MOST_MB = 1500
"""Resident memory that decoding any of the cases may have taken at its worst."""


def images() -> list[bytes]:
    """A small image of each kind that is read."""
    rng = np.random.default_rng(1)
    colour = rng.integers(0, 255, (24, 32, 3), dtype=np.uint8)
    alpha = rng.integers(0, 255, (24, 32, 4), dtype=np.uint8)
    deep = rng.integers(0, 65535, (24, 32, 3), dtype=np.uint16)
    made = [cv2.imencode(kind, colour)[1].tobytes()
            for kind in (".png", ".jpg", ".bmp", ".webp", ".tiff", ".ppm")]  # fmt: skip
    made += [cv2.imencode(".pgm", colour[..., 0])[1].tobytes()]
    made += [cv2.imencode(".png", alpha)[1].tobytes(), cv2.imencode(".png", deep)[1].tobytes()]
    made += [cv2.imencode(".tiff", deep)[1].tobytes()]
    # an EXIF block that turns the picture
    jpeg = made[1]
    exif = bytes.fromhex("ffe1002245786966000049492a0008000000010012010300010000000600000000000000")
    return [*made, jpeg[:2] + exif + jpeg[2:]]


def videos(folder: Path) -> list[bytes]:
    """A short video of each common kind."""
    made = []
    for name, code in (("a.mp4", "mp4v"), ("a.avi", "MJPG"), ("a.webm", "VP80"), ("a.mkv", "mp4v")):
        path = folder / name
        writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*code), 25, (64, 48))
        for i in range(4):
            writer.write(np.full((48, 64, 3), 40 * i, np.uint8))
        writer.release()
        made.append(path.read_bytes())
    return made


def outcome_of(decoder: Decoder, kind: str, data: bytes, suffix: str) -> None:
    answer = decoder.ask(kind, data, suffix)
    assert answer in ("ok", "refused"), answer
    assert decoder.resident_mb < MOST_MB


@settings(deadline=None, suppress_health_check=SLOW_IS_FINE)
@given(case=mutated(images()))
def test_no_image_breaks_the_decoder(decoder: Decoder, case: bytes) -> None:
    outcome_of(decoder, "image", case, ".img")


@pytest.fixture(scope="module")
def some_videos(tmp_path_factory: pytest.TempPathFactory) -> list[bytes]:
    return videos(tmp_path_factory.mktemp("videos"))


@settings(deadline=None, suppress_health_check=SLOW_IS_FINE)
@given(data=st.data())
def test_no_video_breaks_the_decoder(
    decoder: Decoder, some_videos: list[bytes], data: st.DataObject
) -> None:
    outcome_of(decoder, "video", data.draw(mutated(some_videos)), ".mp4")


def test_whole_files_are_decoded(decoder: Decoder, some_videos: list[bytes]) -> None:
    assert [decoder.ask("image", case, ".img") for case in images()] == ["ok"] * len(images())
    assert [decoder.ask("video", case, ".mp4") for case in some_videos] == ["ok"] * 4


@pytest.mark.parametrize(
    "bomb",
    [
        png_stating(20_000, 20_000),
        b"P6\n30000 30000\n255\n" + b"\0" * 1000,
    ],
    ids=["png", "ppm"],
)
def test_a_decompression_bomb_is_refused_before_it_is_decoded(tmp_path: Path, bomb: bytes) -> None:
    fresh = Decoder(tmp_path)
    assert fresh.ask("image", bomb, ".img") == "refused"
    assert fresh.resident_mb < 300
    fresh.close()
