"""A simulated head with given motion, as challenges observe it: mesh, keypoints, skin colour."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from makers import a_quality

from edge.challenge.base import Challenge, ChallengeState, FaceMeasurement, Observation
from edge.challenge.chroma import Chroma
from edge.challenge.guidance import Prompt
from edge.challenge.ruler import LEFT_EYE, MOUTH, RIGHT_EYE
from edge.infer.face_mesh import Mesh
from edge.types import F32, Box, Face

SIZE = (640, 480)
FACE_PX = 200.0
HEAD_PX = 80.0  # half of the head's breadth


@dataclass(frozen=True)
class Posture:
    """yaw, pitch: degrees, towards the image's right and up. Ratios are 1 at rest."""

    yaw: float = 0.0
    pitch: float = 0.0
    size: float = 1.0
    eyes: float = 1.0
    mouth: float = 1.0


REST = Posture()


class Head:
    """One person's. seed: who. mesh: whether there is a landmark model."""

    def __init__(self, seed: int = 1, *, mesh: bool = True) -> None:
        rng = np.random.default_rng(seed)
        self._mesh = mesh
        self._points = _shape(np.random.default_rng(0))  # shapes tell nobody apart
        looks = rng.normal(size=64)
        self._looks = looks / np.linalg.norm(looks)
        self._noise = np.random.default_rng(seed + 1000)
        self.skin = np.array([0.30, 0.18, 0.12])

    def observation(
        self, posture: Posture, at: float, light: np.ndarray | None = None
    ) -> Observation:
        """light: (3,) what the screen adds to each channel, over the room's light."""
        face = Face(_box(posture), 0.9, _keypoints(posture), 1)
        quality = replace(a_quality(), yaw=posture.yaw, pitch=posture.pitch)
        look = FaceMeasurement(
            mesh=Mesh(self._posed(posture), 0.99) if self._mesh else None,
            descriptor=self._descriptor(),
            chroma=self._chroma(light),
        )
        return Observation(face, quality, SIZE, at, look)

    def _posed(self, posture: Posture) -> F32:
        points = self._points.copy()
        for eye in (RIGHT_EYE, LEFT_EYE):
            middle = points[eye, 1].mean()
            points[eye, 1] = middle + (points[eye, 1] - middle) * posture.eyes
        points[list(MOUTH), 0] *= posture.mouth
        points = points @ _rotation(posture.yaw, posture.pitch).T * HEAD_PX * posture.size
        points[:, 0] += SIZE[0] / 2
        points[:, 1] += SIZE[1] / 2
        return points.astype(np.float32)

    def _descriptor(self) -> F32:
        vector = self._looks + self._noise.normal(size=64, scale=0.02)
        return (vector / np.linalg.norm(vector)).astype(np.float32)

    def _chroma(self, light: np.ndarray | None) -> Chroma:
        noise = 1 + self._noise.normal(size=3, scale=0.005)
        skin = self.skin * (1.0 if light is None else 1.0 + light) * noise
        return Chroma(
            skin, np.array([0.4, 0.4, 0.4]) * (1 + self._noise.normal(size=3, scale=0.002))
        )


def _shape(rng: np.random.Generator) -> np.ndarray:
    """468 points on the front of an ellipsoid, the eyes' and the mouth's where they belong."""
    theta, phi = rng.uniform(-1.2, 1.2, 468), rng.uniform(-1.2, 1.2, 468)
    points = np.column_stack(
        [np.sin(theta) * np.cos(phi), 1.3 * np.sin(phi), -np.cos(theta) * np.cos(phi)]
    )
    shape = np.array([(-1, 0), (-0.4, -0.5), (0.4, -0.5), (1, 0), (0.4, 0.5), (-0.4, 0.5)])
    for eye, x in ((RIGHT_EYE, -0.4), (LEFT_EYE, 0.4)):
        points[eye] = np.column_stack(
            [x + 0.15 * shape[:, 0], -0.3 + 0.15 * shape[:, 1] * 0.6, np.full(6, -0.85)]
        )
    points[MOUTH[0]], points[MOUTH[1]] = (-0.3, 0.55, -0.8), (0.3, 0.55, -0.8)
    return points


def _rotation(yaw: float, pitch: float) -> np.ndarray:
    """What turns a face that looks at us (along −z; x right, y down) by so many degrees."""
    y, p = np.radians(yaw), np.radians(pitch)
    sideways = np.array([[np.cos(y), 0, -np.sin(y)], [0, 1, 0], [np.sin(y), 0, np.cos(y)]])
    upwards = np.array([[1, 0, 0], [0, np.cos(p), np.sin(p)], [0, -np.sin(p), np.cos(p)]])
    return sideways @ upwards


def _box(posture: Posture) -> Box:
    side = FACE_PX * posture.size
    x, y = (SIZE[0] - side) / 2, (SIZE[1] - side) / 2
    return Box(x, y, x + side, y + side)


def _keypoints(posture: Posture) -> F32:
    """Eyes, nose tip, mouth, ears of a head as `edge.vision.quality` models it."""
    places = np.array(
        [
            (-0.3, -0.35, -0.6),
            (0.3, -0.35, -0.6),
            (0, 0, -1.15),
            (0, 0.35, -0.75),
            (-0.7, -0.1, 0.0),
            (0.7, -0.1, 0.0),
        ]
    )
    points = places @ _rotation(posture.yaw, posture.pitch).T * HEAD_PX * posture.size
    return (points[:, :2] + np.array([SIZE[0] / 2, SIZE[1] / 2])).astype(np.float32)


MADE = {
    Prompt.TURN_LEFT: Posture(yaw=30),
    Prompt.TURN_RIGHT: Posture(yaw=-30),
    Prompt.NOD: Posture(pitch=-28),
    Prompt.BLINK: Posture(eyes=0.3),
    Prompt.SMILE: Posture(mouth=1.3),
    Prompt.COME_CLOSER: Posture(size=1.4),
}


def moving(rest: Posture, made: Posture, part: float) -> Posture:
    """Part of the way from one posture to the other, 0..1."""
    values = {
        name: getattr(rest, name) * (1 - part) + getattr(made, name) * part
        for name in ("yaw", "pitch", "size", "eyes", "mouth")
    }
    return Posture(**values)


class Willing:
    """Does what a prompt says, some 0.4 s after it came, and goes back when told something else."""

    def __init__(self, reaction_s: float = 0.4, move_s: float = 0.3) -> None:
        self._reaction_s = reaction_s
        self._move_s = move_s
        self._prompt: Prompt | None = None
        self._since = 0.0
        self._part = 0.0
        self._target = REST
        self._last = 0.0

    def __call__(self, prompt: Prompt, now: float) -> Posture:
        if prompt is not self._prompt:
            self._prompt, self._since = prompt, now
        answering = now - self._since >= self._reaction_s
        wanted = MADE.get(prompt) if answering else None
        step = (now - self._last) / self._move_s
        self._last = now
        if wanted is not None:
            self._target = wanted
            self._part = min(1.0, self._part + step)
        elif answering or prompt not in MADE:
            self._part = max(0.0, self._part - step)
        return moving(REST, self._target, self._part)


Actor = Callable[[Prompt, float], Posture]


def act(
    challenge: Challenge,
    head: Head,
    actor: Actor,
    *,
    start: float = 0.0,
    fps: float = 20.0,
    longest_s: float = 90.0,
) -> list[Observation]:
    """Let somebody take the challenge to its end; what the camera saw of it."""
    seen, now = [], start
    while challenge.state is ChallengeState.RUNNING and now < start + longest_s:
        observation = head.observation(actor(challenge.prompt, now), now)
        seen.append(observation)
        challenge.update(observation)
        challenge.tick(now)
        now += 1 / fps
    return seen


def replay(challenge: Challenge, recording: list[Observation], *, start: float = 0.0) -> None:
    """Show what was recorded, from its beginning, again and again, to another challenge."""
    begun, last = recording[0].at, recording[-1].at
    lap = 0.0
    while challenge.state is ChallengeState.RUNNING and lap < 90:
        for observation in recording:
            now = start + lap + observation.at - begun
            challenge.update(replace(observation, at=now))
            challenge.tick(now)
            if challenge.state is not ChallengeState.RUNNING:
                return
        lap += last - begun + 0.05


def light_of(colour: tuple[int, int, int] | None, strength: float) -> np.ndarray:
    """What a colour on the screen adds at the face, by channel."""
    from edge.challenge.chroma import TO_LINEAR

    return strength * TO_LINEAR[list(colour)] if colour is not None else np.zeros(3)


def seeded(seed: int) -> random.Random:
    return random.Random(seed)
