"""`python -m tools.challenge.light_rates CLIP…`: how often the screen-light challenge errs.

The clips' frames are lit by calculation, in linear light, before they are measured: a pixel of the
face becomes I · (1 + k · L), L the shown colour's linear channel, k the share of the room's light
that a white screen adds at the face; around the face a fifth of it. Rows: no light of ours at all,
the light of another session (a replay), and k from faint to strong.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from edge.challenge.base import ChallengeState, Observation
from edge.challenge.chroma import TO_LINEAR, skin_and_surroundings
from edge.challenge.light import LightChallenge
from edge.config import Config
from edge.errors import FacevouchError
from edge.infer.face_mesh import load_landmarker
from edge.types import U8, Box
from models.registry import Registry
from tools.challenge.rates import Recording, record

STRENGTHS = (0.02, 0.05, 0.1, 0.2, 0.4)
AROUND = 0.2
"""The wall behind is further away than the face, and gets so much of its light."""

DELAY_S = 0.12
"""From the order of a colour to the frame that shows it."""

LEVELS = np.arange(4096) / 4095.0
TO_LEVEL = np.rint(
    255 * np.where(LEVELS <= 0.0031308, 12.92 * LEVELS, 1.055 * LEVELS ** (1 / 2.4) - 0.055)
).astype(np.uint8)


@dataclass(frozen=True, slots=True)
class Scene:
    """One clip: what a challenge sees, the frames around the face, and where they were cut."""

    observations: Recording
    cuts: list[tuple[U8, Box]]
    fps: float


def light_up(cut: U8, face: Box, colour: Sequence[int], strength: float) -> U8:
    """The cut as it would look in the screen's light. face: in px of the cut."""
    linear = TO_LINEAR[cut]
    screen = TO_LINEAR[np.array(colour[::-1])]  # B, G, R
    share = np.full(cut.shape[:2], AROUND * strength)
    share[
        max(0, int(face.y1)) : max(0, int(face.y2)), max(0, int(face.x1)) : max(0, int(face.x2))
    ] = strength
    lit = np.clip(linear * (1.0 + share[..., None] * screen), 0.0, 1.0)
    return TO_LEVEL[np.rint(lit * 4095).astype(np.int64)]


def scene_of(path: Path, registry: Registry, config: Config) -> Scene:
    """Read a clip once."""
    landmarker = load_landmarker(registry, config.models)
    observations, fps = record(path, registry, landmarker, config)
    video = cv2.VideoCapture(str(path))
    cuts = []
    for observation in observations:
        _, bgr = video.read()
        cuts.append(
            _cut(bgr, observation) if observation is not None else (bgr[:1, :1], Box(0, 0, 1, 1))
        )
    video.release()
    return Scene(observations, cuts, fps)


def try_once(scene: Scene, config: Config, rng: random.Random, strength: float, kind: str) -> bool:
    """Whether one challenge is passed. kind: `shown` (our light), `other` (another session's)."""
    settings = config.challenge
    challenge, other = (
        LightChallenge(0.0, steps=settings.light_steps, step_s=settings.light_step_s, rng=rng)
        for _ in range(2)
    )
    orders: deque[tuple[float, tuple[int, int, int] | None]] = deque()
    at, step, time = rng.randrange(len(scene.observations)), 1, 0.0
    while challenge.state is ChallengeState.RUNNING:
        other.tick(time)
        orders.append((time, (challenge if kind == "shown" else other).colour))
        while len(orders) > 1 and orders[1][0] <= time - DELAY_S:
            orders.popleft()
        observation = scene.observations[at]
        if observation is None:
            challenge.interrupted(time)
        else:
            colour = orders[0][1] if orders[0][0] <= time - DELAY_S else None
            challenge.update(_seen(observation, scene.cuts[at], colour, strength, time))
        if not 0 <= at + step < len(scene.observations):
            step = -step
        at, time = at + step, time + 1 / scene.fps
    return challenge.state is ChallengeState.PASSED


def _seen(
    observation: Observation,
    cut: tuple[U8, Box],
    colour: tuple[int, int, int] | None,
    strength: float,
    time: float,
) -> Observation:
    bgr, face = cut
    lit = light_up(bgr, face, colour, strength) if colour is not None and strength > 0 else bgr
    look = replace(observation.measured, chroma=skin_and_surroundings(lit, face))
    return replace(observation, at=time, measured=look)


def _cut(bgr: NDArray[np.uint8], observation: Observation) -> tuple[U8, Box]:
    """The face and the strips beside it, shrunk: means of colours need no detail."""
    box = observation.face.box
    height, width = bgr.shape[:2]
    x1, x2 = max(0, int(box.x1 - box.width)), min(width, int(box.x2 + box.width))
    y1, y2 = max(0, int(box.y1)), min(height, int(box.y2))
    scale = min(1.0, 64 / box.side)
    size = (max(1, round((x2 - x1) * scale)), max(1, round((y2 - y1) * scale)))
    cut = np.asarray(cv2.resize(bgr[y1:y2, x1:x2], size, interpolation=cv2.INTER_NEAREST), np.uint8)
    face = Box(*((v - o) * scale for v, o in zip(box.as_list(), (x1, y1, x1, y1), strict=True)))
    return cut, face


def main(argv: Sequence[str]) -> int:
    """0: measured; 2: one line says what to mend."""
    parser = argparse.ArgumentParser(prog="python -m tools.challenge.light_rates")
    parser.add_argument("clips", nargs="+", type=Path)
    parser.add_argument("--trials", type=int, default=100, help="of each row and clip")
    parser.add_argument("--seed", type=int, default=7)
    args = parser.parse_args(argv)
    config, registry = Config(), Registry.open()
    rows = [("no light", 0.0, "shown"), ("another session's, k 0.2", 0.2, "other")]
    rows += [(f"ours, k {k:g}", k, "shown") for k in STRENGTHS]
    table = Table("clip", *(name for name, _, _ in rows))
    try:
        for clip in args.clips:
            scene, rng = scene_of(clip, registry, config), random.Random(args.seed)
            passed = [
                sum(try_once(scene, config, rng, k, kind) for _ in range(args.trials))
                for _, k, kind in rows
            ]
            table.add_row(clip.name, *(f"{p} / {args.trials}" for p in passed))
    except FacevouchError as error:
        Console(stderr=True).print(str(error), markup=False, soft_wrap=True)
        return 2
    Console(width=140).print(table)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
