"""A still as a short clip: a standing person, or a print or a screen that is held in a hand.

Simulates what differs from frame to frame before a camera: the motion of a hand or a head,
perspective, blur, exposure and noise; the bend of a sheet; the refresh bands and the pixel grid of
a display. All random numbers come from one generator, so that a seed reproduces the clip. The
ranges below are assumptions for a face of about 170 px in 640 x 480; pairs are the bounds of a
uniform distribution.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.types import F32, U8, Box

F64 = NDArray[np.float64]
Rng = np.random.Generator
Wave = Callable[[float], float]

SIZE = (640, 480)
FACE_PX = 170.0
"""Longer side of the face in the frame, px; each clip draws a factor of 0.85 to 1.2."""

MARGIN = 1.3
"""Side of the scene over that of the frame: what may come into view when the scene moves."""

SPECIES = ("bona fide", "print", "screen")


@dataclass(frozen=True, slots=True)
class _Hold:
    """Amplitudes of a motion.

    shift: px. turn: in the image plane, rad. tilt: out of it, rad. zoom: relative change of size.
    tremor: px, at 3 to 8 Hz. hertz: frequency of all but the tremor. blur: sigma, px.
    """

    shift: tuple[float, float]
    turn: float
    tilt: float
    zoom: float
    tremor: tuple[float, float]
    hertz: tuple[float, float]
    blur: tuple[float, float]


HEAD = _Hold((2, 7), 0.025, 0.02, 0.012, (0.0, 0.2), (0.15, 0.5), (0.3, 0.9))
HAND = _Hold((4, 14), 0.05, 0.14, 0.03, (0.3, 1.4), (0.2, 0.9), (0.4, 1.5))

NOISE = (0.0, 0.8)
"""Sigma in grey levels, in addition to the noise that the still contains already. More synthetic
noise raises the attack logit of models of this kind for bona fide clips as well: the attacks would
seem easier to detect than they are."""

NOISE_GRAIN = 0.8
"""Sigma of the blur that correlates the noise of neighbouring pixels, px."""

GAIN = (0.8, 1.2)
BREATHING = 0.04
"""Relative amplitude of the drift of automatic exposure."""

BEND = (0.0, 0.25)
"""1 − cos of half the angle of the arc that a bent sheet spans; 0 is flat."""

BANDS = (0.01, 0.05)
GRID = (0.0, 0.04)
"""Modulation depth of a display's refresh bands and of its pixel grid, relative to brightness."""

FOCAL_PX = 800.0
"""Assumed focal length of a webcam, px, at a frame width of 640 px."""


def handheld(
    image: U8, box: Box, species: str, rng: Rng, seconds: float = 3.0, fps: float = 10.0
) -> Iterator[tuple[float, U8]]:
    """The frames of a clip: (time in s, uint8 (480, 640, 3) BGR).

    image: uint8 (H, W, 3) BGR. box: the face in it, px. species: one of SPECIES; any other is
    treated as a print. Raises ValueError on a box without area.
    """
    if box.width <= 0 or box.height <= 0:
        raise ValueError("the face box has no area")
    hold = HEAD if species == "bona fide" else HAND
    scene = _scene(image, box, FACE_PX * rng.uniform(0.85, 1.2))
    if species == "screen":
        scene = _with_grid(scene, rng)
    elif species != "bona fide":
        scene = _bent(scene, rng.uniform(*BEND))
    move = _motion(hold, rng)
    light = _light(species, rng)
    sigma = rng.uniform(*hold.blur)
    noise = _noise(rng)
    for number in range(round(seconds * fps)):
        t = number / fps
        seen = cv2.warpPerspective(
            scene, move(t), SIZE, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101
        )
        seen = cv2.GaussianBlur(seen, (0, 0), sigma)
        y, x = rng.integers(0, 32, 2)
        out = seen * light(t) + noise[y : y + SIZE[1], x : x + SIZE[0]]
        yield t, np.clip(out, 0, 255).astype(np.uint8)


def still_scene(image: U8, box: Box, face_px: float) -> U8:
    """One frame without motion, uint8 (480, 640, 3) BGR, with the face in the middle.

    face_px: the longer side of the face in the frame, px.
    """
    scene = _scene(image, box, face_px)
    y, x = (scene.shape[0] - SIZE[1]) // 2, (scene.shape[1] - SIZE[0]) // 2
    return np.ascontiguousarray(scene[y : y + SIZE[1], x : x + SIZE[0]])


def _scene(image: U8, box: Box, face_px: float) -> U8:
    """The still, scaled to a face of face_px and centred in a scene of MARGIN times the frame; its
    border is continued by a blurred mirror image."""
    width, height = (round(side * MARGIN) for side in SIZE)
    zoom = face_px / box.side
    x, y = box.center
    matrix = np.array([[zoom, 0, width / 2 - zoom * x], [0, zoom, height / 2 - zoom * y]])
    flags = cv2.INTER_CUBIC if zoom > 1 else cv2.INTER_AREA
    scene = cv2.warpAffine(
        image, matrix, (width, height), flags=flags, borderMode=cv2.BORDER_REFLECT_101
    )
    inside = np.full(image.shape[:2], 255, np.uint8)
    mask = cv2.warpAffine(inside, matrix, (width, height), flags=cv2.INTER_NEAREST)
    # a quarter of a face is continued by its mirror image, as crops at a border are; then no more
    reach = int(face_px / 4) | 1
    mask = cv2.dilate(mask, np.ones((reach, reach), np.uint8))
    share = cv2.GaussianBlur(mask, (0, 0), reach / 6).astype(np.float32)[..., None] / 255
    small = cv2.resize(scene, (width // 16, height // 16), interpolation=cv2.INTER_AREA)
    room = cv2.resize(cv2.GaussianBlur(small, (0, 0), 2), (width, height))
    return np.asarray(scene * share + room * (1 - share), np.uint8)


def _bent(scene: U8, depth: float) -> U8:
    """The scene on a cylinder with a vertical axis: narrower towards the sides. depth: see BEND."""
    if depth < 0.01:
        return scene
    height, width = scene.shape[:2]
    u = np.linspace(-1, 1, width)
    # of a circular arc seen from the front, x = sin(angle · u) / sin(angle)
    angle = np.arccos(1 - depth)
    source = np.arcsin(np.clip(u * np.sin(angle), -1, 1)) / angle
    across = np.tile(((source + 1) / 2 * (width - 1)).astype(np.float32), (height, 1))
    down = np.tile(np.arange(height, dtype=np.float32)[:, None], (1, width))
    return np.asarray(cv2.remap(scene, across, down, cv2.INTER_LINEAR), np.uint8)


def _with_grid(scene: U8, rng: Rng) -> U8:
    """Moiré: the plane wave that aliasing leaves of a display's pixel grid, whose pitch is close to
    the camera's."""
    height, width = scene.shape[:2]
    angle, period = rng.normal(0, 0.12), rng.uniform(2.5, 12.0)
    x, y = np.meshgrid(np.arange(width), np.arange(height))
    wave = np.cos(2 * np.pi / period * (x * np.cos(angle) + y * np.sin(angle)))
    out = scene * (1 + rng.uniform(*GRID) * wave[..., None])
    return np.asarray(np.clip(out, 0, 255), np.uint8)


def _wander(rng: Rng, size: float, hertz: tuple[float, float]) -> Wave:
    """A smooth random oscillation of amplitude `size` at most: two sines of random frequency and
    phase. hertz: the range of frequencies."""
    one, two = rng.uniform(*hertz, 2) * 2 * np.pi
    p, q = rng.uniform(0, 2 * np.pi, 2)
    return lambda t: float(size * (0.7 * np.sin(one * t + p) + 0.3 * np.sin(two * t + q)))


def _motion(hold: _Hold, rng: Rng) -> Callable[[float], F64]:
    """A function of the time in s that gives the homography (3, 3) from the scene to the frame."""
    size = rng.uniform(*hold.shift)
    ways = [_wander(rng, size * share, hold.hertz) for share in (1.0, 0.7)]
    shake = [_wander(rng, rng.uniform(*hold.tremor), (3.0, 8.0)) for _ in range(2)]
    turn, zoom = _wander(rng, hold.turn, hold.hertz), _wander(rng, hold.zoom, hold.hertz)
    tilts = [_wander(rng, hold.tilt * rng.uniform(0.2, 1.0), hold.hertz) for _ in range(2)]
    middle = np.array([[1, 0, -SIZE[0] * MARGIN / 2], [0, 1, -SIZE[1] * MARGIN / 2], [0, 0, 1]])

    def at(t: float) -> F64:
        scale, angle = 1 + zoom(t), turn(t)
        cos, sin = scale * np.cos(angle), scale * np.sin(angle)
        x = SIZE[0] / 2 + ways[0](t) + shake[0](t)
        y = SIZE[1] / 2 + ways[1](t) + shake[1](t)
        tilt = np.eye(3)
        tilt[2, :2] = np.sin(tilts[0](t)) / FOCAL_PX, np.sin(tilts[1](t)) / FOCAL_PX
        return np.asarray(np.array([[cos, -sin, x], [sin, cos, y], [0, 0, 1]]) @ tilt @ middle)

    return at


def _light(species: str, rng: Rng) -> Callable[[float], F32]:
    """A function of the time in s that gives the gain, float32 (H or 1, 1, 1)."""
    gain, breathing = rng.uniform(*GAIN), _wander(rng, BREATHING, (0.2, 0.8))
    if species != "screen":
        return lambda t: np.full((1, 1, 1), gain * (1 + breathing(t)), np.float32)
    depth, period = rng.uniform(*BANDS), SIZE[1] * rng.uniform(0.4, 1.6)
    hertz = rng.uniform(0.5, 6.0)
    rows = np.arange(SIZE[1], dtype=np.float32)[:, None, None] / period

    def light(t: float) -> F32:
        bands = 1 + depth * np.sin(2 * np.pi * (rows + hertz * t))
        return np.asarray(gain * (1 + breathing(t)) * bands, np.float32)

    return light


def _noise(rng: Rng) -> F32:
    """A noise field, float32 (H + 32, W + 32, 1), grey levels: each frame uses a random window."""
    shape = (SIZE[1] + 32, SIZE[0] + 32)
    grain = cv2.GaussianBlur(rng.standard_normal(shape, np.float32), (0, 0), NOISE_GRAIN)
    return np.asarray((grain * (rng.uniform(*NOISE) / grain.std()))[..., None], np.float32)
