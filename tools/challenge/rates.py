"""`python -m tools.challenge.rates CLIP…`: how often a recording passes a challenge nobody answers.

Each clip is played to and fro from many moments. A row a gesture: how often it was passed although
nobody was asked for anything. A last row: how often a whole random challenge was passed, which is
what showing the clip to the gate would be worth.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import cv2

from edge.challenge.base import Challenge, ChallengeState, Observation
from edge.challenge.gesture_challenge import GestureChallenge
from edge.challenge.gestures import GESTURES, available, draw
from edge.challenge.make import FaceMeasurer
from edge.config import Config
from edge.errors import DataError
from edge.infer.face_mesh import Landmarker, load_landmarker
from edge.runtime.factory import build_detector
from edge.types import Frame
from edge.vision import quality
from edge.vision.track import Tracker
from models.registry import Registry
from tools.challenge.clip_table import Measurement, clip_parser, print_table

Recording = list[Observation | None]
"""One entry per frame; None where no face was detected."""


def record(
    path: Path, registry: Registry, landmarker: Landmarker | None, config: Config
) -> tuple[Recording, float]:
    """The observations of the largest face in each frame of a clip, and the frames per second.

    Raises DataError where the file is no video.
    """
    video = cv2.VideoCapture(str(path))
    fps = video.get(cv2.CAP_PROP_FPS)
    if not video.isOpened() or not fps > 0:
        raise DataError(f"{path} cannot be read as a video")
    detector = build_detector(config, registry, video=True)
    tracker, measurer = Tracker(config.track), FaceMeasurer(landmarker, light=True)
    observations: Recording = []
    try:
        for index, bgr in enumerate(_frames(video)):
            frame = Frame(bgr, index, path.name, index / fps)
            faces = tracker.update(detector.detect(frame), frame.captured_at)
            if not faces:
                observations.append(None)
                continue
            face = max(faces, key=lambda f: f.box.side)
            gate = quality.measure(bgr, face, config.quality)
            look = measurer.measure(frame, face)
            observations.append(Observation(face, gate, frame.size, frame.captured_at, look))
    finally:
        video.release()
        detector.close()
    return observations, fps


def endless(
    observations: Recording, fps: float, start: int
) -> Iterator[tuple[float, Observation | None]]:
    """Play a clip from frame `start` on, forwards and backwards without end: (s, observation).

    Playing backwards at either end avoids a jump of the face from the last frame to the first.
    """
    last = len(observations) - 1
    at, step = start, 1
    time = 0.0
    while True:
        observation = observations[at]
        yield time, replace(observation, at=time) if observation is not None else None
        if not 0 <= at + step <= last:
            step = -step
        at += step if last > 0 else 0
        time += 1 / fps


def _frames(video: cv2.VideoCapture) -> Iterator[cv2.typing.MatLike]:
    while True:
        there, bgr = video.read()
        if not there:
            return
        yield bgr


LONGEST_S = 120.0


def play(challenge: Challenge, observations: Recording, fps: float, start: int) -> Challenge:
    """Show a recording to a challenge until the challenge ends, for LONGEST_S seconds at most."""
    for now, observation in endless(observations, fps, start):
        if observation is None:
            challenge.interrupted(now)
        else:
            challenge.update(observation)
        challenge.tick(now)
        if challenge.state is not ChallengeState.RUNNING or now > LONGEST_S:
            break
    return challenge


def rates(
    observations: Recording, fps: float, *, mesh: bool, config: Config, trials: int, seed: int
) -> dict[str, tuple[int, int]]:
    """(passed, tried) by gesture, and under `challenge` for whole random challenges.

    mesh: whether landmarks are measured, which some gestures need. trials: of each row.
    """
    rng = random.Random(seed)
    names = available(config.challenge, mesh=mesh)
    counts: dict[str, tuple[int, int]] = {}
    for asked in [*names, "challenge"]:
        passed = 0
        for _ in range(trials):
            wanted = (asked,) if asked in GESTURES else draw(names, config.challenge.steps, rng)
            challenge = GestureChallenge(
                wanted, 0.0, mesh=mesh, limit_s=config.challenge.step_s, rng=rng
            )
            play(challenge, observations, fps, rng.randrange(len(observations)))
            passed += challenge.state is ChallengeState.PASSED
        counts[asked] = (passed, trials)
    return counts


def main(argv: Sequence[str]) -> int:
    """Measure and print the table. Exit status 0: measured; 2: an error, in one line on stderr."""
    parser = clip_parser("rates", trials="trials per kind and clip")
    parser.add_argument(
        "--keypoints",
        action="store_true",
        help="use the detector's keypoints only, without the landmark model",
    )
    return print_table(parser.parse_args(argv), _measurement)


def _measurement(args: argparse.Namespace) -> Measurement:
    config, registry = Config(), Registry.open()
    landmarker = None if args.keypoints else load_landmarker(registry, config.models)
    mesh = landmarker is not None
    names = [*available(config.challenge, mesh=mesh), "challenge"]

    def row(clip: Path) -> list[str]:
        observations, fps = record(clip, registry, landmarker, config)
        counts = rates(
            observations, fps, mesh=mesh, config=config, trials=args.trials, seed=args.seed
        )
        return [f"{p} / {n}" for p, n in (counts[name] for name in names)]

    return names, row


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
