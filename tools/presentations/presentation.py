"""A presentation to the camera: a clip simulated from a still, or a recorded clip."""

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
"""Substrings of an attack type's name that mean the attack was shown on a display."""


@dataclass(frozen=True, slots=True)
class Making:
    """How clips are simulated from stills. seconds: also the length used of a recorded clip."""

    seconds: float = 3.0
    fps: float = 10.0
    seed: int = 7


@dataclass(frozen=True, slots=True)
class Presentation:
    """One presentation.

    name: its id in the data set. label: 0 bona fide, 1 attack. species: one of handheld.SPECIES, or
    the data set's own attack type. subject: the person where the data set names one, else the
    source. box: the face in a still, px; None where the whole image is the face.
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
        """The frames of the clip. Raises UnreadableError on a still that cannot be decoded,
        SourceError on a recording that cannot.
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
    """A seed that depends on the run's seed and the clip's name alone, not on the other clips."""
    digest = hashlib.sha256(name.encode()).digest()
    return [seed, int.from_bytes(digest[:8], "big")]


def presentations(data: Dataset, limit: int | None = None) -> list[Presentation]:
    """One presentation per row; with a limit, that many, spread evenly over sources and labels.

    The groups (source, label) take turns; within a group the order is pseudo-random but fixed, so
    that the presentations of one limit include those of any lower one. Raises DataError on a still
    without a face box.
    """
    groups: dict[tuple[str, int], list[Presentation]] = defaultdict(list)
    for row in data.rows():
        one = _presentation(row)
        groups[one.source, one.label].append(one)
    if not groups:
        raise DataError(f"{data.name} contains no samples (read with the layout {data.layout})")
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
        species = kind  # simulated as a print, counted under its own name
    return Presentation(
        row.name, row.path, row.label, species, source,
        row.columns.get("subject") or source, row.is_video, row.box,
    )  # fmt: skip


def _shares(sizes: dict[tuple[str, int], int], limit: int) -> dict[tuple[str, int], int]:
    """How many of each group to use: equal numbers, with what small groups lack given to others."""
    given = dict.fromkeys(sizes, 0)
    left = min(limit, sum(sizes.values()))
    while left:
        for key in islice((k for k, n in sizes.items() if given[k] < n), left):
            given[key] += 1
            left -= 1
    return given


def _by_chance(one: Presentation) -> bytes:
    return hashlib.sha256(f"order {one.name}".encode()).digest()
