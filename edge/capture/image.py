"""Still images: one file, a folder of them, or the frames of a sequence, in natural order."""

from __future__ import annotations

import logging
import re
from functools import reduce
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from edge.capture.base import Source
from edge.capture.opencv_capture import MOST_PIXELS, cv2
from edge.errors import SourceError
from edge.message import Message, joined
from edge.system.native_stderr import native_chatter_dropped
from edge.types import U8, Frame, SourceKind

log = logging.getLogger(__name__)

SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".bmp", ".webp", ".tif", ".tiff", ".ppm", ".pgm"})

LONGEST = 4096
"""px; a larger image is scaled down to this, to bound the memory that later stages need."""


class Images(Source):
    """Still pictures from image files, each judged independently, one second apart.

    rate: frames per second where the files are the frames of one sequence. The caller must say so,
    because cameras number independent photographs, too.

    A file that cannot be read is counted and skipped with a warning; when no file can be read,
    SourceError is raised.
    """

    live = False
    kind = SourceKind.FILE

    def __init__(self, path: Path, rate: float | None = None) -> None:
        self.id = path.name
        self._rate = rate
        self._path = path
        self._files: list[Path] = []
        self._next = 0
        self._delivered = 0
        self.unreadable = 0
        self.scaled_down = 0

    def open(self) -> None:
        if self._path.is_dir():
            try:
                inside = list(self._path.iterdir())
            except OSError as error:
                raise SourceError(
                    Message("cannot read {0}: {1}", str(self._path), error.strerror or "")
                ) from error
            self._files = sorted((p for p in inside if p.suffix.lower() in SUFFIXES), key=natural)
            if not self._files:
                raise SourceError(
                    Message(
                        "{0} contains no images ({1})", str(self._path), ", ".join(sorted(SUFFIXES))
                    )
                )
        else:
            self._files = [self._path]
        self._next = self._delivered = self.unreadable = self.scaled_down = 0

    def read(self) -> Frame | None:
        while self._next < len(self._files):
            path = self._files[self._next]
            self._next += 1
            try:
                full = decode_image(path)
            except SourceError as error:
                if len(self._files) == 1:
                    raise
                self.unreadable += 1
                log.warning("%s", error)
                continue
            image = small_enough(full)
            self.scaled_down += image is not full
            index = self._next - 1
            self._delivered += 1
            if self._rate is not None:
                return Frame(image, index, self.id, index / self._rate)
            return Frame(image, index, self.id, float(index), picture=path.name)
        if self._files and not self._delivered:
            raise SourceError(
                Message(
                    "none of the {0} images in {1} can be read", len(self._files), str(self._path)
                )
            )
        return None

    def close(self) -> None:
        self._next = len(self._files)

    @property
    def fps(self) -> float | None:
        return self._rate or 1.0

    @property
    def frame_count(self) -> int | None:
        return len(self._files)

    @property
    def remark(self) -> str | None:
        remarks: list[str] = []
        if self.unreadable:
            remarks.append(
                Message("{0} of {1} images could not be read", self.unreadable, len(self._files))
            )
        if self.scaled_down:
            remarks.append(Message("{0} were scaled down to {1} px", self.scaled_down, LONGEST))
        return reduce(joined, remarks) if remarks else None


def read_image(path: Path) -> U8:
    """An image as uint8 (H, W, 3) BGR, rotated as its EXIF orientation says.

    Grey, 16-bit, float and alpha images are converted: alpha on black, 16 bits to 8. An image
    longer than LONGEST is scaled down. Raises SourceError.
    """
    return small_enough(decode_image(path))


def decode_image(path: Path) -> U8:
    """As read_image, without scaling down."""
    try:
        data = np.frombuffer(path.read_bytes(), np.uint8)
    except OSError as error:
        raise SourceError(
            Message("cannot read {0}: {1}", str(path), error.strerror or "")
        ) from error
    if not len(data):
        raise SourceError(Message("{0} is empty (0 bytes)", str(path)))
    try:
        with native_chatter_dropped():  # libpng writes to stderr itself
            found = cv2.imdecode(data, cv2.IMREAD_UNCHANGED)
            if (
                found is not None
                and found.dtype == np.uint8
                and found.shape[2:] in ((), (1,), (3,))
            ):
                found = cv2.imdecode(data, cv2.IMREAD_COLOR)  # this flag applies EXIF orientation
    except cv2.error as error:
        if "CV_IO_MAX_IMAGE" in str(error):
            most = MOST_PIXELS // 1_000_000
            text = Message("{0} has more than {1} megapixels; scale it down", str(path), most)
            raise SourceError(text) from error
        raise SourceError(f"{path} cannot be decoded as an image: {error.err}") from error
    if found is None:
        raise SourceError(Message("{0} cannot be decoded as an image", str(path)))
    return _as_bgr8(np.asarray(found))


def natural(path: Path) -> list[tuple[int, int | str]]:
    """A key that sorts frame2 before frame10."""
    parts = re.split(r"(\d+)", path.name.lower())
    return [(0, int(part)) if part.isdigit() else (1, part) for part in parts]


def _as_bgr8(image: NDArray[np.generic]) -> U8:
    if image.dtype == np.uint16:
        image = (image >> 8).astype(np.uint8)  # type: ignore[operator]
    elif image.dtype != np.uint8:
        image = np.nan_to_num(np.asarray(image, np.float32) * 255).clip(0, 255).astype(np.uint8)
    bytes8 = np.asarray(image, np.uint8)
    if bytes8.ndim == 2 or bytes8.shape[2] == 1:
        return np.asarray(cv2.cvtColor(bytes8, cv2.COLOR_GRAY2BGR), np.uint8)
    if bytes8.shape[2] == 4:
        alpha = bytes8[..., 3:].astype(np.uint16)
        return (bytes8[..., :3] * alpha // 255).astype(np.uint8)
    return bytes8


def small_enough(image: U8) -> U8:
    """The image itself, or one scaled down to LONGEST."""
    height, width = image.shape[:2]
    longest = max(height, width)
    if longest <= LONGEST:
        return image
    size = (max(1, width * LONGEST // longest), max(1, height * LONGEST // longest))
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8)
