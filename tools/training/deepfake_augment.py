"""Augmentation of face crops for deepfake training.

Position and light are drawn once for a pair of a real and a manipulated crop, so that the
manipulation is the only difference between them; sharpness, noise and compression can be drawn for
each crop independently, so that none of the three correlates with the label.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from edge.types import F32, U8
from tools.training.augment import blurred

_UP = (0.5, 0.45, 0.05)


@dataclass(frozen=True, slots=True)
class Look:
    """One draw of position and light. matrix: (2, 3), affine, stored px to training-crop px."""

    matrix: F32
    exact: bool
    table: U8 | None
    shade: F32 | None
    grey: bool

    @classmethod
    def draw(cls, stored: int, size: int, rng: np.random.Generator) -> Look:
        """Draw at random. stored, size: sides of the stored and the training crop, px; size ≤
        stored.
        """
        exact = rng.random() < 0.35  # not resampled, as at run time
        flip = rng.random() < 0.5
        if exact:
            angle, scale = 0.0, 1.0
            room = stored - size
            x, y = (int(rng.integers(room + 1)) for _ in range(2)) if room else (0, 0)
            centre = np.array([x + (size - 1) / 2, y + (size - 1) / 2])
        else:
            angle = np.deg2rad(rng.normal(0, 6))
            scale = float(np.exp(rng.uniform(np.log(0.8), np.log(1.2))))
            # the detector's box varies from frame to frame; borders are mirrored at run time too
            slack = max(0.1 * stored, stored - size / scale)
            centre = (stored - 1) / 2 + rng.uniform(-0.5, 0.5, 2) * slack
        cos, sin = np.cos(angle) * scale, np.sin(angle) * scale
        linear = np.array([[cos, -sin], [sin, cos]])
        if flip:
            linear = np.array([[-1, 0], [0, 1]]) @ linear
        shift = (size - 1) / 2 - linear @ centre
        matrix = np.concatenate([linear, shift[:, None]], 1).astype(np.float32)
        table = _light(rng) if rng.random() < 0.7 else None
        shade = _shade(size, rng) if rng.random() < 0.15 else None
        return cls(matrix, exact, table, shade, bool(rng.random() < 0.04))

    def image(self, crop: U8, size: int) -> U8:
        """The training crop, uint8 (size, size, 3) BGR, of a stored crop."""
        method = cv2.INTER_NEAREST if self.exact else cv2.INTER_LINEAR
        out = cv2.warpAffine(
            crop, self.matrix, (size, size), flags=method, borderMode=cv2.BORDER_REFLECT_101
        )
        if self.table is not None:
            out = cv2.LUT(out, self.table)
        if self.shade is not None:
            out = np.clip(out * self.shade, 0, 255).astype(np.uint8)
        if self.grey:
            out = cv2.cvtColor(cv2.cvtColor(out, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR)
        return np.asarray(out, np.uint8)

    def mask(self, mask: F32, stored: int, size: int, cells: int) -> F32:
        """Resample a stored crop's mask (m, m), 0..1, to the training crop's (cells, cells).

        stored, size: sides of the stored and of the training crop, px.
        """
        ratio = mask.shape[0] / stored
        side = round(size * ratio)
        offset = (1 - ratio) / 2  # pixel centres: coarse = (fine + 0.5) · ratio − 0.5
        linear = self.matrix[:, :2]
        shift = ratio * (self.matrix[:, 2] + linear @ np.array([offset, offset]) / ratio) - offset
        matrix = np.concatenate([linear, shift[:, None]], 1).astype(np.float32)
        seen = cv2.warpAffine(mask, matrix, (side, side), flags=cv2.INTER_LINEAR)
        return np.asarray(cv2.resize(seen, (cells, cells), interpolation=cv2.INTER_AREA))


def _light(rng: np.random.Generator) -> U8:
    """A look-up table, uint8 (1, 256, 3): exposure, gamma, contrast and white balance.

    One in four is extreme: under- or overexposed.
    """
    far = 2.5 if rng.random() < 0.25 else 1.0
    steps = np.linspace(0, 1, 256, dtype=np.float32)[:, None]
    gain = np.exp(rng.normal(0, 0.18 * far) + rng.normal(0, 0.05 * far, 3))
    curve = (steps * gain) ** np.exp(rng.normal(0, 0.15 * far))
    curve = (curve - 0.4) * np.exp(rng.normal(0, 0.1 * far)) + 0.4
    return np.asarray(np.clip(curve * 255, 0, 255), np.uint8)[None]


def _shade(size: int, rng: np.random.Generator) -> F32:
    """Gains, float32 (size, size, 1): light from one side, or a bright spot of a lamp or window."""
    ramp = np.linspace(-1, 1, size, dtype=np.float32)
    angle = rng.uniform(0, 2 * np.pi)
    along = np.cos(angle) * ramp[None] + np.sin(angle) * ramp[:, None]
    if rng.random() < 0.5:
        stops = rng.uniform(0.3, 1.2) * along
    else:
        x, y = rng.uniform(-1, 1, 2)
        distance = (ramp[None] - x) ** 2 + (ramp[:, None] - y) ** 2
        stops = rng.uniform(0.5, 1.8) * np.exp(-distance / rng.uniform(0.1, 0.8))
    return np.exp2(stops)[..., None].astype(np.float32)


def degrade(image: U8, rng: np.random.Generator) -> U8:
    """Reduce sharpness, add noise and re-encode, each with a probability; uint8 (S, S, 3) BGR."""
    size = image.shape[0]
    draw = rng.random()
    if draw < 0.14:
        image = blurred(image, rng)
    elif draw < 0.34:
        small = int(size * rng.uniform(0.35, 0.95))
        method = int(rng.choice([cv2.INTER_AREA, cv2.INTER_LINEAR]))
        down = cv2.resize(image, (small, small), interpolation=method)
        method = int(rng.choice([cv2.INTER_LINEAR, cv2.INTER_CUBIC, cv2.INTER_NEAREST], p=_UP))
        image = cv2.resize(down, (size, size), interpolation=method)
    elif draw < 0.39:  # unsharp masking, as in cameras and apps
        soft = cv2.GaussianBlur(image, (0, 0), float(rng.uniform(0.7, 1.5)))
        image = cv2.addWeighted(image, 1.6, soft, -0.6, 0)
    if rng.random() < 0.12:
        noise = rng.standard_normal(image.shape, np.float32) * np.float32(rng.uniform(1, 8))
        image = np.clip(image + noise, 0, 255).astype(np.uint8)
    if rng.random() < 0.5:
        image = _encoded(image, rng)
    return np.asarray(image, np.uint8)


def _encoded(image: U8, rng: np.random.Generator) -> U8:
    """JPEG or sometimes WebP compression at a random quality and offset of the block grid.

    Lossy WebP is a VP8 key frame, with intra prediction and a deblocking filter as in video codecs.
    """
    cut = rng.integers(0, 8, 2)
    room = cv2.copyMakeBorder(image, int(cut[0]), 0, int(cut[1]), 0, cv2.BORDER_REFLECT_101)
    if rng.random() < 0.25:
        kind, flag, least = ".webp", cv2.IMWRITE_WEBP_QUALITY, 20
    else:
        kind, flag, least = ".jpg", cv2.IMWRITE_JPEG_QUALITY, 30
    data = cv2.imencode(kind, room, [flag, int(rng.integers(least, 97))])[1]
    out = np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), np.uint8)
    return np.ascontiguousarray(out[cut[0] :, cut[1] :])
