"""`python -m tools.challenge.rates CLIP…`: how often a recording passes a challenge nobody answers.

Each clip is played to and fro from many moments. A row a gesture: how often it was passed although
nobody was asked for anything. A last row: how often a whole random challenge was passed, which is
what showing the clip to the gate would be worth.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from edge.challenge.base import Challenge, Progress
from edge.challenge.gesture_challenge import GestureChallenge
from edge.challenge.gestures import GESTURES
from edge.challenge.sequence import available, draw
from edge.config import Config
from edge.errors import FacevouchError
from edge.landmarks.face_mesh import load_landmarker
from models.registry import Registry
from tools.challenge.sights import Recording, endless, record

LONGEST_S = 120.0


def play(challenge: Challenge, sights: Recording, fps: float, start: int) -> Challenge:
    """Show a recording to a challenge until it ends."""
    for now, sight in endless(sights, fps, start):
        if sight is None:
            challenge.interrupted(now)
        else:
            challenge.see(sight)
        challenge.tick(now)
        if challenge.state is not Progress.RUNNING or now > LONGEST_S:
            break
    return challenge


def rates(
    sights: Recording, fps: float, *, mesh: bool, config: Config, trials: int, seed: int
) -> dict[str, tuple[int, int]]:
    """Passed and tried, by gesture, and `challenge` for whole random sequences."""
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
            play(challenge, sights, fps, rng.randrange(len(sights)))
            passed += challenge.state is Progress.PASSED
        counts[asked] = (passed, trials)
    return counts


def main(argv: Sequence[str]) -> int:
    """0: measured; 2: one line says what to mend."""
    parser = argparse.ArgumentParser(prog="python -m tools.challenge.rates", description=__doc__)
    parser.add_argument("clips", nargs="+", type=Path)
    parser.add_argument("--trials", type=int, default=100, help="of each kind and clip")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--keypoints", action="store_true", help="as without a landmark model")
    args = parser.parse_args(argv)
    config, registry = Config(), Registry.open()
    console = Console(width=140)
    try:
        landmarker = None if args.keypoints else load_landmarker(registry, config.models)
        mesh = landmarker is not None
        names = [*available(config.challenge, mesh=mesh), "challenge"]
        table = Table("clip", *names)
        for clip in args.clips:
            sights, fps = record(clip, registry, landmarker, config)
            counts = rates(
                sights, fps, mesh=mesh, config=config, trials=args.trials, seed=args.seed
            )
            table.add_row(clip.name, *(f"{p} / {n}" for p, n in (counts[name] for name in names)))
    except FacevouchError as error:
        Console(stderr=True).print(str(error), markup=False, soft_wrap=True)
        return 2
    console.print(table)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
