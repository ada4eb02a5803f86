"""What is presented to the camera: a clip made of a still, or one that was recorded."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, zip_longest
from pathlib import Path

import numpy as np

from edge.capture.base import Source
from edge.capture.resolve import open_source
from edge.config import CameraConfig
from edge.errors import DataError
from edge.types import Box, Frame
from tools.evaluation.dataset import DataRow, Dataset, Where
from tools.evaluation.media import read_image
from tools.presentations.handheld import handheld

SCREENS = ("screen", "replay", "phone", "laptop", "tablet", "tv", "display", "video")
"""Parts of an attack type's name that say it was shown on a display."""


@dataclass(frozen=True, slots=True)
class Making:
    """How clips are made of stills. seconds: also what is seen of a recorded clip."""

    seconds: float = 3.0
    fps: float = 10.0
    seed: int = 7


@dataclass(frozen=True, slots=True)
class Presentation:
    """name: as the data set calls it; label: 1 = attack; species: one of handheld.SPECIES.

    subject: the person where the data set names one, else the source. box: None where the whole
    image is the face.
    """

    name: str
    path: Path
    label: int
    species: str
    source: str
    subject: str
    recorded: bool
    box: Box | None = None

    def frames(self, making: Making) -> Iterator[Frame]:
        """The clip. Raises UnreadableError where the still gives no pixels, SourceError where the
        recording does not.
        """
        if self.recorded:
            yield from _recorded(open_source(str(self.path), CameraConfig()), making.seconds)
            return
        image = read_image(self.path)
        box = self.box or Box(0, 0, image.shape[1], image.shape[0])
        rng = np.random.default_rng(_seed(making.seed, self.name))
        clip = handheld(image, box, self.species, rng, making.seconds, making.fps)
        for index, (t, bgr) in enumerate(clip):
            yield Frame(bgr, index, self.name, t)


def _recorded(source: Source, seconds: float) -> Iterator[Frame]:
    with source:
        first: float | None = None
        while (frame := source.read()) is not None:
            first = frame.captured_at if first is None else first
            if frame.captured_at - first >= seconds:
                return
            yield frame


def _seed(seed: int, name: str) -> list[int]:
    """A generator's seed that is the clip's own: order and number of the others do not matter."""
    digest = hashlib.sha256(name.encode()).digest()
    return [seed, int.from_bytes(digest[:8], "big")]


def presentations(data: Dataset, limit: int | None = None) -> list[Presentation]:
    """One a row; with a limit, so many, spread evenly over sources and labels.

    Sources and labels take turns, and within each the order is by chance, but always the same: what
    is shown under a limit is part of what is shown under a higher one. Raises DataError where a row
    gives no way to find the face: stills need boxes.
    """
    groups: dict[tuple[str, int], list[Presentation]] = defaultdict(list)
    for row in data.rows():
        one = _presentation(row)
        groups[one.source, one.label].append(one)
    if not groups:
        raise DataError(f"{data.name} holds no samples (read as: {data.layout})")
    total = sum(map(len, groups.values()))
    shares = _shares({key: len(group) for key, group in groups.items()}, limit or total)
    chosen = [sorted(group, key=_by_chance)[: shares[key]] for key, group in groups.items()]
    turns = zip_longest(*chosen)
    return [one for turn in turns for one in turn if one is not None]


def _presentation(row: DataRow) -> Presentation:
    source = row.columns.get("source") or row.path.parent.name
    if row.where is Where.DETECT and not row.is_video:
        raise DataError(
            f"{row.name} has no face box; give x1,y1,x2,y2 in the manifest, or --faces whole"
        )
    kind = row.columns.get("attack_type", "").lower()
    screen = any(part in kind for part in SCREENS)
    species = "bona fide" if not row.label else "screen" if screen else "print"
    if row.label and kind and not screen and "print" not in kind and "paper" not in kind:
        species = kind  # held as a print is, and counted under its own name
    return Presentation(
        row.name, row.path, row.label, species, source,
        row.columns.get("subject") or source, row.is_video, row.box,
    )  # fmt: skip


def _shares(sizes: dict[tuple[str, int], int], limit: int) -> dict[tuple[str, int], int]:
    """As many of each group as go round; what small groups leave goes to the larger ones."""
    given = dict.fromkeys(sizes, 0)
    left = min(limit, sum(sizes.values()))
    while left:
        for key in islice((k for k, n in sizes.items() if given[k] < n), left):
            given[key] += 1
            left -= 1
    return given


def _by_chance(one: Presentation) -> bytes:
    return hashlib.sha256(f"order {one.name}".encode()).digest()
