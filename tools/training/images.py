"""Reads images that may be missing or broken: counts them, and refuses too many of them."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

from edge.errors import DataError
from edge.types import U8


class ImageReader:
    """Reads BGR images and counts those that cannot be read.

    `read` raises DataError once more than `limit` (a fraction) of at least 20 different files were
    unreadable: the path is then wrong, rather than single files. A file is counted once, however
    often it is requested.
    """

    def __init__(self, root: Path, limit: float = 0.5) -> None:
        self.root = root
        self.limit = limit
        self.bad: set[str] = set()
        self.good: set[str] = set()

    def read(self, path: str) -> U8 | None:
        """uint8 (H, W, 3) BGR, or None where the file is missing or broken (and counted)."""
        if path not in self.bad:
            try:
                data = np.fromfile(self.root / path, np.uint8)
                image = cv2.imdecode(data, cv2.IMREAD_COLOR) if data.size else None
            except (OSError, cv2.error):
                image = None
            if image is not None:
                self.good.add(path)
                return np.asarray(image, np.uint8)
            self.bad.add(path)
        asked = len(self.bad) + len(self.good)
        if asked >= 20 and len(self.bad) > self.limit * asked:
            raise DataError(
                f"{len(self.bad)} of the first {asked} images under {self.root} cannot be "
                f"read ({path} for one); check --data"
            )
        return None
