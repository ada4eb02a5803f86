"""What a file is, by what it begins with."""

from __future__ import annotations

import pytest

from edge.service.uploads.decoding import HEAD_BYTES, Media, media_of

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
def test_what_names_other_files_or_is_no_picture_is_not_accepted(head: bytes) -> None:
    assert media_of(head[:HEAD_BYTES]) is None
