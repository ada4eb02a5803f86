"""One labelled sample of a data set, before anything of it was read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from edge.types import Box

IMAGES = frozenset({".jpg", ".jpeg", ".png", ".bmp", ".webp", ".tif", ".tiff"})
VIDEOS = frozenset({".mp4", ".avi", ".mov", ".mkv", ".webm", ".m4v", ".mpg", ".mpeg", ".gif"})


class Where(StrEnum):
    """What is known of the face's place in a sample."""

    BOX = "box"  # the data set gives it
    WHOLE = "whole"  # the image is the face: its border is the box
    CROP = "crop"  # the image is a crop as wide as the model's widest one
    DETECT = "detect"  # it must be looked for


@dataclass(frozen=True, slots=True)
class Row:
    """index: place among the selected rows; name: as the data set calls it; label: 1 = attack.

    path: an image, a video, or a folder of frames. columns: all else the data set says of it.
    """

    index: int
    name: str
    path: Path
    label: int
    where: Where
    box: Box | None = None
    columns: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_video(self) -> bool:
        """Whether it holds frames: a video file, or a folder of frames."""
        return not is_image(self.path)


def is_image(path: Path) -> bool:
    """By its ending."""
    return path.suffix.lower() in IMAGES


def is_media(path: Path) -> bool:
    """An image or a video, by its ending."""
    return path.suffix.lower() in IMAGES | VIDEOS
