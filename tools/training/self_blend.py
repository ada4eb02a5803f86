"""Self-blended and cross-blended faces: manipulated crops synthesised from real ones.

After Shiohara and Yamasaki, "Detecting Deepfakes with Self-Blended Images" (CVPR 2022): a face
blended with a slightly changed copy of itself has the traces that all swaps share (a border,
inconsistent sharpness and colour) but none that are specific to one swap method. Some inner faces
are also changed by an imitated generator (tools.training.resynthesise). Cross blends use the inner
face of another person, warped to the five landmarks and matched in colour.

Images are uint8 (S, S, 3) BGR; landmarks float32 (5, 2) px: right eye, left eye, nose tip, right
and left corner of the mouth (the subject's sides, so right is left in the image).
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.types import F32, U8
from tools.training.resynthesise import resynthesised

# The five landmarks in a frame in which the eyes are level and one unit apart and their midpoint is
# the origin; and a face outline (jaw, then brows) in the same frame.
_FIVE = np.array([[-0.5, 0.0], [0.5, 0.0], [0.0, 0.62], [-0.42, 1.12], [0.42, 1.12]], np.float32)
_JAW = [(-1.02, 0.0), (-1.0, 0.45), (-0.9, 0.9), (-0.68, 1.35), (-0.35, 1.68), (0.0, 1.78)]
_BROWS = [(0.95, -0.3), (0.6, -0.52), (0.2, -0.45), (-0.2, -0.45), (-0.6, -0.52), (-0.95, -0.3)]
_OUTLINE = np.array(_JAW + [(-x, y) for x, y in reversed(_JAW[:-1])] + _BROWS, np.float32)
_PARTS = {
    "whole": _OUTLINE,
    "forehead": np.concatenate(
        [_OUTLINE, np.array([(-0.7, -1.0), (0.0, -1.15), (0.7, -1.0)], np.float32)]
    ),
    "inner": np.concatenate(
        [np.array([(-0.8, 0.1), (-0.65, 1.2), (0, 1.45), (0.65, 1.2), (0.8, 0.1)], np.float32),
         _OUTLINE[len(_JAW) * 2 - 1 :] * np.float32(0.9)]
    ),
    "eyes": np.array([(-0.95, -0.4), (0.95, -0.4), (0.8, 0.35), (-0.8, 0.35)], np.float32),
    "nose": np.array([(-0.15, 0.0), (0.15, 0.0), (0.4, 0.8), (-0.4, 0.8)], np.float32),
    "mouth": np.array([(-0.5, 0.7), (0.5, 0.7), (0.7, 1.3), (0, 1.7), (-0.7, 1.3)], np.float32),
    "lower": np.array(
        [(-1.0, 0.4), (1.0, 0.4), (0.9, 0.9), (0.4, 1.7), (-0.4, 1.7), (-0.9, 0.9)], np.float32
    ),
    "head": _OUTLINE * np.float32(1.3) - np.array([0, 0.2], np.float32),
    # the aligned square that some swap tools replace; eroded before its edge is softened
    "square": np.array([(-1.35, -1.2), (1.35, -1.2), (1.35, 1.5), (-1.35, 1.5)], np.float32),
}  # fmt: skip
_CHANCES = (0.3, 0.16, 0.18, 0.04, 0.03, 0.07, 0.05, 0.09, 0.08)


def face_frame(landmarks: F32) -> F32:
    """float32 (2, 3): the similarity transform from the landmark frame of `_FIVE` to crop px."""
    matrix, _ = cv2.estimateAffinePartial2D(_FIVE, landmarks, method=cv2.LMEDS)
    if matrix is None or not np.isfinite(matrix).all():
        centre, span = landmarks.mean(0), max(1.0, float(np.ptp(landmarks[:, 0])))
        matrix = np.array([[span, 0, centre[0]], [0, span, centre[1] - 0.57 * span]])
    return np.asarray(matrix, np.float32)


def blend_mask(landmarks: F32, size: int, rng: np.random.Generator) -> F32:
    """A blending mask, float32 (size, size), 0..1: a randomly deformed region with a soft edge."""
    names = list(_PARTS)
    part = _PARTS[names[int(rng.choice(len(names), p=_CHANCES))]]
    points = part * rng.uniform(0.85, 1.12, (1, 2)) + rng.normal(0, 0.05, part.shape)
    frame = face_frame(landmarks)
    points = points @ frame[:, :2].T + frame[:, 2]
    mask = np.zeros((size, size), np.float32)
    hull = cv2.convexHull(points.astype(np.float32)).astype(np.int32)
    cv2.fillConvexPoly(mask, hull, 1.0, cv2.LINE_AA)
    if rng.random() < 0.5:
        mask = elastic(mask, rng, strength=0.04 * size)
    span = float(np.hypot(frame[0, 0], frame[1, 0]))
    sigma = span * float(rng.choice([0.03, 0.06, 0.1, 0.16, 0.25]))
    soft = cv2.GaussianBlur(mask, (0, 0), max(0.5, sigma))
    if rng.random() < 0.5:  # soft edge inside the outline only, as in tools that erode masks
        soft = np.clip(soft * 2 - 1, 0, 1)
    return np.asarray(soft, np.float32)


def elastic(mask: F32, rng: np.random.Generator, strength: float) -> F32:
    """Deform `mask` by a smooth random displacement field of about `strength` px."""
    size = mask.shape[0]
    field = rng.normal(0, strength, (4, 4, 2)).astype(np.float32)
    field = cv2.resize(field, (size, size), interpolation=cv2.INTER_CUBIC)
    ys, xs = np.mgrid[0:size, 0:size].astype(np.float32)
    bent = cv2.remap(mask, xs + field[..., 0], ys + field[..., 1], cv2.INTER_LINEAR)
    return np.asarray(bent, np.float32)


def match_colour(source: U8, target: U8, mask: F32, strength: float = 1.0) -> U8:
    """Match mean and standard deviation of `source` to `target` in Lab inside the mask (Reinhard et
    al. 2001). strength: 0..1, how much of the change is applied."""
    inside = mask > 0.5
    if int(inside.sum()) < 16:
        return source
    a = cv2.cvtColor(source, cv2.COLOR_BGR2LAB).astype(np.float32)
    b = cv2.cvtColor(target, cv2.COLOR_BGR2LAB).astype(np.float32)
    mean_a, mean_b = a[inside].mean(0), b[inside].mean(0)
    spread = np.clip((b[inside].std(0) + 1) / (a[inside].std(0) + 1), 0.6, 1.6)
    moved = (a - mean_a) * spread + mean_b
    mixed = np.clip(a + strength * (moved - a), 0, 255).astype(np.uint8)
    return np.asarray(cv2.cvtColor(mixed, cv2.COLOR_LAB2BGR), np.uint8)


def shift_colour(image: U8, rng: np.random.Generator) -> U8:
    """A small change of colour cast, brightness, contrast and saturation."""
    gain = rng.uniform(0.88, 1.12) * rng.uniform(0.94, 1.06, 3)
    offset = rng.uniform(-12, 12) + rng.uniform(-6, 6, 3)
    steps = np.arange(256, dtype=np.float32)[:, None]
    table = np.clip((steps - 110) * gain + 110 + offset, 0, 255).astype(np.uint8)
    shifted = cv2.LUT(image, table[None])
    if rng.random() < 0.5:
        grey = cv2.cvtColor(cv2.cvtColor(shifted, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR)
        keep = float(rng.uniform(0.7, 1.3))
        shifted = cv2.addWeighted(shifted, keep, grey, 1 - keep, 0)
    return np.asarray(shifted, np.uint8)


def shift_frequency(image: U8, rng: np.random.Generator) -> U8:
    """One of: blur, sharpen, resample at a lower resolution, re-encode."""
    size = image.shape[0]
    kind = rng.choice(4, p=(0.3, 0.15, 0.45, 0.1))
    if kind == 0:
        out = cv2.GaussianBlur(image, (0, 0), float(rng.uniform(0.6, 2.0)))
    elif kind == 1:
        soft = cv2.GaussianBlur(image, (0, 0), float(rng.uniform(0.8, 2.0)))
        out = cv2.addWeighted(image, 1.8, soft, -0.8, 0)
    elif kind == 2:
        small = max(16, int(size * rng.uniform(0.25, 0.7)))
        down = cv2.resize(image, (small, small), interpolation=cv2.INTER_AREA)
        method = int(rng.choice([cv2.INTER_LINEAR, cv2.INTER_CUBIC]))
        out = cv2.resize(down, (size, size), interpolation=method)
    else:
        quality = [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(25, 70))]
        out = cv2.imdecode(cv2.imencode(".jpg", image, quality)[1], cv2.IMREAD_COLOR)
    return np.asarray(out, np.uint8)


def _nudge(image: U8, rng: np.random.Generator) -> U8:
    """A small shift, scaling and rotation, for the misalignment of swapped faces."""
    size = image.shape[0]
    centre = (size / 2, size / 2)
    matrix = cv2.getRotationMatrix2D(
        centre, float(rng.normal(0, 1.5)), float(rng.uniform(0.96, 1.04))
    )
    matrix[:, 2] += rng.normal(0, 0.012 * size, 2)
    return np.asarray(
        cv2.warpAffine(image, matrix, (size, size), borderMode=cv2.BORDER_REFLECT_101), np.uint8
    )


def blend(source: U8, target: U8, mask: F32) -> U8:
    """Alpha blending: mask · source + (1 − mask) · target."""
    weight = mask[..., None]
    mixed = source.astype(np.float32) * weight + target.astype(np.float32) * (1 - weight)
    return np.asarray(np.rint(mixed), np.uint8)


def poisson_blend(source: U8, target: U8, mask: F32) -> U8:
    """The gradients of `source` inside the mask, the colours of `target` at its border.

    The seamless cloning of Pérez et al. 2003 adds to the source a correction that solves a Laplace
    equation. Here the correction is approximated: the differences at the border are extended
    inwards by normalised convolution with increasing widths, which is much faster.
    """
    inside = (mask > 0.5).astype(np.uint8)
    band = (cv2.dilate(inside, np.ones((5, 5), np.uint8)) - inside).astype(np.float32)
    if not band.any():
        return blend(source, target, mask)
    size = mask.shape[0]
    coarse = size // 4
    gap = (target.astype(np.float32) - source) * band[..., None]
    known = np.concatenate([gap, band[..., None]], 2)
    known = cv2.resize(known, (coarse, coarse), interpolation=cv2.INTER_AREA)
    spread = np.zeros_like(known)
    for level, sigma in enumerate((0.7, 1.5, 3, 6, 12, 24)):
        spread += cv2.GaussianBlur(known, (0, 0), sigma) * 0.05**level
    membrane = cv2.resize(spread[..., :3] / (spread[..., 3:] + 1e-12), (size, size))
    cloned = np.clip(source + membrane, 0, 255)
    return np.where(inside[..., None] > 0, np.rint(cloned), target).astype(np.uint8)


def _changed(image: U8, rng: np.random.Generator) -> U8:
    """A copy with changed colour, changed frequency content, or both."""
    which = rng.random()
    if which < 0.75:
        image = shift_colour(image, rng)
    if which > 0.35:
        image = shift_frequency(image, rng)
    return image


def self_blend(image: U8, landmarks: F32, rng: np.random.Generator) -> tuple[U8, F32]:
    """(manipulated crop, mask float32 (S, S)): `image` blended with a changed copy of itself."""
    mask = blend_mask(landmarks, image.shape[0], rng)
    inner, outer = image, image
    draw = rng.random()
    if draw < 0.35:
        inner = _changed(inner, rng)
    elif draw < 0.8:
        inner = resynthesised(inner, rng)
        if rng.random() < 0.4:
            inner = shift_colour(inner, rng)
    else:
        outer = _changed(outer, rng)
    inner = _nudge(inner, rng)
    mask = mask * np.float32(rng.choice([0.5, 0.75, 1.0, 1.0, 1.0]))
    return blend(inner, outer, mask), mask


def cross_blend(
    image: U8, landmarks: F32, other: U8, other_landmarks: F32, rng: np.random.Generator
) -> tuple[U8, F32]:
    """(manipulated crop, mask float32 (S, S)): the inner face of `other` on `image`, with matched
    colours; a self-blend where the poses differ too much."""
    size = image.shape[0]
    matrix, _ = cv2.estimateAffinePartial2D(other_landmarks, landmarks, method=cv2.LMEDS)
    scale = 0.0 if matrix is None else float(np.hypot(matrix[0, 0], matrix[1, 0]))
    if matrix is None or not 0.5 < scale < 2.0:  # such as a profile and a frontal face
        return self_blend(image, landmarks, rng)
    warped = cv2.warpAffine(
        other, matrix, (size, size), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101
    )
    mask = blend_mask(landmarks, size, rng)
    source = match_colour(np.asarray(warped, np.uint8), image, mask, float(rng.uniform(0.6, 1.0)))
    draw = rng.random()
    if draw < 0.25:
        source = shift_frequency(source, rng)
    elif draw < 0.7:
        source = resynthesised(source, rng)
    if rng.random() < 0.35:
        return poisson_blend(source, image, mask), mask
    mask = mask * np.float32(rng.choice([0.75, 1.0, 1.0, 1.0]))
    return blend(source, image, mask), mask


def pair_mask(real: U8, fake: U8, cells: int = 56) -> NDArray[np.uint8] | None:
    """The region in which `fake` differs from the frame `real` that it was made from.

    real, fake: uint8 (S, S, 3). Returns uint8 (cells, cells), 0..255, or None where the two are
    different frames: the corners show hair and background, which a swap does not change, so they
    must match.
    """
    a = cv2.resize(real, (cells, cells), interpolation=cv2.INTER_AREA).astype(np.float32)
    b = cv2.resize(fake, (cells, cells), interpolation=cv2.INTER_AREA).astype(np.float32)
    difference = np.abs(a - b).max(2)
    edge = cells // 5
    corners = [difference[y, x] for y in (slice(edge), slice(-edge, None))
               for x in (slice(edge), slice(-edge, None))]  # fmt: skip
    still = float(np.median(np.stack(corners)))
    if still > 6.0:
        return None
    smooth = cv2.GaussianBlur(difference, (0, 0), cells / 28) - 4.0 - still
    mask = np.clip(smooth * 32, 0, 255).astype(np.uint8)
    # a swap replaces a whole region: also fill the parts inside that happen to match
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (cells // 4 | 1, cells // 4 | 1))
    return np.asarray(cv2.morphologyEx(mask, cv2.MORPH_CLOSE, kernel), np.uint8)
