"""Augmentations that simulate cameras, illumination and transmission. Images are uint8 BGR."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np

from edge.types import U8, Box

Rng = np.random.Generator


@dataclass(frozen=True, slots=True)
class CameraRanges:
    """The probability (0..1) of each augmentation in `camera_like`."""

    rotate: float = 0.3
    colour: float = 0.6
    rescale: float = 0.35
    sharpen: float = 0.15
    blur: float = 0.25
    noise: float = 0.35
    grey: float = 0.05
    occlude: float = 0.08
    jpeg: float = 0.6


def jittered(box: Box, rng: Rng, shift: float = 0.06, scale: float = 0.12) -> Box:
    """The box with random offset and size, as detectors differ.

    shift: largest offset of the centre over the box side. scale: largest change of log size.
    """
    cx, cy = box.center
    cx += box.side * rng.uniform(-shift, shift)
    cy += box.side * rng.uniform(-shift, shift)
    factor = math.exp(rng.uniform(-scale, scale))
    half_w, half_h = box.width * factor / 2, box.height * factor / 2
    return Box(cx - half_w, cy - half_h, cx + half_w, cy + half_h)


def tightly_cut(image: U8, box: Box, rng: Rng) -> tuple[U8, Box]:
    """Crop the image tightly around the face, as many data sets are. Returns image and box."""
    cx, cy = box.center
    half = box.side * rng.uniform(0.95, 1.5) / 2
    height, width = image.shape[:2]
    x1, y1 = max(0, int(cx - half)), max(0, int(cy - half))
    x2, y2 = min(width, int(cx + half)), min(height, int(cy + half))
    if x2 - x1 < 24 or y2 - y1 < 24:
        return image, box
    return np.ascontiguousarray(image[y1:y2, x1:x2]), box.shifted(-x1, -y1)


def rotated(image: U8, box: Box, degrees: float) -> U8:
    """The image rotated about the centre of the face, mirrored at its border; the box stays."""
    matrix = cv2.getRotationMatrix2D(box.center, degrees, 1.0)
    size = (image.shape[1], image.shape[0])
    out = cv2.warpAffine(image, matrix, size, borderMode=cv2.BORDER_REFLECT_101)
    return np.asarray(out, np.uint8)


def recoloured(image: U8, rng: Rng) -> U8:
    """Random exposure, gamma, contrast and white balance: one look-up table per channel."""
    ramp = np.arange(256, dtype=np.float32) / 255
    gamma = math.exp(rng.normal(0, 0.2))
    gain = math.exp(rng.normal(0, 0.15))
    lift = rng.normal(0, 0.03)
    balance = np.exp(rng.normal(0, 0.06, 3))
    tables = [np.clip((ramp**gamma * gain * b + lift) * 255, 0, 255) for b in balance]
    table = np.stack(tables, 1).astype(np.uint8)[:, None]
    return np.asarray(cv2.LUT(image, table.reshape(256, 1, 3)), np.uint8)


def rescaled(image: U8, rng: Rng) -> U8:
    """A lower resolution, as of a larger distance or a smaller sensor, scaled up again."""
    height, width = image.shape[:2]
    factor = rng.uniform(0.35, 0.9)
    small = (max(8, int(width * factor)), max(8, int(height * factor)))
    down = (cv2.INTER_AREA, cv2.INTER_LINEAR)[int(rng.integers(2))]
    up = (cv2.INTER_LINEAR, cv2.INTER_CUBIC)[int(rng.integers(2))]
    out = cv2.resize(cv2.resize(image, small, interpolation=down), (width, height), None, 0, 0, up)
    return np.asarray(out, np.uint8)


def blurred(image: U8, rng: Rng) -> U8:
    """Defocus or motion blur."""
    if rng.random() < 0.6:
        return np.asarray(cv2.GaussianBlur(image, (0, 0), rng.uniform(0.4, 1.6)), np.uint8)
    length = int(rng.integers(3, 8))
    kernel = np.zeros((length, length), np.float32)
    kernel[length // 2] = 1 / length
    turn = cv2.getRotationMatrix2D((length / 2 - 0.5,) * 2, rng.uniform(0, 180), 1.0)
    kernel = cv2.warpAffine(kernel, turn, (length, length))
    return np.asarray(cv2.filter2D(image, -1, kernel / max(kernel.sum(), 1e-6)), np.uint8)


def noisy(image: U8, rng: Rng) -> U8:
    """Read noise and shot noise of a small sensor in low light."""
    read, shot = rng.uniform(0.5, 6.0), rng.uniform(0.0, 0.4)
    pixel = image.astype(np.float32)
    sigma = np.sqrt(read**2 + shot * pixel)
    noise = rng.standard_normal(image.shape, np.float32)
    return np.clip(pixel + sigma * noise, 0, 255).astype(np.uint8)


def greyed(image: U8) -> U8:
    grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    return np.asarray(cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR), np.uint8)


def occluded(image: U8, box: Box, rng: Rng) -> U8:
    """Occlusion of a part of the face by one uniform patch, for a hand, a cup or a scarf."""
    out = image.copy()
    w, h = (box.side * rng.uniform(0.1, 0.35) for _ in range(2))
    x, y = rng.uniform(box.x1, box.x2), rng.uniform(box.y1, box.y2)
    colour = tuple(float(c) for c in rng.uniform(0, 255, 3))
    cv2.rectangle(
        out, (int(x - w / 2), int(y - h / 2)), (int(x + w / 2), int(y + h / 2)), colour, -1
    )
    return out


def recompressed(image: U8, rng: Rng) -> U8:
    """JPEG compression at a random quality."""
    quality = int(rng.integers(35, 97))
    ok, data = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), np.uint8) if ok else image


def sharpened(image: U8, rng: Rng) -> U8:
    """Sharpening, as in the image processing of many webcams."""
    soft = cv2.GaussianBlur(image, (0, 0), rng.uniform(0.7, 1.8))
    share = rng.uniform(0.3, 1.2)
    return np.asarray(cv2.addWeighted(image, 1 + share, soft, -share, 0), np.uint8)


def lit(image: U8, rng: Rng) -> U8:
    """Directional coloured light, as from a lamp or a window."""
    height, width = image.shape[:2]
    ys, xs = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j].astype(np.float32)
    angle = rng.uniform(0, 2 * np.pi)
    ramp = 1 + rng.uniform(0, 0.35) * (np.cos(angle) * xs + np.sin(angle) * ys)
    warmth = rng.normal(0, 0.12)
    cast = np.array([1 - warmth, 1 + rng.normal(0, 0.03), 1 + warmth])
    level = math.exp(rng.normal(-0.1, 0.25))
    out = image.astype(np.float32) * (ramp[..., None] * cast * level)
    return np.clip(out, 0, 255).astype(np.uint8)


def lightly_changed(image: U8, box: Box, rng: Rng) -> U8:
    """Augmentations that keep the traces of the medium: a small rotation, other colours."""
    if rng.random() < 0.25:
        image = rotated(image, box, rng.normal(0, 6))
    if rng.random() < 0.3:
        image = recoloured(image, rng)
    return image


def retaken(image: U8, box: Box, rng: Rng) -> tuple[U8, Box]:
    """The same presentation at another distance or resolution, with a sub-pixel shift.

    The face is then 60 to 200 px wide, the usual range between 320×240 and 1280×720. Returns image
    and box; the scale is limited so that the image stays below 640 px.
    """
    height, width = image.shape[:2]
    factor = math.exp(rng.uniform(math.log(60), math.log(200))) / box.side
    factor = min(factor, 640 / max(height, width))
    shift = rng.uniform(0, 1, 2)
    size = (max(8, int(width * factor)), max(8, int(height * factor)))
    if factor < 1:
        small = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
    else:
        matrix = np.array([[factor, 0, shift[0]], [0, factor, shift[1]]])
        how = (cv2.INTER_LINEAR, cv2.INTER_CUBIC)[int(rng.integers(2))]
        small = cv2.warpAffine(image, matrix, size, flags=how, borderMode=cv2.BORDER_REFLECT_101)
    sx, sy = size[0] / width, size[1] / height
    moved = Box(box.x1 * sx, box.y1 * sy, box.x2 * sx, box.y2 * sy)
    out = np.asarray(small, np.uint8)
    if rng.random() < 0.3:
        out = lit(out, rng)
    return out, moved


def camera_like(
    image: U8, box: Box, rng: Rng, ranges: CameraRanges | None = None
) -> tuple[U8, Box]:
    """A random chain of augmentations, roughly in the order of a camera's signal path: scene,
    optics, sensor, codec. Returns image and box."""
    r = ranges or CameraRanges()
    if rng.random() < r.rotate:
        image = rotated(image, box, rng.normal(0, 7))
    if rng.random() < r.occlude:
        image = occluded(image, box, rng)
    if rng.random() < r.colour:
        image = recoloured(image, rng)
    if rng.random() < r.blur:
        image = blurred(image, rng)
    if rng.random() < r.rescale:
        image = rescaled(image, rng)
    if rng.random() < r.noise:
        image = noisy(image, rng)
    if rng.random() < r.sharpen:
        image = sharpened(image, rng)
    if rng.random() < r.grey:
        image = greyed(image)
    if rng.random() < r.jpeg:
        image = recompressed(image, rng)
    if rng.random() < r.jpeg / 4:  # compressed twice: by the webcam, then in a file
        image = recompressed(image, rng)
    return image, jittered(box, rng)
