"""`python -m tools.presentations.screen_traces --data DIR --split S CLIP…`: what displays leave.

That is moiré in the spectrum of the wide crop, and refresh bands that roll from frame to frame.

Both need no training. This measures whether they tell attacks from people, source by source, before
anything is made of them; docs/threat-model.md has what came out.
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
"""px of the crop whose spectrum is taken."""

REACH = 2.0
"""Side of the crop over the face's."""

COARSEST, FINEST = 0.12, 0.48
"""Cycles per pixel between which a grid is looked for."""

RINGS = 24
BANDS_S = 4.0


def moire(grey: U8) -> float:
    """How far the strongest line of the spectrum stands above others of its frequency, in robust
    standard deviations of the logarithm. The axes, where edges of rooms and JPEG blocks lie, count
    for nothing."""
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
    """Of rows (T, H), the logarithm of each row's light by frame, less each frame's and each row's
    mean: the share of its power in one wave that rolls steadily (a line off the axes of the
    two-dimensional spectrum), against the median of all."""
    steady = rows - rows.mean(axis=0) - rows.mean(axis=1, keepdims=True) + rows.mean()
    power = np.abs(np.fft.fft2(steady)) ** 2
    power = power[1 : len(power) // 2, 1:12]  # waves of a whole to a twelfth of the crop
    return float(np.log(power.max() / max(float(np.median(power)), 1e-12)))


def crop_of(bgr: U8, box: Box) -> U8:
    """The wide crop, grey (SIDE, SIDE); the border is mirrored."""
    (x, y), scale = box.center, SIDE / max(REACH * box.side, 1.0)
    matrix = np.array([[scale, 0, SIDE / 2 - scale * x], [0, scale, SIDE / 2 - scale * y]])
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    crop = cv2.warpAffine(
        bgr, matrix, (SIDE, SIDE), flags=method, borderMode=cv2.BORDER_REFLECT_101
    )
    return np.asarray(cv2.cvtColor(crop, cv2.COLOR_BGR2GRAY), np.uint8)


def crops(path: Path) -> Iterator[U8]:
    """Of the largest face of a clip, frame by frame, at the place where it was first seen."""
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
    """0: measured; 2: one line says what to mend."""
    parser = argparse.ArgumentParser(prog="python -m tools.presentations.screen_traces")
    parser.add_argument("clips", nargs="*", type=Path)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--split")
    parser.add_argument("--limit", type=int, default=600)
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
