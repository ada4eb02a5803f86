"""How large an image says it is, read from its first bytes without decoding anything.

Sources: PNG (W3C, 11.2.2), JPEG (ITU-T T.81, B.2.2), WebP (RFC 9649, 2.5 to 2.7), BMP (the
BITMAPINFOHEADER). OpenCV has a limit of its own besides; this one cannot come too late.
"""

from __future__ import annotations

import struct
from collections.abc import Callable

Size = tuple[int, int]

FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""JPEG markers that begin a frame and state its size."""

ALONE = frozenset({0x01, *range(0xD0, 0xD9)})
"""JPEG markers without a length."""

SCAN = 0xDA


def stated_size(data: bytes) -> Size | None:
    """(width, height) px; None where the header does not say, or makes no sense."""
    read: dict[bytes, Callable[[bytes], Size | None]] = {
        b"\x89P": _png,
        b"\xff\xd8": _jpeg,
        b"RI": _webp,
        b"BM": _bmp,
    }
    try:
        return read[data[:2]](data)
    except (KeyError, struct.error, IndexError):
        return None


def _png(data: bytes) -> Size | None:
    width, height = struct.unpack_from(">II", data, 16)
    return width, height


def _bmp(data: bytes) -> Size | None:
    (head,) = struct.unpack_from("<I", data, 14)
    if head == 12:  # OS/2's, with half as many bits
        width, height = struct.unpack_from("<HH", data, 18)
    else:
        width, height = struct.unpack_from("<ii", data, 18)
    return abs(width), abs(height)  # a negative height stands for rows from the top


def _webp(data: bytes) -> Size | None:
    kind = data[12:16]
    if kind == b"VP8X":
        return 1 + _uint24(data, 24), 1 + _uint24(data, 27)
    if kind == b"VP8L":
        (bits,) = struct.unpack_from("<I", data, 21)
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if kind == b"VP8 ":
        width, height = struct.unpack_from("<HH", data, 26)
        return width & 0x3FFF, height & 0x3FFF
    return None


def _jpeg(data: bytes) -> Size | None:
    at = 2
    while data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF:  # filling
            at += 1
            continue
        if marker in FRAMES:
            height, width = struct.unpack_from(">HH", data, at + 5)
            return width, height
        if marker == SCAN:
            return None
        at += 2
        if marker not in ALONE:
            at += struct.unpack_from(">H", data, at)[0]
    return None


def _uint24(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 3], "little")
