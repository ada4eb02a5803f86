"""`python -m tools.challenge.light_rates CLIP…`: error rates of the screen light.

The light of the screen is simulated in linear light before a frame is measured: a pixel I of the
face becomes I · (1 + k · L), where L (0..1) is the linear channel of the colour on the screen and k
is the light that a white screen adds at the face, as a fraction of the ambient light there; outside
the face box k is AROUND times as large. The columns of the table are: no screen light, the light of
another challenge (which is what a replayed recording would show), and this challenge's own light
with each k of STRENGTHS.
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

from edge.challenge.base import ChallengeState, Observation
from edge.challenge.chroma import TO_LINEAR, skin_and_surroundings
from edge.challenge.light import LightChallenge
from edge.config import Config
from edge.infer.face_mesh import load_landmarker
from edge.types import U8, Box
from models.registry import Registry
from tools.challenge.clip_table import Measurement, clip_parser, print_table
from tools.challenge.rates import Recording, record

STRENGTHS = (0.02, 0.05, 0.1, 0.2, 0.4)
AROUND = 0.2
"""Screen light on the background, over that on the face: the background is farther away."""

DELAY_S = 0.12
"""Seconds between the request of a colour and the first frame that is lit by it."""

LEVELS = np.arange(4096) / 4095.0
TO_LEVEL = np.rint(
    255 * np.where(LEVELS <= 0.0031308, 12.92 * LEVELS, 1.055 * LEVELS ** (1 / 2.4) - 0.055)
).astype(np.uint8)


@dataclass(frozen=True, slots=True)
class Scene:
    """One clip, an entry per frame in each list.

    observations: what a challenge is given; None without a face. cuts: the reduced image around the
    face, uint8 (h, w, 3) BGR, and the face box in px of that image. fps: frames per second.
    """

    observations: Recording
    cuts: list[tuple[U8, Box]]
    fps: float


def light_up(cut: U8, face: Box, colour: Sequence[int], strength: float) -> U8:
    """Simulate the light of a screen that shows `colour`; uint8 (h, w, 3) BGR.

    cut: uint8 (h, w, 3) BGR, sRGB. face: box in px of `cut`. colour: R, G, B, 0..255. strength: k
    of the module's formula.
    """
    linear = TO_LINEAR[cut]
    screen = TO_LINEAR[np.array(colour[::-1])]  # B, G, R
    share = np.full(cut.shape[:2], AROUND * strength)
    share[
        max(0, int(face.y1)) : max(0, int(face.y2)), max(0, int(face.x1)) : max(0, int(face.x2))
    ] = strength
    lit = np.clip(linear * (1.0 + share[..., None] * screen), 0.0, 1.0)
    return np.asarray(TO_LEVEL[np.rint(lit * 4095).astype(np.int64)])


def scene_of(path: Path, registry: Registry, config: Config) -> Scene:
    """Detect and measure the faces of a clip, and cut out the image around each.

    Raises DataError where the file is no video.
    """
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
    """Whether one challenge is passed.

    strength: k of the module's formula. kind: whose colours light the face: `shown`, those of the
    challenge that judges; `other`, those of an independent one (a replay). The clip starts at a
    random frame and is played forwards and backwards until the challenge ends.
    """
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
    """The face and as much on either side, reduced to a face of at most 64 px: only mean colours of
    both regions are needed. Returns the image and the face box in its px."""
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
    """Measure and print the table. Exit status 0: measured; 2: an error, in one line on stderr."""
    parser = clip_parser("light_rates", trials="trials per row and clip")
    return print_table(parser.parse_args(argv), _measurement)


def _measurement(args: argparse.Namespace) -> Measurement:
    config, registry = Config(), Registry.open()
    lights = [("no light", 0.0, "shown"), ("another session's, k 0.2", 0.2, "other")]
    lights += [(f"ours, k {k:g}", k, "shown") for k in STRENGTHS]

    def row(clip: Path) -> list[str]:
        scene, rng = scene_of(clip, registry, config), random.Random(args.seed)
        passed = [
            sum(try_once(scene, config, rng, k, kind) for _ in range(args.trials))
            for _, k, kind in lights
        ]
        return [f"{p} / {args.trials}" for p in passed]

    return [name for name, _, _ in lights], row


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
