"""What an uploaded file is, by its first bytes: its name and stated type are anybody's."""

from __future__ import annotations

from enum import StrEnum

HEAD_BYTES = 16
"""As many as are needed to tell."""

ACCEPTED = "JPEG, PNG, WebP or BMP images, and MP4, MOV, WebM, Matroska, AVI or GIF videos"


class Media(StrEnum):
    """Images are judged alone, the frames of a video one after the other."""

    IMAGE = "image"
    VIDEO = "video"


def media_of(head: bytes) -> Media | None:
    """The kind of a file that begins with these bytes; None for all that is not accepted.

    Only containers that hold their own pictures are known here: playlists and lists of files,
    which would make the decoder open something else, are not.
    """
    if head.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"BM")):
        return Media.IMAGE
    if head.startswith(b"RIFF"):
        return {b"WEBP": Media.IMAGE, b"AVI ": Media.VIDEO}.get(head[8:12])
    if head[4:8] == b"ftyp" or head.startswith((b"\x1a\x45\xdf\xa3", b"GIF87a", b"GIF89a")):
        return Media.VIDEO
    return None
