"""The type of a file by its first bytes, and the size its header states."""

from __future__ import annotations

import struct

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from media_files import a_bomb, an_image

from edge.service.uploads.file_decoder import HEAD_BYTES, Media, media_of, stated_size

GREY = np.full((31, 57, 3), 99, np.uint8)


def webp(quality: int) -> bytes:
    return cv2.imencode(".webp", GREY, [cv2.IMWRITE_WEBP_QUALITY, quality])[1].tobytes()


def extended_webp(width: int, height: int) -> bytes:
    sizes = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return b"RIFF\0\0\0\0WEBPVP8X" + struct.pack("<II", 10, 0) + sizes


def progressive() -> bytes:
    return cv2.imencode(".jpg", GREY, [cv2.IMWRITE_JPEG_PROGRESSIVE, 1])[1].tobytes()


def with_comment(jpeg: bytes) -> bytes:
    """An entry before the frame that itself looks like one."""
    return jpeg[:2] + b"\xff\xfe\x00\x0b\xff\xc0\x00\x11\x08\xff\xff\xff\xff" + jpeg[2:]


@pytest.mark.parametrize(
    ("data", "size"),
    [
        *[(an_image(57, 31, suffix), (57, 31)) for suffix in (".png", ".jpg", ".bmp", ".webp")],
        (webp(50), (57, 31)),
        (webp(101), (57, 31)),
        (extended_webp(16_000_000, 9), (16_000_000, 9)),
        (progressive(), (57, 31)),
        (with_comment(an_image(57, 31, ".jpg")), (57, 31)),
        (b"\xff\xd8\xff\xff\xff" + an_image(57, 31, ".jpg")[3:], (57, 31)),
        (a_bomb(30_000), (30_000, 30_000)),
        (b"BM" + b"\0" * 12 + struct.pack("<Iii", 40, 70_000, -80_000), (70_000, 80_000)),
    ],
    ids=lambda value: str(value) if isinstance(value, tuple) else "",
)
def test_the_size_is_read_from_the_header(data: bytes, size: tuple[int, int]) -> None:
    assert stated_size(data) == size


@pytest.mark.parametrize(
    "data",
    [b"", b"BM", b"\xff\xd8", b"\xff\xd8\xff\xda\0\x02", b"\x89PNG", b"RIFF\0\0\0\0WEBPABCD"],
)
def test_a_file_that_states_no_size_has_none(data: bytes) -> None:
    assert stated_size(data) is None


@given(st.sampled_from([b"\xff\xd8\xff", b"\x89PNG", b"RIFF", b"BM"]), st.binary(max_size=200))
def test_no_header_breaks_the_reader(head: bytes, rest: bytes) -> None:
    size = stated_size(head + rest)
    assert size is None or min(size) >= 0


KINDS = [
    (b"\xff\xd8\xff\xe0\x00\x10JFIF", Media.IMAGE),
    (b"\x89PNG\r\n\x1a\n\x00\x00", Media.IMAGE),
    (b"BM\x36\x00\x0c\x00", Media.IMAGE),
    (b"RIFF\x10\x00\x00\x00WEBPVP8 ", Media.IMAGE),
    (b"RIFF\x10\x00\x00\x00AVI LIST", Media.VIDEO),
    (b"\x00\x00\x00\x20ftypisom", Media.VIDEO),
    (b"\x1a\x45\xdf\xa3\x01\x00", Media.VIDEO),
    (b"GIF89a\x01\x00", Media.VIDEO),
]


@pytest.mark.parametrize(("head", "media"), KINDS)
def test_accepted_files_are_known_by_their_first_bytes(head: bytes, media: Media) -> None:
    assert media_of(head[:HEAD_BYTES]) is media


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd",
        b"ffconcat version 1.0\nfile /etc/passwd",
        b"<svg xmlns=",
        b"%PDF-1.7",
        b"\x7fELF\x02\x01",
        b"RIFF\x10\x00\x00\x00WAVEfmt ",
        b"#!/bin/sh\n",
    ],
)
def test_a_file_that_names_other_files_or_is_no_picture_is_not_accepted(head: bytes) -> None:
    assert media_of(head[:HEAD_BYTES]) is None
