"""Image and video files, valid and malicious, as bytes."""

from __future__ import annotations

import struct
import tempfile
import zlib
from pathlib import Path

import cv2
import numpy as np


def an_image(width: int = 64, height: int = 48, suffix: str = ".png") -> bytes:
    """Fixed noise."""
    rng = np.random.default_rng(3)
    return cv2.imencode(suffix, rng.integers(0, 255, (height, width, 3), np.uint8))[1].tobytes()


def a_video(seconds: float = 1.0, fps: float = 20.0, size: tuple[int, int] = (64, 48)) -> bytes:
    """An AVI of MJPG frames that grow brighter."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "made.avi"
        writer = cv2.VideoWriter(str(path), cv2.CAP_OPENCV_MJPEG, _mjpg(), fps, size)
        count = round(seconds * fps)
        for i in range(count):
            writer.write(np.full((size[1], size[0], 3), 255 * i // count, np.uint8))
        writer.release()
        return path.read_bytes()


def a_bomb(side: int = 30_000) -> bytes:
    """A PNG of a few hundred kilobytes that is side × side pixels once decoded."""
    rows = zlib.compressobj(9)
    row = b"\0" * (1 + side // 8 + 1)
    packed = b"".join(rows.compress(row) for _ in range(side)) + rows.flush()
    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    parts = (_chunk(b"IHDR", head), _chunk(b"IDAT", packed), _chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def a_gif_bomb(side: int = 65_535) -> bytes:
    """Thirty-five bytes that ask for a canvas of side × side pixels."""
    screen = struct.pack("<HHBBB", side, side, 0x80, 0, 0) + b"\0\0\0\xff\xff\xff"
    image = b"\x2c" + struct.pack("<HHHHB", 0, 0, side, side, 0) + b"\x02\x02\x4c\x01\x00"
    return b"GIF89a" + screen + image + b"\x3b"


def a_long_gif(side: int, frames: int, delay_s: float = 0.02) -> bytes:
    """Twenty bytes for each whole frame of side × side pixels, of which one changes."""
    screen = struct.pack("<HHBBB", side, side, 0x80, 0, 0) + b"\0\0\0\xff\xff\xff"
    pause = b"\x21\xf9\x04" + struct.pack("<BHBB", 4, round(100 * delay_s), 0, 0)
    pixel = b"\x2c" + struct.pack("<HHHHB", 0, 0, 1, 1, 0) + b"\x02\x02\x44\x01\x00"
    return b"GIF89a" + screen + (pause + pixel) * frames + b"\x3b"


def a_chatty_png(size: int = 150_000_000) -> bytes:
    """A small picture with a remark that unpacks to so many bytes."""
    packer = zlib.compressobj(9)
    block = b"\0" * 1_000_000
    remark = b"".join(packer.compress(block) for _ in range(size // len(block))) + packer.flush()
    plain = an_image()
    return plain[:33] + _chunk(b"zTXt", b"a\0\0" + remark) + plain[33:]


def _chunk(kind: bytes, data: bytes) -> bytes:
    body = kind + data
    return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))


def _mjpg() -> int:
    return cv2.VideoWriter.fourcc(*"MJPG")
