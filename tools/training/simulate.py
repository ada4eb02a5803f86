"""Simulated attacks: a bona fide face as a print or on a screen, held before a camera.

Simulates the steps of a recapture in their order: the medium reproduces the face (halftone dots on
tinted paper; a pixel grid with another gamma), the sheet or device has an edge and a background,
light is reflected on it, and the camera records it in perspective. The pixel grid is rendered at a
higher resolution and sampled, which gives moiré by aliasing, as in a camera.
"""

from __future__ import annotations

import cv2
import numpy as np

from edge.types import F32, U8, Box
from tools.training.augment import lit, recoloured, recompressed

Rng = np.random.Generator


def _wave(height: int, width: int, angle: float, period: float, phase: float = 0.0) -> F32:
    """A plane cosine wave, float32 (height, width), computed as two outer products.

    angle: rad. period: px. phase: rad.
    """
    k = 2 * np.pi / period
    x = (np.arange(width) * (np.cos(angle) * k) + phase).astype(np.float32)[None]
    y = (np.arange(height) * (np.sin(angle) * k)).astype(np.float32)[:, None]
    return np.cos(x) * np.cos(y) - np.sin(x) * np.sin(y)


def halftone_print(image: U8, rng: Rng) -> U8:
    """The face on paper: four rotated halftone screens, paper tint, dot gain, a reduced gamut.

    The dots are mixed in with a random weight, since fine screens are below a camera's resolution.
    """
    height, width = image.shape[:2]
    zoom = 2
    big = cv2.resize(image, (width * zoom, height * zoom), interpolation=cv2.INTER_LINEAR)
    ink = 1 - big.astype(np.float32) / 255
    pitch = rng.uniform(3.0, 7.0)
    share = rng.uniform(0.0, 0.7)
    if share > 0.1:
        for channel, angle in enumerate(np.deg2rad([0.0, 75.0, 15.0]) + rng.uniform(0, 0.5)):
            waves = [
                _wave(height * zoom, width * zoom, angle + turn, pitch) for turn in (0.0, np.pi / 2)
            ]
            screen = 0.5 + 0.25 * (waves[0] + waves[1])
            dots = np.clip((ink[..., channel] - screen) * 6 + 0.5, 0, 1)
            ink[..., channel] += share * (dots - ink[..., channel])
    ink = cv2.GaussianBlur(ink, (0, 0), rng.uniform(0.5, 1.6))
    small = cv2.resize(ink, (width, height), interpolation=cv2.INTER_AREA)
    grey = small.mean(2, keepdims=True)
    small = grey + (small - grey) * rng.uniform(0.0 if rng.random() < 0.25 else 0.5, 1.0)
    paper = np.array([rng.uniform(0.75, 1.0), rng.uniform(0.85, 1.0), rng.uniform(0.85, 1.0)])
    black = rng.uniform(0.03, 0.25)
    out = paper * (1 - small * (1 - black))
    out += rng.normal(0, rng.uniform(0, 0.02), (height, width, 1))  # paper grain
    return np.clip(out * 255, 0, 255).astype(np.uint8)


def screen_replay(image: U8, rng: Rng) -> U8:
    """The face on a display: red, green and blue sub-pixel stripes, gamma, colour cast, sampling.

    The pitch of the display is close to the camera's, so that aliasing gives moiré of a random
    period.
    """
    height, width = image.shape[:2]
    zoom = 2
    big = cv2.resize(image, (width * zoom, height * zoom), interpolation=cv2.INTER_LINEAR)
    light = (big.astype(np.float32) / 255) ** rng.uniform(0.8, 1.3)
    depth = rng.uniform(0.0, 0.6)
    if depth > 0.08:
        angle = rng.normal(0, 0.12)
        pitch = rng.uniform(1.5, 3.6)  # px of the enlarged image; close to the sampling step of 2
        rows = 1 + 0.5 * depth * _wave(height * zoom, width * zoom, angle + np.pi / 2, pitch)
        for channel in range(3):
            stripe = _wave(height * zoom, width * zoom, angle, pitch, channel * 2 * np.pi / 3)
            light[..., channel] *= (1 + depth * stripe) * rows
    if rng.random() < 0.5:  # sampled with a narrow low-pass filter only: strong aliasing
        light = cv2.blur(light, (2, 2))[::zoom, ::zoom]
    else:
        light = cv2.resize(light, (width, height), interpolation=cv2.INTER_AREA)
    cast = np.array([rng.uniform(0.95, 1.25), rng.uniform(0.95, 1.1), rng.uniform(0.8, 1.05)])
    light = light * cast * rng.uniform(0.7, 1.3) + rng.uniform(0.0, 0.08)
    if rng.random() < 0.3:  # refresh bands
        rows_y = np.arange(height)[:, None, None] / height
        period, phase = rng.uniform(0.3, 1.5), rng.uniform(0, 6.3)
        light *= 1 + rng.uniform(0.03, 0.15) * np.sin(rows_y * 6.28 / period + phase)
    return np.clip(light * 255, 0, 255).astype(np.uint8)


def glare(image: U8, rng: Rng) -> U8:
    """A reflection on glass or glossy paper: a soft spot, or the rectangle of a lamp or window."""
    height, width = image.shape[:2]
    mask = np.zeros((height, width), np.float32)
    center = (int(rng.uniform(0, width)), int(rng.uniform(0, height)))
    axes = (int(width * rng.uniform(0.03, 0.3)), int(height * rng.uniform(0.03, 0.3)))
    if rng.random() < 0.5:
        cv2.ellipse(mask, center, axes, rng.uniform(0, 180), 0, 360, 1.0, -1)
    else:
        corners = cv2.boxPoints((center, (axes[0] * 2, axes[1] * 2), rng.uniform(-30, 30)))
        cv2.fillPoly(mask, [corners.astype(np.int32)], 1.0)
    mask = cv2.GaussianBlur(mask, (0, 0), max(1.0, width * rng.uniform(0.01, 0.12)))
    strength = rng.uniform(0.2, 1.0)
    out = image + (255 - image.astype(np.float32)) * (mask * strength)[..., None]
    return np.clip(out, 0, 255).astype(np.uint8)


def _device(image: U8, box: Box, rng: Rng, screen: bool) -> tuple[U8, Box]:
    """The image with the bezel of a device (dark or white) or the margin of a sheet around it.
    Returns image and box."""
    border = box.side * (rng.uniform(0.03, 0.2) if screen else rng.uniform(0.0, 0.15))
    sides = [int(border * rng.uniform(0.5, 1.5)) for _ in range(4)]
    if screen:
        shade = rng.uniform(5, 45) if rng.random() < 0.8 else rng.uniform(180, 250)
    else:
        shade = rng.uniform(180, 250)
    colour = tuple(float(shade + rng.uniform(-5, 5)) for _ in range(3))
    top, bottom, left, right = sides
    out = cv2.copyMakeBorder(image, top, bottom, left, right, cv2.BORDER_CONSTANT, value=colour)
    return np.asarray(out, np.uint8), box.shifted(left, top)


def _trimmed(image: U8, box: Box, rng: Rng) -> tuple[U8, Box]:
    """Crop the image to 1.1 to 2.2 times the face: the part that the medium shows.

    Returns image and box.
    """
    cx, cy = box.center
    half_w = box.side * rng.uniform(1.1, 2.2) / 2
    half_h = box.side * rng.uniform(1.1, 2.2) / 2
    height, width = image.shape[:2]
    x1, y1 = max(0, int(cx - half_w)), max(0, int(cy - half_h))
    x2, y2 = min(width, int(cx + half_w)), min(height, int(cy + half_h))
    if x2 - x1 < 16 or y2 - y1 < 16:
        return image, box
    return np.ascontiguousarray(image[y1:y2, x1:x2]), box.shifted(-x1, -y1)


def held_before_camera(
    image: U8, box: Box, background: U8, rng: Rng, screen: bool
) -> tuple[U8, Box]:
    """The medium with its edge, in perspective, before a background. Returns image and box.

    background: any image; it is blurred, as a room that is out of focus. screen: a device, else a
    sheet.
    """
    picture, face = _trimmed(image, box, rng)
    picture, face = _device(picture, face, rng, screen)
    height, width = picture.shape[:2]
    side = int(face.side * rng.uniform(2.5, 3.2))
    side = max(64, min(side, 320))
    scale = side / (face.side * 2.8)
    cx, cy = face.center
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    placed = (corners - (cx, cy)) * scale
    tilt = rng.normal(0, 0.05, 2)
    depth = 1 + placed @ tilt / side * 2
    placed = placed / depth[:, None]
    turn = rng.normal(0, 0.08)
    rotation = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    placed = placed @ rotation.T + side / 2
    matrix = cv2.getPerspectiveTransform(corners, placed.astype(np.float32))
    room = cv2.resize(background, (side, side), interpolation=cv2.INTER_AREA)
    room = cv2.GaussianBlur(room, (0, 0), rng.uniform(1.0, 6.0))
    seen = cv2.warpPerspective(picture, matrix, (side, side), flags=cv2.INTER_LINEAR)
    mask = np.full((height, width), 255, np.uint8)
    mask = cv2.warpPerspective(mask, matrix, (side, side), flags=cv2.INTER_LINEAR)
    alpha = (cv2.GaussianBlur(mask, (3, 3), 0).astype(np.float32) / 255)[..., None]
    out = seen * alpha + room * (1 - alpha)
    ring = [[face.x1, face.y1], [face.x2, face.y1], [face.x2, face.y2], [face.x1, face.y2]]
    a, b, c, d = cv2.perspectiveTransform(np.array([ring], np.float32), matrix)[0]
    middle = (a + b + c + d) / 4
    half = np.array([np.hypot(*(b + c - a - d)), np.hypot(*(c + d - a - b))]) / 4
    first, last = (middle - half).tolist(), (middle + half).tolist()
    return np.clip(out, 0, 255).astype(np.uint8), Box(*first, *last)


def recorded(image: U8, box: Box, rng: Rng) -> U8:
    """The attacker's image of the face: low resolution, compressed, sometimes overexposed."""
    height, width = image.shape[:2]
    factor = min(1.0, rng.uniform(45, 160) / box.side)
    small = cv2.resize(
        image,
        (max(8, int(width * factor)), max(8, int(height * factor))),
        None,
        0,
        0,
        cv2.INTER_AREA,
    )
    small = np.asarray(small, np.uint8)
    if rng.random() < 0.4:
        small = recoloured(small, rng)
    if rng.random() < 0.7:
        small = recompressed(small, rng)
    back = (cv2.INTER_LINEAR, cv2.INTER_CUBIC)[int(rng.integers(2))]
    return np.asarray(cv2.resize(small, (width, height), interpolation=back), np.uint8)


def fine_screen(image: U8, rng: Rng) -> U8:
    """The face on a display whose pixels the camera does not resolve.

    What remains is a raised black level, the contrast and white point of the display, and a slight
    blur.
    """
    light = (image.astype(np.float32) / 255) ** rng.uniform(0.75, 1.35)
    white = np.array([rng.uniform(0.95, 1.25), 1.0, rng.uniform(0.8, 1.05)])
    glow = rng.uniform(0.0, 0.12) * white
    light = glow + light * white * rng.uniform(0.7, 1.25)
    grey = light.mean(2, keepdims=True)
    light = grey + (light - grey) * rng.uniform(0.7, 1.4)
    light = cv2.GaussianBlur(light.astype(np.float32), (0, 0), rng.uniform(0.4, 1.2))
    return np.clip(light * 255, 0, 255).astype(np.uint8)


def fine_print(image: U8, rng: Rng) -> U8:
    """The face on photo paper whose dots the camera does not resolve: lower contrast, a tint, a
    slight blur."""
    ink = image.astype(np.float32) / 255
    black, white = rng.uniform(0.04, 0.22), rng.uniform(0.75, 1.0)
    paper = np.array([rng.uniform(0.8, 1.0), rng.uniform(0.88, 1.0), rng.uniform(0.88, 1.0)])
    out = paper * (black + (white - black) * ink ** rng.uniform(0.8, 1.3))
    grey = out.mean(2, keepdims=True)
    out = grey + (out - grey) * rng.uniform(0.55, 1.05)
    out = cv2.GaussianBlur(out.astype(np.float32), (0, 0), rng.uniform(0.4, 1.4))
    return np.clip(out * 255, 0, 255).astype(np.uint8)


def simulated_attack(image: U8, box: Box, background: U8, rng: Rng) -> tuple[U8, Box, str]:
    """A bona fide face as a random print or replay. Returns image, box and `print` or `replay`."""
    screen = rng.random() < 0.6
    if rng.random() < 0.6:
        image = recorded(image, box, rng)
    if rng.random() < 0.45:
        out = fine_screen(image, rng) if screen else fine_print(image, rng)
    else:
        out = screen_replay(image, rng) if screen else halftone_print(image, rng)
    if rng.random() < (0.4 if screen else 0.15):
        out = glare(out, rng)
    if rng.random() < 0.6:
        out, box = held_before_camera(out, box, background, rng, screen)
        if rng.random() < 0.15:
            out = glare(out, rng)
    if rng.random() < (0.15 if screen else 0.4):
        out = lit(out, rng)
    return out, box, "replay" if screen else "print"
