"""`python -m tools.challenge.picture_rates CLIP…`: false alarms of the animated-picture checks.

The two checks that a challenge makes for a flat or a warped picture run over clips of people, from
several start times: the highest evidence of `edge.challenge.parallax` (flat) and of
`edge.challenge.appearance` (warped), and how often it reaches the limit, so that the challenge
would be refused.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from edge.capture.video import VideoFile
from edge.challenge.appearance import WARPED, Appearance
from edge.challenge.parallax import FLAT, Parallax
from edge.config import Config, ModelsConfig
from edge.errors import ModelError
from edge.infer.face_mesh import load_landmarker
from edge.runtime.factory import build_detector
from edge.vision.track import Tracker
from models.registry import Registry
from tools.challenge.clip_table import Measurement, clip_parser, print_table

LEAST_S = 2.0
"""Seconds; a start with less of the clip after it is not counted."""


def evidence_of(path: Path, every: int, start_s: float) -> list[tuple[float, float]]:
    """The highest (flat, warped) evidence after each start time.

    every: only each nth frame is used. start_s: seconds between start times. Starts that are
    followed for less than LEAST_S are left out.

    Raises SourceError where the file is no video, ModelError where no landmark model is installed.
    """
    config, registry = Config(models=ModelsConfig(threads=1)), Registry.open()
    landmarker = load_landmarker(registry, config.models)
    if landmarker is None:
        raise ModelError("there is no landmark model; reinstall facevouch")
    detector, tracker = build_detector(config, registry, video=True), Tracker(config.track)
    starts: list[tuple[float, Parallax, Appearance]] = []
    most: list[tuple[float, float]] = []
    last = 0.0
    try:
        with VideoFile(path) as video:
            while (frame := video.read()) is not None:
                if frame.index % every:
                    continue
                last = at = frame.captured_at
                faces = tracker.update(detector.detect(frame), at)
                face = max(faces, key=lambda f: f.box.side, default=None)
                mesh = landmarker.find(frame.bgr, face) if face is not None else None
                if face is None or mesh is None:
                    continue
                if not starts or at - starts[-1][0] >= start_s:
                    starts.append((at, Parallax(), Appearance()))
                    most.append((0.0, 0.0))
                for number, (_, parallax, appearance) in enumerate(starts):
                    flat = parallax.update(frame.bgr, face, mesh.points, at)
                    warped = appearance.update(frame.bgr, face, mesh.points, at)
                    most[number] = max(most[number][0], flat), max(most[number][1], warped)
    finally:
        detector.close()
    return [pair for (at, _, _), pair in zip(starts, most, strict=True) if last - at >= LEAST_S]


def main(argv: Sequence[str]) -> int:
    """Measure and print the table. Exit status 0: measured; 2: an error, in one line on stderr."""
    parser = clip_parser("picture_rates")
    parser.add_argument(
        "--every", type=int, default=2, help="use every n-th frame (default: %(default)s)"
    )
    parser.add_argument(
        "--start",
        type=float,
        default=3.0,
        metavar="S",
        help="seconds between the starts of measurements (default: %(default)s)",
    )
    return print_table(parser.parse_args(argv), _measurement)


def _measurement(args: argparse.Namespace) -> Measurement:
    def row(clip: Path) -> list[str]:
        found = evidence_of(clip, args.every, args.start)
        cells = [str(len(found))]
        for kind, limit in ((0, FLAT), (1, WARPED)):
            values = [pair[kind] for pair in found]
            refused = sum(value >= limit for value in values)
            cells += [f"{max(values, default=0.0):.1f}", f"{refused} of {len(values)}"]
        return cells

    return ("starts", "flat, at most", "refused", "warped, at most", "refused"), row


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
