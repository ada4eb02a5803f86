"""`python -m tools.presentations.screen_traces --data DIR --split S CLIP…`: display artefacts.

Two features that need no training: moiré in the spectrum of a wide face crop, and refresh bands
that move from frame to frame. The script measures for each source whether they separate screen
attacks from bona fide faces; the results are in docs/threat-model.md.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from edge.capture.video import VideoFile
from edge.config import Config, ModelsConfig
from edge.errors import FacevouchError
from edge.runtime.factory import build_detector
from edge.types import U8, Box
from edge.vision.track import Tracker
from models.registry import Registry
from tools.evaluation.layouts import open_dataset
from tools.evaluation.media import read_image
from tools.metrics.curve import Curve
from tools.metrics.ranking import auc
from tools.presentations.presentation import presentations

F64 = NDArray[np.float64]

SIDE = 192
"""Side of the crop whose spectrum is computed, px."""

REACH = 2.0
"""Side of the crop over the longer side of the face box."""

COARSEST, FINEST = 0.12, 0.48
"""Range of spatial frequencies in which a pixel grid is searched for, cycles per pixel."""

RINGS = 24
BANDS_S = 4.0
CYCLES = 11
"""Most bands in the height of a crop."""


def moire(grey: U8) -> float:
    """The strongest peak of the log power spectrum against other bins of the same radial frequency.

    grey: uint8 (S, S). Returns the largest distance from the median of a ring of frequencies, in
    robust standard deviations (1.4826 · MAD); 0 where no ring has enough bins. Frequencies near the
    axes are left out: straight edges of a room and JPEG blocks lie there.
    """
    window = np.hanning(len(grey))[:, None] * np.hanning(grey.shape[1])[None]
    light = np.log(grey.astype(np.float64) + 8.0)
    power = np.abs(np.fft.fft2((light - light.mean()) * window)) ** 2
    log = np.log(power + 1e-9)
    fy, fx = np.fft.fftfreq(len(grey))[:, None], np.fft.fftfreq(grey.shape[1])[None]
    radius = np.hypot(fx, fy)
    used = (radius > COARSEST) & (radius < FINEST) & (np.abs(fx) > 0.03) & (np.abs(fy) > 0.03)
    ring = np.digitize(radius, np.linspace(COARSEST, FINEST, RINGS + 1))
    most = 0.0
    for number in range(1, RINGS + 1):
        values = log[used & (ring == number)]
        if len(values) > 30:
            middle = np.median(values)
            spread = 1.4826 * np.median(np.abs(values - middle))
            most = max(most, float((values.max() - middle) / max(spread, 1e-6)))
    return most


def rolling(rows: F64) -> float:
    """The strongest wave that moves steadily over the rows from frame to frame.

    rows: (T, H), log mean brightness of each row in each frame. The mean of each frame and of each
    row is removed; a moving band is then a peak off the axes of the two-dimensional spectrum.
    Returns the natural logarithm of the highest power over the median power. Row frequencies of
    both signs are searched: of a band that moves up and of one that moves down.
    """
    steady = rows - rows.mean(axis=0) - rows.mean(axis=1, keepdims=True) + rows.mean()
    power = np.abs(np.fft.fft2(steady)) ** 2
    cycles = np.r_[1 : CYCLES + 1, -CYCLES:0]
    power = power[1 : len(power) // 2, cycles]
    return float(np.log(power.max() / max(float(np.median(power)), 1e-12)))


def crop_of(bgr: U8, box: Box) -> U8:
    """The wide crop around a face box, uint8 (SIDE, SIDE) grey; the image's border is mirrored."""
    (x, y), scale = box.center, SIDE / max(REACH * box.side, 1.0)
    matrix = np.array([[scale, 0, SIDE / 2 - scale * x], [0, scale, SIDE / 2 - scale * y]])
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    crop = cv2.warpAffine(
        bgr, matrix, (SIDE, SIDE), flags=method, borderMode=cv2.BORDER_REFLECT_101
    )
    return np.asarray(cv2.cvtColor(crop, cv2.COLOR_BGR2GRAY), np.uint8)


def crops(path: Path) -> Iterator[U8]:
    """The crops of the first BANDS_S seconds of a clip, all at the box of the largest face in the
    first frame with one. Raises SourceError where the file is no video."""
    config, registry = Config(models=ModelsConfig(threads=1)), Registry.open()
    detector, tracker = build_detector(config, registry, video=True), Tracker(config.track)
    place: Box | None = None
    try:
        with VideoFile(path) as video:
            while (frame := video.read()) is not None and frame.captured_at < BANDS_S:
                if place is None:
                    faces = tracker.update(detector.detect(frame), frame.captured_at)
                    largest = max(faces, key=lambda f: f.box.side, default=None)
                    place = largest.box if largest is not None else None
                if place is not None:
                    yield crop_of(frame.bgr, place)
    finally:
        detector.close()


def main(argv: Sequence[str]) -> int:
    """Measure and print the tables. Exit status 0: measured; 2: an error, in one line on stderr."""
    parser = argparse.ArgumentParser(prog="python -m tools.presentations.screen_traces")
    parser.add_argument("clips", nargs="*", type=Path)
    parser.add_argument("--data", type=Path, help="data set manifest")
    parser.add_argument("--split", help="use this split only")
    parser.add_argument(
        "--limit", type=int, default=600, help="largest number of images (default: 600)"
    )
    args = parser.parse_args(argv)
    console = Console(width=110)
    try:
        if args.data is not None:
            console.print(_stills(args.data, args.split, args.limit))
        if args.clips:
            table = Table("clip", "moiré, median", "rolling bands")
            for path in args.clips:
                seen = list(crops(path))
                rows = np.array([np.log(crop.astype(np.float64) + 8).mean(axis=1) for crop in seen])
                lines = float(np.median([moire(crop) for crop in seen[::10]])) if seen else 0.0
                wave = f"{rolling(rows):.1f}" if len(seen) >= 16 else ""
                table.add_row(path.name, f"{lines:.1f}", wave)
            console.print(table)
    except FacevouchError as error:
        Console(stderr=True).print(str(error), markup=False, soft_wrap=True)
        return 2
    return 0


def _stills(data: Path, split: str | None, limit: int) -> Table:
    table = Table("source", "people", "screens", "median of people", "of screens", "AUC")
    found: dict[str, tuple[list[float], list[float]]] = {}
    for one in presentations(open_dataset(data).only(split), limit):
        if one.recorded or one.species not in ("bona fide", "screen"):
            continue
        image = read_image(one.path)
        box = one.box or Box(0, 0, image.shape[1], image.shape[0])
        pair = found.setdefault(one.source, ([], []))
        pair[one.label].append(moire(crop_of(image, box)))
    for source, (people, screens) in sorted(found.items()):
        if people and screens:
            labels = np.repeat([0, 1], [len(people), len(screens)])
            area = auc(Curve.of(labels, np.array(people + screens)))
            medians = (f"{np.median(values):.1f}" for values in (people, screens))
            table.add_row(source, str(len(people)), str(len(screens)), *medians, f"{area:.3f}")
    return table


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
